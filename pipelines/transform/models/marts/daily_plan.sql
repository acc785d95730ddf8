with seconds as (
    select
        local_date,
        category_key,
        sum(duration_seconds) as seconds
    from {{ ref('fct_time_plan') }}
    group by local_date, category_key
)

select
    seconds.local_date,
    categories.category,
    categories.category_key,
    categories.category_order,
    categories.color,
    cast(seconds.seconds as integer) as seconds
from seconds
inner join {{ ref('dim_category') }} as categories on seconds.category_key = categories.category_key

with seconds as (
    select
        local_date,
        category,
        sum(duration_seconds) as seconds
    from {{ ref('fct_time_plan') }}
    group by local_date, category
)

select
    seconds.local_date,
    seconds.category,
    categories.category_order,
    categories.color,
    cast(seconds.seconds as integer) as seconds
from seconds
inner join {{ ref('dim_category') }} as categories on seconds.category = categories.category

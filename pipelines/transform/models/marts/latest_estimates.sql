{{ config(materialized='late_view') }}

with ranked as (
    select
        estimates.*,
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from {{ source('analyzer', 'estimates') }} as estimates
    cross join {{ ref('int_run') }} as run
    where estimates.target_date >= run.today
)

select
    ranked.target_date,
    ranked.category,
    -- A category that the mapping no longer holds stands last.
    coalesce(categories.category_order, 10000) as category_order,
    coalesce(categories.color, '#a6a6a6') as color,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    ranked.method,
    ranked.calculated_at
from ranked
left join {{ ref('dim_category') }} as categories on ranked.category = categories.category
where ranked.age = 1

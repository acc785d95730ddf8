{{ config(materialized='late_view') }}

with ranked as (
    select
        estimates.*,
        -- By day and not by category: what the last snapshot left out is not taken from an older one.
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from {{ source('analyzer', 'estimates') }} as estimates
    inner join {{ ref('dim_date') }} as days on estimates.target_date = days.local_date
    cross join {{ ref('int_run') }} as run
    where
        estimates.calculated_at < days.day_start_at
        and estimates.target_date < run.today
)

select
    ranked.target_date,
    ranked.category,
    ranked.method,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    cast(actual.seconds as double precision) / 60 as actual_minutes,
    actual.is_complete,
    ranked.calculated_at
from ranked
inner join {{ ref('daily_actual') }} as actual
    on ranked.target_date = actual.local_date and ranked.category = actual.category
where ranked.age = 1

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
),

-- A snapshot may be older than the day on which two spellings became one category.
newest as (
    select
        target_date,
        category_key,
        min(method) as method,
        sum(minutes) as minutes,
        sum(lower) as lower,
        sum(upper) as upper,
        max(calculated_at) as calculated_at
    from ranked
    where age = 1
    group by target_date, category_key
)

select
    newest.target_date,
    actual.category,
    newest.category_key,
    newest.method,
    newest.minutes,
    newest.lower,
    newest.upper,
    cast(actual.seconds as double precision) / 60 as actual_minutes,
    actual.is_complete,
    newest.calculated_at
from newest
inner join {{ ref('daily_actual') }} as actual
    on newest.target_date = actual.local_date and newest.category_key = actual.category_key

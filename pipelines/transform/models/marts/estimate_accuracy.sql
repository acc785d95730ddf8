{{ config(materialized='late_view') }}

with snapshots as (
    select distinct on (estimates.target_date)
        estimates.target_date,
        estimates.calculated_at,
        estimates.revision,
        estimates.calculated_at >= days.day_start_at as is_during
    from {{ source('analyzer', 'estimates') }} as estimates
    inner join {{ ref('dim_date') }} as days on estimates.target_date = days.local_date
    cross join {{ ref('int_run') }} as run
    where
        estimates.calculated_at < days.day_end_at
        and estimates.target_date < run.today
    order by
        estimates.target_date,
        -- The last before the day began; without one the last that was made in its course.
        estimates.calculated_at >= days.day_start_at,
        estimates.calculated_at desc,
        estimates.revision desc
),

-- A snapshot may be older than the day on which two spellings became one category.
newest as (
    select
        estimates.target_date,
        estimates.category_key,
        min(estimates.method) as method,
        sum(estimates.minutes) as minutes,
        -- Before the mixture there was one number.
        sum(coalesce(estimates.median, estimates.minutes)) as median,
        sum(estimates.lower) as lower,
        sum(estimates.upper) as upper,
        max(estimates.any_chance) as any_chance,
        max(estimates.calculated_at) as calculated_at,
        bool_or(snapshots.is_during) as is_during
    from {{ source('analyzer', 'estimates') }} as estimates
    -- By day and not by category: what the last snapshot left out is not taken from an older one.
    inner join snapshots
        on
            estimates.target_date = snapshots.target_date
            and estimates.calculated_at = snapshots.calculated_at
            and estimates.revision = snapshots.revision
    where estimates.minutes is not null
    group by estimates.target_date, estimates.category_key
)

select
    newest.target_date,
    actual.category,
    newest.category_key,
    newest.method,
    newest.minutes,
    newest.median,
    newest.lower,
    newest.upper,
    newest.any_chance,
    cast(actual.seconds as double precision) / 60 as actual_minutes,
    actual.is_complete,
    newest.calculated_at,
    newest.is_during
from newest
inner join {{ ref('daily_actual') }} as actual
    on newest.target_date = actual.local_date and newest.category_key = actual.category_key

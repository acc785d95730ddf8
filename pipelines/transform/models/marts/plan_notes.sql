with bounds as (
    select
        min(local_date) as first_date,
        max(local_date) as last_date
    from {{ ref('dim_date') }}
),

-- Two calendars often hold the same note, such as a public holiday.
notes as (
    select distinct
        cast(series.midnight as date) as local_date,
        events.title
    from {{ ref('int_plan_events') }} as events
    cross join bounds
    cross join lateral generate_series(
        cast(greatest(events.start_date, bounds.first_date) as timestamp),
        cast(least(events.end_date - 1, bounds.last_date) as timestamp),
        interval '1 day'
    ) as series (midnight)
    where events.status = 'all_day' and events.title is not null
)

select
    local_date,
    title
from notes

with run as (
    select * from {{ ref('int_run') }}
),

bounds as (
    select
        run.timezone,
        cast(min(covered.start_at) at time zone run.timezone as date) as first_date,
        cast((max(covered.end_at) - interval '1 second') at time zone run.timezone as date) as last_date
    from {{ ref('int_time_covered') }} as covered
    cross join run
    group by run.timezone
),

-- On timestamps without a zone: dates alone would make generate_series count in the session's zone.
dates as (
    select
        bounds.timezone,
        cast(series.midnight as date) as local_date,
        cast(series.midnight + interval '1 day' as date) as next_date
    from bounds
    cross join lateral generate_series(
        cast(bounds.first_date as timestamp), cast(bounds.last_date as timestamp), interval '1 day'
    ) as series (midnight)
),

days as (
    select
        local_date,
        {{ day_start('local_date', 'timezone') }} as day_start_at,
        {{ day_start('next_date', 'timezone') }} as day_end_at
    from dates
)

select
    local_date,
    day_start_at,
    day_end_at,
    cast(extract(epoch from day_end_at - day_start_at) as integer) as length_seconds,
    cast(extract(isoyear from local_date) as integer) as iso_year,
    cast(extract(week from local_date) as integer) as iso_week,
    cast(extract(isodow from local_date) as integer) as weekday
from days
-- A zone that moved across the date line has skipped a date.
where day_start_at < day_end_at

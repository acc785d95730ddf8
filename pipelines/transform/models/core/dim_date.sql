with run as (
    select * from {{ ref('int_run') }}
),

holidays as (
    select * from {{ ref('stg_holidays') }}
),

-- From the first piece of time, or today without one; the days ahead are for plan, targets and estimates.
bounds as (
    select
        run.timezone,
        least(cast(min(filled.start_at) at time zone run.timezone as date), run.today) as first_date,
        run.last_date
    from run
    left join {{ ref('int_time_filled') }} as filled on true
    group by run.timezone, run.today, run.last_date
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
        {{ day_start('next_date', 'timezone') }} as day_end_at,
        cast(extract(isodow from local_date) as integer) as weekday
    from dates
)

select
    days.local_date,
    days.day_start_at,
    days.day_end_at,
    cast(extract(epoch from days.day_end_at - days.day_start_at) as integer) as length_seconds,
    cast(extract(isoyear from days.local_date) as integer) as iso_year,
    cast(extract(week from days.local_date) as integer) as iso_week,
    days.weekday,
    case when days.weekday >= 6 or holidays.holiday_date is not null then 'holiday' else 'workday' end as day_type,
    holidays.holiday_name
from days
left join holidays on days.local_date = holidays.holiday_date
-- A zone that moved across the date line has skipped a date.
where days.day_start_at < days.day_end_at

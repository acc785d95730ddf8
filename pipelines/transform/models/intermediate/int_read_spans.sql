with run as (
    select * from {{ ref('int_run') }}
),

-- The windows of a file name its person, behind a colon; those of the versions before, and of files that name no one,
-- do not.
windows as (
    select * from {{ ref('stg_sync_windows') }}
    where
        entity = 'time_entries'
        or (
            service = 'toggl_csv'
            and entity like 'time_entries:%'
            and not exists (
                select 1 from {{ ref('int_people') }} as people
                where
                    not people.is_counted
                    and people.source = 'toggl_csv'
                    and people.identity = substring(entity from length('time_entries:') + 1)
            )
        )
),

-- A file is the record of whole days: its own span is from its first start to its last end.
dates as (
    select
        windows.service,
        windows.start_at,
        windows.end_at,
        run.timezone,
        cast(windows.start_at at time zone run.timezone as date) as first_date,
        cast((windows.end_at - interval '1 microsecond') at time zone run.timezone as date) + 1 as next_date
    from windows
    cross join run
),

spans as (
    select
        case
            when service = 'toggl_csv' then {{ day_start('first_date', 'timezone') }} else start_at
        end as start_at,
        case
            when service = 'toggl_csv' then {{ day_start('next_date', 'timezone') }} else end_at
        end as end_at
    from dates
),

joined as (
    select range_agg(tstzrange(date_trunc('second', start_at), date_trunc('second', end_at))) as spans
    from spans
)

select
    lower(parts.span) as start_at,
    upper(parts.span) as end_at
from joined
cross join lateral unnest(joined.spans) as parts (span)

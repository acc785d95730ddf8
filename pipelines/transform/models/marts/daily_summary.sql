with run as (
    select * from {{ ref('int_run') }}
),

bounds as (
    select
        min(local_date) as first_date,
        max(local_date) as last_date
    from {{ ref('fct_time_actual') }}
),

totals as (
    select
        local_date,
        sum(duration_seconds) as covered_seconds,
        coalesce(sum(duration_seconds) filter (where source <> 'generated'), 0) as tracked_seconds,
        coalesce(sum(duration_seconds) filter (where source = 'generated'), 0) as untracked_seconds,
        count(distinct entry_id) filter (where source not in ('generated', 'activitywatch')) as entry_count
    from {{ ref('fct_time_actual') }}
    group by local_date
),

-- As long as they were logged, whatever later entries take: a timer that ran on for so long was probably forgotten.
long_entries as (
    select
        stacked.entry_id,
        stacked.laid_start_at as start_at,
        stacked.laid_start_at + stacked.logged_seconds * interval '1 second' as end_at
    from {{ ref('int_time_stacked') }} as stacked
    inner join {{ ref('int_time_entries') }} as entries on stacked.entry_id = entries.entry_id
    where stacked.logged_seconds >= 12 * 3600 and entries.category_key <> 'sleep'
),

long_days as (
    select
        dates.local_date,
        count(*) as long_entry_count
    from long_entries
    inner join {{ ref('dim_date') }} as dates
        on long_entries.start_at < dates.day_end_at and long_entries.end_at > dates.day_start_at
    group by dates.local_date
),

spans as (
    select coalesce(range_agg(tstzrange(start_at, end_at)), '{}') as spans
    from {{ ref('int_read_spans') }}
),

days as (
    select
        dates.local_date,
        dates.day_start_at,
        dates.length_seconds,
        dates.local_date = run.today as is_today,
        tstzmultirange(tstzrange(dates.day_start_at, dates.day_end_at)) as day,
        tstzmultirange(tstzrange(dates.day_start_at, dates.day_end_at)) * spans.spans as read_part
    from {{ ref('dim_date') }} as dates
    cross join run
    cross join spans
    inner join bounds on dates.local_date between bounds.first_date and bounds.last_date
)

select
    days.local_date,
    days.length_seconds,
    cast(coalesce(totals.covered_seconds, 0) as integer) as covered_seconds,
    cast(coalesce(totals.tracked_seconds, 0) as integer) as tracked_seconds,
    cast(coalesce(totals.untracked_seconds, 0) as integer) as untracked_seconds,
    cast(coalesce(totals.entry_count, 0) as integer) as entry_count,
    cast(coalesce(long_days.long_entry_count, 0) as integer) as long_entry_count,
    coalesce(totals.tracked_seconds, 0) * 100 >= cast(days.length_seconds as bigint) * 95 as is_complete,
    case
        -- Of today what was read up to the last sync, without a hole.
        when days.is_today
            then
                coalesce(
                    lower(days.read_part) = days.day_start_at
                    and days.read_part = tstzmultirange(range_merge(days.read_part)),
                    false
                )
        else days.read_part = days.day
    end as is_read
from days
left join totals on days.local_date = totals.local_date
left join long_days on days.local_date = long_days.local_date

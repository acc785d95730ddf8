with run as (
    select * from {{ ref('int_run') }}
),

entries as (
    select
        count(*) filter (where entries.status = 'deleted') as deleted_count,
        count(*) filter (where entries.status in ('in_api', 'in_api_window')) as hidden_row_count,
        count(*) filter (where entries.status = 'live' and entries.started_at < run.as_of) as started_count,
        count(*) filter (where entries.status = 'live' and entries.started_at >= run.as_of) as future_count,
        count(*) filter (
            where entries.status = 'live' and entries.ended_at is null and entries.started_at < run.as_of
        ) as running_count
    from {{ ref('int_time_entries') }} as entries
    cross join run
),

account as (
    select
        count(*) as entry_count,
        coalesce(sum(logged_seconds), 0) as logged_seconds,
        coalesce(sum(counted_seconds), 0) as counted_seconds,
        coalesce(sum(overlap_seconds), 0) as overlap_seconds,
        count(*) filter (where overlap_seconds > 0) as overlap_count
    from {{ ref('int_time_account') }}
),

facts as (
    select
        min(start_at) as first_start_at,
        max(end_at) as last_end_at,
        coalesce(sum(duration_seconds) filter (where source = 'generated'), 0) as untracked_seconds,
        coalesce(sum(duration_seconds) filter (where source <> 'generated'), 0) as tracked_seconds
    from {{ ref('fct_time_actual') }}
),

days as (
    select count(*) filter (where not is_read) as unread_day_count
    from {{ ref('daily_summary') }}
),

syncs as (
    select max(last_synced_at) as last_synced_at
    from {{ ref('stg_sync_state') }}
)

select
    run.as_of,
    run.timezone,
    facts.first_start_at,
    facts.last_end_at,
    cast(account.entry_count as integer) as entry_count,
    cast(account.logged_seconds as bigint) as logged_seconds,
    cast(account.counted_seconds as bigint) as counted_seconds,
    cast(account.overlap_seconds as bigint) as overlap_seconds,
    cast(account.overlap_count as integer) as overlap_count,
    cast(entries.deleted_count as integer) as deleted_count,
    cast(entries.running_count as integer) as running_count,
    cast(entries.started_count - account.entry_count as integer) as empty_count,
    cast(entries.future_count as integer) as future_count,
    cast(entries.hidden_row_count as integer) as hidden_row_count,
    cast(days.unread_day_count as integer) as unread_day_count,
    cast(facts.untracked_seconds as bigint) as untracked_seconds,
    cast(facts.tracked_seconds as bigint) as tracked_seconds,
    syncs.last_synced_at
from run
cross join entries
cross join account
cross join facts
cross join days
cross join syncs

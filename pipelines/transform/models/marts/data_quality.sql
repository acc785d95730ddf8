with entries as (
    select
        count(*) filter (where entries.status = 'live') as entry_count,
        count(*) filter (where entries.status = 'deleted') as deleted_count,
        count(*) filter (where entries.status = 'in_api_window') as skipped_file_rows,
        count(*) filter (
            where entries.status = 'live' and entries.stopped_at is null and entries.started_at < run.as_of
        ) as running_count
    from {{ ref('int_time_entries') }} as entries
    cross join {{ ref('int_run') }} as run
),

facts as (
    select
        min(start_at) as first_start_at,
        max(end_at) as last_end_at,
        coalesce(sum(duration_seconds) filter (where source = 'generated'), 0) as untracked_seconds,
        coalesce(sum(duration_seconds) filter (where source <> 'generated'), 0) as tracked_seconds
    from {{ ref('fct_time_actual') }}
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
    cast(entries.entry_count as integer) as entry_count,
    cast(entries.deleted_count as integer) as deleted_count,
    cast(entries.running_count as integer) as running_count,
    cast(entries.skipped_file_rows as integer) as skipped_file_rows,
    cast(facts.untracked_seconds as bigint) as untracked_seconds,
    cast(facts.tracked_seconds as bigint) as tracked_seconds,
    syncs.last_synced_at
from {{ ref('int_run') }} as run
cross join entries
cross join facts
cross join syncs

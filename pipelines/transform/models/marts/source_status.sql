{{ config(materialized='late_view') }}

-- Row counts and last reported quota of each source.
with counts as (
    -- v9 wins where both endpoints show an entry, also when it is deleted there.
    select 'toggl' as service, count(*) as row_count
    from (
        select entry_id from {{ ref('stg_toggl__time_entries') }} where not is_deleted
        union
        select report_entries.entry_id
        from {{ ref('stg_toggl__report_time_entries') }} as report_entries
        where
            not report_entries.is_deleted
            and not exists (
                select 1
                from {{ ref('stg_toggl__time_entries') }} as v9_entries
                where v9_entries.entry_id = report_entries.entry_id
            )
    ) as entries
    union all
    select 'toggl_csv', count(*) from {{ ref('stg_toggl_csv__time_entries') }} where not is_deleted
    union all
    select 'gcal', count(*) from {{ ref('stg_gcal__events') }} where not is_deleted
    union all
    select 'ics', count(*) from {{ ref('stg_ics__events') }} where not is_deleted
    union all
    select 'activitywatch', count(*) from {{ ref('stg_activitywatch__events') }} where not is_deleted
)

select
    counts.service,
    state.last_synced_at,
    cast(counts.row_count as integer) as row_count,
    state.quota_remaining,
    state.quota_resets_at
from counts
left join {{ ref('stg_sync_state') }} as state on state.service = counts.service

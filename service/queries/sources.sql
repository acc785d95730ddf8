-- name: is_migrated
-- Whether the connector's tables are there, in this version's form.
select exists (
    select from information_schema.columns
    where table_schema = 'raw' and table_name = 'activitywatch__events' and column_name = 'source_id'
) as found

-- name: states
-- How far each source was read, and what it reported about its quota.
select
    service,
    last_synced_at,
    quota_remaining,
    quota_total,
    quota_resets_at,
    history,
    (cursor ->> 'clock_offset_seconds')::integer as clock_offset_seconds
from raw.sync_state

-- name: counts
-- The rows of each source, alive and deleted. Of an entry that both of Toggl's endpoints show, v9's row counts.
with stored as (
    select 'toggl' as service, deleted_at is null and data ->> 'server_deleted_at' is null as is_live
    from raw.toggl__time_entries
    union all
    select 'toggl', deleted_at is null
    from raw.toggl__report_time_entries as report
    where not exists (select from raw.toggl__time_entries as entry where entry.source_id = report.source_id)
    union all
    select 'toggl_csv', deleted_at is null from raw.toggl_csv__time_entries
    union all
    select 'gcal', deleted_at is null from raw.gcal__events
    union all
    select 'ics', deleted_at is null from raw.ics__events
    union all
    select 'activitywatch', deleted_at is null from raw.activitywatch__events
)
select service, count(*) filter (where is_live) as live, count(*) filter (where not is_live) as deleted
from stored
group by service

-- name: coverage
-- The spans that were read in full: of a whole source (id is null), of a workspace, of a calendar.
with spans as (
    select service, nullif(workspace_id, 0)::text as id, start_at, end_at
    from raw.sync_windows
    where entity <> 'workspace_time_entries' or workspace_id > 0
    union all
    select
        state.service,
        calendar.key,
        (calendar.value -> 'window' ->> 0)::timestamptz,
        (calendar.value -> 'window' ->> 1)::timestamptz
    from raw.sync_state as state, jsonb_each(state.cursor) as calendar
    where state.service = 'gcal'
),
names as (
    select 'toggl' as service, source_id as id, data ->> 'name' as name from raw.toggl__workspaces
    union all
    select 'gcal', source_id, coalesce(data ->> 'summaryOverride', data ->> 'summary') from raw.gcal__calendars
)
select
    spans.service,
    spans.id,
    names.name,
    array_agg(spans.start_at order by spans.start_at) as starts,
    array_agg(spans.end_at order by spans.start_at) as ends
from spans
left join names using (service, id)
group by spans.service, spans.id, names.name
order by spans.service, names.name, spans.id

-- name: files
-- The days on which rows of imported files start, as instants.
select 'toggl_csv' as service, min(started_at) as start_at, max(started_at) as end_at
from (
    select coalesce(
        (data ->> 'started_at')::timestamptz,
        ((data ->> 'Start date') || ' ' || (data ->> 'Start time'))::timestamp at time zone (data ->> 'timezone')
    ) as started_at
    from raw.toggl_csv__time_entries
    where deleted_at is null
) as entries
union all
select 'ics', min(started_at), max(started_at)
from (
    select coalesce(data -> 'start' ->> 'dateTime', data -> 'start' ->> 'date')::timestamptz as started_at
    from raw.ics__events
    where deleted_at is null
) as events
union all
select 'activitywatch', min((data ->> 'timestamp')::timestamptz), max((data ->> 'timestamp')::timestamptz)
from raw.activitywatch__events
where deleted_at is null

-- name: accounts
-- Whose data it is: the person of Toggl; the calendar that Google marks as the account's own.
select 'toggl' as service, data ->> 'fullname' as name, data ->> 'email' as address
from raw.toggl__me
where deleted_at is null
union all
select 'gcal', null, source_id
from raw.gcal__calendars
where deleted_at is null and (data ->> 'primary')::boolean

-- name: jobs
-- The newest failure of each source, and its pause if it waits now.
select
    services.service,
    failed.message as error,
    failed.finished_at as error_at,
    failed.id as error_job,
    waiting.reason as wait_reason,
    waiting.not_before as wait_until,
    waiting.wait_left
from unnest(%(services)s::text[]) as services (service)
left join lateral (
    select id, coalesce(message, reason) as message, finished_at
    from jobs
    where stage = 'connector' and input ->> 'service' = services.service and status = 'failed'
    order by finished_at desc limit 1
) as failed on true
left join lateral (
    select reason, not_before, wait_left
    from jobs
    where stage = 'connector' and input ->> 'service' = services.service and status = 'waiting'
    order by created_at desc limit 1
) as waiting on true

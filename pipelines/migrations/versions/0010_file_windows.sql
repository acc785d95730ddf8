-- Untracked time is only where time was read. Imports record from now on what their file covers. Of earlier imports it is
-- unknown which rows came with which file, so all rows together count as one file.
insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at)
select 'toggl_csv', 'time_entries', min(start_at), greatest(max(end_at), min(start_at) + interval '1 second'), now()
from (
    select
        started.start_at,
        coalesce(
            (data ->> 'ended_at')::timestamptz,
            (data ->> 'file_ended_at')::timestamptz,
            started.start_at + nullif(data ->> 'Duration', '')::interval,
            started.start_at
        ) as end_at
    from raw.toggl_csv__time_entries
    cross join lateral (
        select coalesce(
            (data ->> 'started_at')::timestamptz,
            ((data ->> 'Start date') || ' ' || (data ->> 'Start time'))::timestamp at time zone (data ->> 'timezone')
        ) as start_at
    ) as started
    where deleted_at is null
) as rows
having min(start_at) is not null
on conflict do nothing;

-- Shaped as the raw tables of 0001. An event's source_id is `<calendar id>:<event id>`, a file's event has a hash.
do $$
declare
    name text;
begin
    foreach name in array array['gcal__events', 'gcal__calendars', 'gcal__colors', 'ics__events'] loop
        execute format(
            'create table raw.%I (
                source_id text primary key,
                data jsonb not null,
                synced_at timestamptz not null,
                deleted_at timestamptz,
                api_version text not null
            )', name
        );
    end loop;
end
$$;

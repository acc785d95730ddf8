-- Events of computers: the program in front, and whether the person was there.
create table raw.activitywatch__events (
    source_id text primary key,
    data jsonb not null,
    synced_at timestamptz not null,
    deleted_at timestamptz,
    api_version text not null
);

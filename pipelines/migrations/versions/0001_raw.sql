create schema if not exists raw;
create schema if not exists staging;
create schema if not exists core;
create schema if not exists marts;
create schema if not exists analyzer;

-- One table per endpoint, JSON as received. Rows are never deleted, only marked.
do $$
declare
    name text;
begin
    foreach name in array array[
        'toggl__me', 'toggl__workspaces', 'toggl__projects', 'toggl__clients', 'toggl__tags',
        'toggl__time_entries', 'toggl__report_time_entries', 'toggl_csv__time_entries'
    ] loop
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

-- The spans of time that were loaded in full; file rows inside a span of the API do not count.
create table raw.sync_windows (
    service text not null,
    entity text not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    loaded_at timestamptz not null,
    primary key (service, entity, start_at, end_at),
    check (start_at < end_at)
);

-- How far each source has been read, and what it told about its quota.
create table raw.sync_state (
    service text primary key,
    cursor jsonb not null default '{}',
    last_synced_at timestamptz,
    last_counts jsonb,
    quota_remaining integer,
    quota_resets_at timestamptz
);

-- The printed reports. One row per period and language: the same data prints the same bytes again.
create table app.reports (
    id uuid primary key default gen_random_uuid(),
    period text not null check (period in ('daily', 'weekly', 'monthly')),
    first_date date not null,
    last_date date not null check (last_date >= first_date),
    language text not null check (language in ('en', 'ja')),
    created_at timestamptz not null,
    pages integer not null check (pages > 0),
    sha256 text not null,
    pdf bytea not null,
    unique (period, first_date, language)
);

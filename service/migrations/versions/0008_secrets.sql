-- Schema `app` belongs to the pipelines, whose migrations may run at the same time: their lock keeps both from making it.
select pg_advisory_xact_lock(328185832705);
create schema if not exists app;

create table app.secrets (
    -- As in `lifetracer sources`: toggl, gcal.
    source text primary key,
    -- A Fernet token of the variables and their values, as JSON. The key is never in the database.
    ciphertext bytea not null,
    -- The address or name that the service shows for the account.
    account text not null,
    stored_at timestamptz not null default now()
);

-- Keys that `lifetracer keys` made. A key is `lt_<id>_<secret>`; of the whole only a digest is kept.
create table gateway.api_keys (
    id text primary key,
    name text not null,
    scope text not null check (scope in ('read', 'run', 'admin')),
    -- SHA-256: the secret is 256 random bits, which no dictionary holds, so a slow hash would protect nothing.
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null default now(),
    -- To about 10 minutes.
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
);

create unique index api_keys_name on gateway.api_keys (name) where revoked_at is null;

-- Retention goes through what has ended, oldest first.
create index jobs_finished on gateway.jobs (finished_at) where finished_at is not null;
create index idempotency_keys_age on gateway.idempotency_keys (created_at);

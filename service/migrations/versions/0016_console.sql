-- What the consoles of all gateways share: they keep nothing themselves, and some run where nothing can be kept.

-- Links into the console, each for one sign-in. Only a digest of the token is kept.
create table gateway.console_links (
    digest bytea primary key check (octet_length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    redeemed_at timestamptz
);

-- Attempts to sign in with a password that have not succeeded, by client.
create table gateway.console_attempts (
    client text primary key check (client <> ''),
    failures integer not null check (failures >= 0),
    attempted_at timestamptz not null,
    locked_until timestamptz
);

create index console_attempts_age on gateway.console_attempts (attempted_at);

-- A session of another epoch is signed out.
create table gateway.console_epoch (
    -- One row.
    id boolean primary key default true check (id),
    epoch integer not null check (epoch > 0)
);

insert into gateway.console_epoch (epoch) values (1);

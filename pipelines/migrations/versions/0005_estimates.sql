-- What will probably happen. A snapshot is never overwritten.
create table analyzer.estimates (
    calculated_at timestamptz not null,
    target_date date not null,
    category text not null,
    minutes double precision not null check (minutes >= 0),
    lower double precision not null check (lower >= 0 and lower <= minutes),
    upper double precision not null check (upper >= minutes),
    method text not null,
    primary key (calculated_at, target_date, category)
);

-- For a day: its snapshots, the newest first.
create index estimates_target_date on analyzer.estimates (target_date, calculated_at desc);

-- How good each method was on the past. relmae: mae over that of last week's same day; null when that one never erred.
create table analyzer.backtests (
    calculated_at timestamptz not null,
    method text not null,
    mae double precision not null,
    relmae double precision,
    coverage double precision,
    origins integer not null,
    days integer not null,
    chosen boolean not null,
    primary key (calculated_at, method)
);

-- Complete days on which a category lay outside its interval. size: minutes above it, or, negative, below it.
create table analyzer.anomalies (
    local_date date not null,
    category text not null,
    actual double precision not null,
    lower double precision not null,
    upper double precision not null,
    size double precision not null check (size <> 0),
    calculated_at timestamptz not null,
    primary key (local_date, category)
);

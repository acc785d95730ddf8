-- One row in a database that was transformed before logged, counted and overlap were distinguished; none in any other.
create table app.rule_change (
    is_only boolean primary key default true check (is_only),
    -- Tracked time of the whole log by the rules before.
    tracked_seconds_before bigint not null,
    -- The same log by the rules of now; null until the first transform has ended.
    tracked_seconds_after bigint,
    -- When a summary has reported it.
    reported_at timestamptz
);

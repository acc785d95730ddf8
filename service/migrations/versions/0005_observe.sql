-- How long the runs of all workers took. Kept as sums and not counted from jobs: those are deleted one day, and a
-- counter must never go down.
create table gateway.run_seconds (
    stage text not null,
    outcome text not null,
    -- Runs at most as long as each bound of service/jobs/outcomes.py, not cumulated; longer ones only count in `runs`.
    buckets bigint[] not null,
    runs bigint not null,
    seconds double precision not null,
    primary key (stage, outcome)
);

-- What the webhook is told. Written with the final state, sent by any gateway.
create table gateway.notifications (
    id bigint generated always as identity primary key,
    -- The lock key, or the stage of a pipeline: a source that fails is not recovered by another that succeeds.
    subject text not null,
    kind text not null check (kind in ('failed', 'recovered')),
    job_id uuid not null references gateway.jobs on delete cascade,
    -- Failures since that were not told for themselves.
    suppressed integer not null default 0,
    created_at timestamptz not null default now(),
    attempts integer not null default 0,
    next_try_at timestamptz not null default now(),
    sent_at timestamptz,
    given_up_at timestamptz
);

create index notifications_of_subject on gateway.notifications (subject, id desc);
create index notifications_due on gateway.notifications (next_try_at) where sent_at is null and given_up_at is null;
create index notifications_of_job on gateway.notifications (job_id);

-- W3C trace context of the request that the job came from.
alter table gateway.jobs add traceparent text;

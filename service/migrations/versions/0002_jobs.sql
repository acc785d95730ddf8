-- The processes that run jobs. A worker on our own machine is judged by its process, any other by its heartbeat.
create table gateway.workers (
    id uuid primary key,
    machine text not null,
    process text not null,
    queues text[] not null,
    -- The numbers that Procrastinate gave this worker; it gives a new one after each outage of the database.
    procrastinate_ids bigint[] not null default '{}',
    started_at timestamptz not null default now(),
    heartbeat_at timestamptz not null default now()
);

-- What users see of a job. Procrastinate's row beside it only hands the work out and is deleted with it.
create table gateway.jobs (
    id uuid primary key,
    stage text not null,
    input jsonb not null default '{}',
    -- One job per lock key runs at a time; null for a pipeline, which runs nothing itself.
    lock_key text,
    -- Lock key and digest of the input: a waiting job with the same one is shared.
    input_key text not null,
    queue text not null,
    status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
    reason text,
    message text,
    progress jsonb,
    attempt integer not null default 1 check (attempt > 0),
    max_attempts integer not null check (max_attempts > 0),
    not_before timestamptz,
    parent_id uuid references gateway.jobs on delete cascade,
    step_group integer check ((step_group is null) = (parent_id is null)),
    retry_of uuid references gateway.jobs on delete set null,
    cancel_requested_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    exit_code integer,
    signal text,
    result jsonb,
    usage jsonb,
    -- Null while a step waits for the steps before it.
    procrastinate_job_id bigint,
    worker_id uuid references gateway.workers on delete set null,
    -- pid@start of its process on the worker's machine: see service/jobs/identity.py.
    stage_process text,
    check ((finished_at is not null) = (status in ('succeeded', 'failed', 'cancelled', 'skipped')))
);

-- The list is paged by (created_at, id); steps are shown inside their pipeline.
create index jobs_newest on gateway.jobs (created_at desc, id desc);
create index jobs_of_parent on gateway.jobs (parent_id, step_group);
create index jobs_active on gateway.jobs (status) where status in ('queued', 'running');
-- Of equal single jobs one may wait; a retry of a running one waits beside it.
create unique index jobs_waiting on gateway.jobs (input_key)
    where status = 'queued' and parent_id is null and attempt = 1 and started_at is null;

create table gateway.job_logs (
    job_id uuid not null references gateway.jobs on delete cascade,
    seq integer not null,
    at timestamptz not null,
    level text not null,
    line text not null,
    primary key (job_id, seq)
);

create table gateway.idempotency_keys (
    key text primary key,
    request_digest text not null,
    response jsonb not null,
    created_at timestamptz not null default now()
);

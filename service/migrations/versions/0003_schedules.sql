create table gateway.schedules (
    name text primary key,
    -- Five fields, read in the zone.
    cron text not null,
    timezone text not null,
    stage text not null,
    input jsonb not null default '{}',
    -- While the run before has not ended: its tick is skipped, or waits.
    overlap text not null default 'skip' check (overlap in ('skip', 'wait')),
    -- After a time in which no gateway looked: the last tick within 24 hours runs, or none.
    catch_up text not null default 'last' check (catch_up in ('last', 'none')),
    -- A tick waits while a job of this stage is under way.
    after_stage text,
    paused boolean not null default false,
    -- Every tick up to here was decided; the ticks of a schedule begin after it.
    decided_until timestamptz not null,
    -- Ticks that came and went while no gateway looked.
    missed bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- What became of each tick. The primary key keeps two gateways from starting one twice.
create table gateway.schedule_ticks (
    schedule text not null references gateway.schedules on delete cascade,
    scheduled_for timestamptz not null,
    outcome text not null check (outcome in ('started', 'waiting', 'skipped', 'missed')),
    reason text,
    job_id uuid references gateway.jobs on delete set null,
    decided_at timestamptz not null,
    primary key (schedule, scheduled_for)
);

create index schedule_ticks_of_job on gateway.schedule_ticks (job_id);
create unique index schedule_ticks_waiting on gateway.schedule_ticks (schedule) where outcome = 'waiting';

-- Written once, here: whoever removes one does not get it back.
insert into gateway.schedules (name, cron, timezone, stage, input, after_stage, decided_until) values
    ('daily-pipeline', '0 1 * * *', 'Asia/Tokyo', 'pipeline', '{"report": false}', null, now()),
    ('daily-report', '0 2 * * *', 'Asia/Tokyo', 'reporter', '{"period": "daily"}', 'pipeline', now());

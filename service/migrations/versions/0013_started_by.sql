-- The origin of a job, both null for jobs of versions before. A step has that of its pipeline.
alter table gateway.jobs
    add column started_by_kind text check (started_by_kind in ('schedule', 'key', 'command')),
    -- Of the schedule, the key or the command.
    add column started_by_name text,
    add check ((started_by_kind is null) = (started_by_name is null));

alter table gateway.jobs
    drop constraint jobs_status_check,
    add constraint jobs_status_check
        check (status in ('queued', 'waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
    -- Requests that the rest of the work needs, as the stage reported when it began to wait.
    add column wait_left integer,
    -- Steps after one that has waited do not depend on it any more.
    add column has_waited boolean not null default false;

-- Resuming looks for these at every heartbeat.
create index jobs_due on gateway.jobs (not_before) where status = 'waiting';
-- A post shares an equal job that is queued or waits.
create index jobs_shareable_by_key on gateway.jobs (input_key)
    where status in ('queued', 'waiting') and parent_id is null;

-- What a schedule must not overlap with, or has to come after. A job that waits counts as ended, and so does a pipeline
-- of which only waiting steps are left: a night's run must not be blocked by a quota.
create view gateway.jobs_under_way as
select jobs.id, jobs.stage
from gateway.jobs
where jobs.status in ('queued', 'running')
    and (
        not exists (select from gateway.jobs as step where step.parent_id = jobs.id and step.status = 'waiting')
        or exists (
            select from gateway.jobs as step
            where step.parent_id = jobs.id and step.status in ('queued', 'running')
        )
    );

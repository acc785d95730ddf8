-- Each page of the history is read in the order of one index, whatever it is filtered by; a filter that matches nothing
-- is one look into it. Without a stage the steps of pipelines are left out.
drop index gateway.jobs_newest;
create index jobs_newest on gateway.jobs (created_at desc, id desc) where parent_id is null;
create index jobs_newest_of_status on gateway.jobs (status, created_at desc, id desc) where parent_id is null;
create index jobs_newest_of_stage on gateway.jobs (stage, created_at desc, id desc);
create index jobs_newest_of_stage_and_status on gateway.jobs (stage, status, created_at desc, id desc);

-- Metrics and reconciliation look for waiting jobs, too.
drop index gateway.jobs_active;
create index jobs_active on gateway.jobs (status) where status in ('queued', 'waiting', 'running');
-- From a row of the queue to its job, at every heartbeat.
create index jobs_of_queue_row on gateway.jobs (procrastinate_job_id) where procrastinate_job_id is not null;
-- The last error of each source.
create index jobs_failed_of_source on gateway.jobs ((input ->> 'service'), finished_at desc)
    where stage = 'connector' and status = 'failed';

-- A worker that ends is taken off its jobs: off those that it runs, as a job that has ended names no worker any more.
update gateway.jobs set worker_id = null, stage_process = null where finished_at is not null and worker_id is not null;
create index jobs_of_worker on gateway.jobs (worker_id) where worker_id is not null;

-- Retention walks through what has ended, in this order; steps are deleted with their pipeline.
drop index gateway.jobs_finished;
create index jobs_finished on gateway.jobs (finished_at, id) where parent_id is null and finished_at is not null;

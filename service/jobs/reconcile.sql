-- name: runs_of
-- The runs of workers that are gone, and those of the calling worker.
select jobs.*, workers.machine from jobs left join workers on workers.id = jobs.worker_id
where jobs.status = 'running' and jobs.lock_key is not null
    and (jobs.worker_id is null or jobs.worker_id = any(%s))

-- name: lock_run
-- Two workers may find the same lost run: the second sees that it is locked or has ended.
select * from jobs
where id = %(id)s and status = 'running' and worker_id is not distinct from %(worker)s::uuid and attempt = %(attempt)s
for update skip locked

-- name: end_orphaned
-- A command that runs its own queue registers its worker before it accepts the job.
update jobs
set status = 'failed', reason = 'lost', finished_at = now(),
    message = 'The command that queued this job exited before the job started.'
where status in ('queued', 'waiting') and queue <> %s
    and not exists (select from workers where jobs.queue = any(workers.queues))
returning procrastinate_job_id

-- name: end_sessions
-- The sessions that a run's stage left in the database; false for one that does not end within two seconds.
select pg_terminate_backend(pid, 2000) as has_ended from pg_stat_activity where application_name = %s

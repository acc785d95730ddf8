-- Everything that touches Procrastinate's tables. `gateway.enqueue` wraps its function for new rows.

-- name: enqueue
-- Give a queued job a row in the queue, for its present attempt.
update jobs
set procrastinate_job_id = enqueue(queue, %(task)s, lock_key, id, attempt, %(at)s::timestamptz),
    not_before = %(at)s::timestamptz
where id = %(id)s
returning *

-- name: delete_rows
delete from procrastinate_jobs where id = any(%s)

-- name: delete_unfetched
-- A row that is `doing` was fetched this moment: its worker finds nothing to claim and deletes the row itself.
delete from procrastinate_jobs where id = any(%s) and status = 'todo'

-- name: delete_abandoned
-- Assigned to a worker that is gone, and not running: fetched but never claimed, or ended but never deleted. Such a row
-- would hold its lock key forever.
delete from procrastinate_jobs as assigned
where assigned.status = 'doing'
    and (
        assigned.worker_id is null
        or assigned.worker_id = any(%(workers)s)
        or exists (
            select from procrastinate_workers as worker
            where worker.id = assigned.worker_id and worker.last_heartbeat < now() - %(stale)s
        )
    )
    and not exists (
        select from jobs
        where jobs.procrastinate_job_id = assigned.id and (jobs.status = 'running' or jobs.id = any(%(running)s))
    )

-- name: delete_ended
-- Assigned although its job has ended or was enqueued again since: a living worker could not delete the row while the
-- database was gone. A job ends and is enqueued again only when nothing of its run is left, so the row is idle.
delete from procrastinate_jobs as assigned
where assigned.status = 'doing' and assigned.task_name = %s
    and not exists (
        select from jobs where jobs.procrastinate_job_id = assigned.id and jobs.status in ('queued', 'running')
    )
    -- Its worker deletes it a moment after the end, and fails when it is gone by then.
    and not exists (
        select from jobs
        where jobs.procrastinate_job_id = assigned.id and jobs.finished_at > now() - interval '5 seconds'
    )

-- name: unclaimed
-- Assigned to one of our workers and not claimed: fetched this moment, or left so by a claim that failed because the
-- database was gone.
select assigned.id, jobs.id as job_id
from procrastinate_jobs as assigned join jobs on jobs.procrastinate_job_id = assigned.id
where assigned.status = 'doing' and jobs.status = 'queued' and assigned.worker_id = any(%s)

-- name: without_row
-- Queued jobs whose row in the queue is gone.
select jobs.* from jobs
where status = 'queued' and procrastinate_job_id is not null
    and not exists (select from procrastinate_jobs where id = jobs.procrastinate_job_id)
for update skip locked

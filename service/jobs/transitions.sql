-- name: lock_pipeline
-- The pipeline of a step is locked before the step itself: in another order two transactions could wait for each other.
select from jobs where id = (select parent_id from jobs where id = %s) for update

-- name: claim
update jobs
set status = 'running', started_at = now(), worker_id = %(worker)s, not_before = null, reason = null, message = null,
    progress = null
where id = %(id)s and attempt = %(attempt)s and status = 'queued'
returning *

-- name: end_sessions_of_key
-- The sessions that hold the lock of a lock key: an earlier run has left them. See `gateway.enter_run`.
select pg_terminate_backend(pid, 2000)
from pg_locks
where locktype = 'advisory' and objsubid = 2 and granted and pid <> pg_backend_pid()
    and database = (select oid from pg_database where datname = current_database())
    and classid::bigint = gateway.class_of_run_locks()
    and objid::bigint = hashtext(%s) & 4294967295

-- name: limit_wait
set local lock_timeout = '5s'

-- name: lock_key
-- Held until the claim is committed; from then on sessions of earlier runs of the lock key are refused.
select pg_advisory_xact_lock(gateway.class_of_run_locks(), hashtext(%s))

-- name: start_pipeline
update jobs set status = 'running', started_at = now() where id = %s and status = 'queued'

-- name: finish
update jobs
set status = %(status)s, reason = %(reason)s, message = %(message)s, exit_code = %(exit_code)s, signal = %(signal)s,
    result = %(result)s, usage = %(usage)s, finished_at = now(), worker_id = null, stage_process = null
where id = %(id)s and attempt = %(attempt)s and status = 'running' and worker_id is not distinct from %(worker)s::uuid
returning *

-- name: requeue
update jobs
set status = 'queued', attempt = attempt + %(counts)s::int, reason = %(reason)s, message = %(message)s,
    worker_id = null, stage_process = null, progress = null
where id = %(id)s and attempt = %(attempt)s and status = 'running' and worker_id is not distinct from %(worker)s::uuid
returning *

-- name: request_cancel
update jobs
set cancel_requested_at = coalesce(cancel_requested_at, now())
where (id = %(id)s or parent_id = %(id)s) and finished_at is null

-- name: cancel_inactive
update jobs
set status = 'cancelled', reason = 'cancelled', finished_at = now()
where id = any(%s) and status in ('queued', 'waiting')
returning procrastinate_job_id

-- name: skip
update jobs set status = 'skipped', reason = 'previous_step_failed', finished_at = now() where id = any(%s)

-- name: end_pipeline
update jobs
set status = %(status)s, reason = %(reason)s, message = null, not_before = null, finished_at = now(),
    started_at = coalesce(started_at, now())
where id = %(id)s
returning *

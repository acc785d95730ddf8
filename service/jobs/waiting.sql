-- name: pause
update jobs
set status = 'waiting', reason = %(reason)s, message = %(message)s, not_before = %(until)s, wait_left = %(left)s,
    has_waited = true, worker_id = null, stage_process = null, procrastinate_job_id = null, progress = null
where id = %(id)s and attempt = %(attempt)s and status = 'running' and worker_id is not distinct from %(worker)s::uuid
returning *

-- name: due
select id from jobs where status = 'waiting' and not_before <= now() order by not_before, id limit 100

-- name: resume
update jobs set status = 'queued', wait_left = null
where id = %s and status = 'waiting' and not_before <= now()
returning *

-- name: show_on_pipeline
-- A pipeline shows the first wait of its steps, or none.
update jobs
set reason = step.reason, message = step.message, not_before = step.not_before
from (select) as always
left join lateral (
    select reason, message, not_before from jobs
    where parent_id = %(pipeline)s and status = 'waiting'
    order by not_before limit 1
) as step on true
where jobs.id = %(pipeline)s and jobs.finished_at is null

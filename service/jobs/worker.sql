-- name: ownership
-- Which runs are to be stopped: a cancel was requested, or another worker has the job.
select id, cancel_requested_at, worker_id, attempt from jobs where id = any(%s) and finished_at is null

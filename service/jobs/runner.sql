-- name: record_process
-- The stage's process, for a later reconcile; the answer is a cancel that came before the process existed.
update jobs set stage_process = %(process)s
where id = %(id)s and attempt = %(attempt)s and worker_id = %(worker)s
returning cancel_requested_at

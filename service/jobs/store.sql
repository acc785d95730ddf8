-- name: job
-- One job.
select * from jobs where id = %s

-- name: job_for_update
-- One job, locked against every change until the transaction ends.
select * from jobs where id = %s for update

-- name: job_for_key_share
-- One job, locked against its deletion until the transaction ends.
select * from jobs where id = %s for key share

-- name: steps
-- The steps of pipelines, in the order in which they run.
select * from jobs where parent_id = any(%s) order by step_group, created_at, id

-- name: steps_for_update
select * from jobs where parent_id = %s for update

-- name: newest
-- Jobs as people list them; steps show inside their pipeline.
select * from jobs where parent_id is null order by created_at desc, id desc limit %s

-- name: last_line
select coalesce(max(seq), 0) as seq from job_logs where job_id = %s

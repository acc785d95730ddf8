-- name: idempotency_keys
delete from idempotency_keys where key in
    (select key from idempotency_keys where created_at < %s order by created_at limit %s)

-- name: jobs_by_age
delete from jobs where id in
    (select id from jobs where parent_id is null and finished_at < %s order by finished_at, id limit %s)

-- name: newest_to_delete
-- The newest job beyond so many that have ended.
select finished_at, id from jobs where parent_id is null and finished_at is not null
order by finished_at desc, id desc offset %s limit 1

-- name: up_to
-- The oldest jobs up to one that has ended; it is one of them.
select id from jobs
where parent_id is null and finished_at is not null and (finished_at, id) <= (%s, %s)
order by finished_at, id limit %s

-- name: jobs_of
delete from jobs where id = any(%s)

-- name: ended_between
-- The next jobs in the order in which they ended, steps inside their pipeline.
select finished_at, id from jobs
where parent_id is null and finished_at is not null and (finished_at, id) > (%s, %s) and finished_at < %s
order by finished_at, id limit %s

-- name: over_budget
-- Newest first, and before them what has not ended, until the budget is used up; the logs of the rest are deleted.
with sizes as (
    select coalesce(jobs.parent_id, jobs.id) as id, sum(octet_length(line) + %s) as bytes
    from job_logs join jobs on jobs.id = job_id
    group by 1
),
running as (
    select id, finished_at, sum(bytes) over (order by finished_at desc nulls first, id) as bytes
    from sizes join jobs using (id)
)
select id from running where bytes > %s and finished_at is not null

-- name: logs_of
delete from job_logs where (job_id, seq) in (
    select job_id, seq from jobs join job_logs on job_id = jobs.id
    where jobs.id = any(%s) or jobs.parent_id = any(%s)
    limit %s
)

-- name: try_lock
-- One gateway at a time deletes.
select pg_try_advisory_xact_lock(hashtextextended('retention', 0)) as is_ours

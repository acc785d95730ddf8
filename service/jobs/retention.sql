-- name: idempotency_keys
delete from idempotency_keys where key in
    (select key from idempotency_keys where created_at < %s order by created_at limit %s)

-- name: jobs_by_age
delete from jobs where id in
    (select id from jobs where parent_id is null and finished_at < %s order by finished_at limit %s)

-- name: jobs_by_number
delete from jobs where id in (
    select id from jobs where parent_id is null and finished_at is not null
    order by finished_at desc, id offset %s limit %s
)

-- name: logs_by_age
-- A step has ended when its pipeline has.
delete from job_logs where (job_id, seq) in (
    select job_id, seq
    from (
        select jobs.id, coalesce(parent.finished_at, jobs.finished_at) as ended_at
        from jobs left join jobs as parent on parent.id = jobs.parent_id
        where jobs.finished_at is not null and (jobs.parent_id is null or parent.finished_at is not null)
    ) as ended
    join job_logs on job_id = ended.id
    where ended_at < %s
    limit %s
)

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

-- name: fill
-- Jobs of a long life: one source fails now and then, the report never, nothing is skipped.
insert into gateway.jobs
    (id, stage, input, lock_key, input_key, queue, status, max_attempts, created_at, started_at, finished_at,
        procrastinate_job_id)
select
    gen_random_uuid(), stages.name, '{"service": "toggl"}', 'lock', 'key ' || n, 'default',
    case when mod(n, 50) = 0 and stages.name = 'connector' then 'failed' else 'succeeded' end, 3,
    begun, begun, begun + interval '1 minute', n
from generate_series(1, %(jobs)s) as n
cross join lateral (select now() - n * interval '1 minute' as begun) as times
cross join lateral (select (array['connector', 'transform', 'analyzer'])[1 + mod(n, 3)] as name) as stages

-- name: fill_logs
insert into gateway.job_logs
select id, 1, finished_at, 'info', 'A line.' from gateway.jobs order by created_at desc limit 500

-- name: pages
select relpages from pg_class where oid = 'gateway.jobs'::regclass

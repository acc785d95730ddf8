-- The state of the whole, for `GET /api/status`.

-- name: is_transformed
select to_regclass('marts.data_quality') is not null as found;

-- name: as_of
select as_of
from marts.data_quality;

-- name: mode
-- The mode of the newest analysis.
select mode
from analyzer.snapshots
order by calculated_at desc, revision desc
limit 1;

-- name: heartbeat
-- The last heartbeat of a worker that takes the queue; a command that runs its own job has another queue.
select max(heartbeat_at) as heartbeat_at
from workers
where %(queue)s = any(queues);

-- name: queue
-- A pipeline runs nothing itself and has no lock key.
select
    count(*) filter (where status = 'queued') as queued,
    count(*) filter (where status = 'waiting') as waiting,
    count(*) filter (where status = 'running') as running
from jobs
where status in ('queued', 'waiting', 'running') and lock_key is not null;

-- name: database
select pg_database_size(current_database()) as bytes;

-- name: last_pipeline
select id as job_id, status, reason, created_at, finished_at
from jobs
where stage = 'pipeline' and parent_id is null
order by created_at desc, id desc
limit 1;

-- name: has_sources
select to_regclass('raw.sync_state') is not null as found;

-- name: sources
-- When each of these sources was read last.
select service, last_synced_at
from raw.sync_state
where service = any(%(services)s)
order by service;

-- name: failures
-- The sources whose newest sync that ended in the last week has failed.
select service, finished_at
from (
    select distinct on (input ->> 'service') input ->> 'service' as service, status, finished_at
    from jobs
    where
        finished_at > %(since)s
        and stage = 'connector'
        and status in ('succeeded', 'failed')
        and input ->> 'service' = any(%(services)s)
    order by input ->> 'service', finished_at desc
) as newest
where status = 'failed'
order by service;

-- name: rules
-- The newest version of the category rules.
select origin, rules
from app.category_rules
order by version desc
limit 1;

-- name: lock_input
-- Two equal posts at the same moment must not both find no queued job.
select pg_advisory_xact_lock(hashtextextended(%s, 0))

-- name: share_or_insert
-- The equal job that is queued already, or else a new one. One statement, because every post waits for it.
with queued as (
    select * from jobs
    where input_key = %(input_key)s::text and status in ('queued', 'waiting') and parent_id is null
        and queue = %(queue)s::text and cancel_requested_at is null
    order by created_at limit 1 for update
),
inserted as (
    insert into jobs (
        id, stage, input, lock_key, input_key, queue, status, max_attempts, parent_id, step_group, retry_of,
        traceparent, started_by_kind, started_by_name, procrastinate_job_id
    )
    select
        %(id)s, %(stage)s, %(input)s, %(lock_key)s::text, %(input_key)s::text, %(queue)s::text, 'queued',
        %(max_attempts)s, %(parent_id)s::uuid, %(step_group)s::int, %(retry_of)s::uuid, %(traceparent)s,
        %(started_by_kind)s::text, %(started_by_name)s::text,
        case when %(is_due)s then enqueue(%(queue)s, %(task)s, %(lock_key)s::text, %(id)s, 1, null) end
    where not exists (select from queued)
    returning *
)
select queued.*, true as shared from queued union all select inserted.*, false from inserted

-- name: insert_step
insert into jobs (
    id, stage, input, lock_key, input_key, queue, status, max_attempts, parent_id, step_group, retry_of, traceparent,
    started_by_kind, started_by_name, procrastinate_job_id
) values (
    %(id)s, %(stage)s, %(input)s, %(lock_key)s::text, %(input_key)s::text, %(queue)s::text, 'queued', %(max_attempts)s,
    %(parent_id)s::uuid, %(step_group)s::int, %(retry_of)s::uuid, %(traceparent)s,
    %(started_by_kind)s::text, %(started_by_name)s::text,
    case when %(is_due)s then enqueue(%(queue)s, %(task)s, %(lock_key)s::text, %(id)s, 1, null) end
)

-- Puts an attempt of a job into Procrastinate's queue and returns the number of its row there. `due_at` null: at once.
-- Equal jobs are kept apart by our own partial unique index and not by Procrastinate's queueing lock: that one would
-- refuse the retry of a run beside which an equal job is queued already.
create function gateway.enqueue(
    queue text, task text, lock_key text, job_id uuid, attempt integer, due_at timestamptz
) returns bigint
language sql
as $$
    select (gateway.procrastinate_defer_jobs_v1(array[
        row(queue, task, 0, lock_key, null, jsonb_build_object('job_id', job_id, 'attempt', attempt), due_at)
        ::gateway.procrastinate_job_to_defer_v1
    ]))[1]
$$;

-- Each post looks for an equal job that waits, however long the queue is.
create index jobs_waiting_by_key on gateway.jobs (input_key) where status = 'queued' and parent_id is null;
-- Of one lock key one job runs, whatever becomes of the queue's own lock.
create unique index jobs_running on gateway.jobs (lock_key) where status = 'running';
-- Whoever deletes a job looks for those that repeat it.
create index jobs_of_retry on gateway.jobs (retry_of) where retry_of is not null;

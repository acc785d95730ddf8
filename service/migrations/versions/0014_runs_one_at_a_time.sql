-- Called by every session of a stage before it writes: see docs/decisions/0028. `run` is `JOB.ATTEMPT`.
-- The shared lock lasts until the session ends. A claim of the next run of the lock key takes it exclusively, so it
-- waits for the sessions of the run before, and new sessions of that run wait for the claim and are refused.
create function gateway.enter_run(run text) returns void
language plpgsql
as $$
declare
    of_job constant uuid = split_part(run, '.', 1);
    of_attempt constant integer = split_part(run, '.', 2);
    key integer;
begin
    select hashtext(lock_key) into key from gateway.jobs where id = of_job;
    perform pg_advisory_lock_shared(gateway.class_of_run_locks(), key);
    -- After the lock, so that this statement sees what the claim has committed that held it before.
    perform from gateway.jobs where id = of_job and attempt = of_attempt and status = 'running';
    if not found then
        perform pg_advisory_unlock_shared(gateway.class_of_run_locks(), key);
        raise exception 'This run was taken over: attempt % of job % does not run any more.', of_attempt, of_job
            using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$$;

-- Keeps these advisory locks apart from all others; any fixed number would do.
create function gateway.class_of_run_locks() returns integer language sql immutable as 'select 1281975909';

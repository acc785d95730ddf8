-- name: write_heartbeat
-- Written whole each time: another machine may have deleted the row during an outage.
insert into workers (id, machine, process, queues, procrastinate_ids)
values (%(id)s, %(machine)s, %(process)s, %(queues)s, %(procrastinate_ids)s)
on conflict (id) do update set heartbeat_at = now(), procrastinate_ids = excluded.procrastinate_ids

-- name: delete
delete from workers where id = %s

-- name: delete_idle
-- Workers that are gone, once nothing of theirs counts as running.
delete from workers
where id = any(%s) and not exists (select from jobs where worker_id = workers.id and status = 'running')

-- name: others
select id, machine, process, procrastinate_ids, heartbeat_at < now() - %s as is_stale from workers where id <> %s

-- name: lock
-- Against its next heartbeat only: a claim of another job needs no more than the row's key.
select machine, process, heartbeat_at < now() - %s as is_stale from workers where id = %s for no key update

-- name: of_queue
select machine, process, heartbeat_at < now() - %s as is_stale from workers where %s = any(queues)

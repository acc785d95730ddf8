"""Finds runs whose worker is gone, kills what they left behind, and gives them their truthful next state."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from anyio import to_thread
from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows
from service.jobs import identity, transitions
from service.jobs.accept import QUEUE
from service.jobs.runner import end_queries

STALE_SECONDS = 30.0

# A command that runs its own queue accepts the job a moment before its worker is known: hence the minute.
_END_ORPHANED = """
    update jobs set status = 'failed', reason = 'lost', finished_at = now(),
        message = 'The command that was to run it ended before it began.'
    where status = 'queued' and queue <> %s and created_at < now() - interval '1 minute'
        and not exists (select from workers where jobs.queue = any(workers.queues))
"""


async def reconcile(connection: Connection, *, me: UUID, running: Collection[UUID] = ()) -> int:
    """End or requeue every run that nobody runs any more, in one transaction each.

    A worker on this machine is judged by its process, at once; one elsewhere by its heartbeat.

    Args:
        me: the calling worker.
        running: what the calling worker runs, as it changes; any other `running` row in its name was left by a write
            that failed.

    Returns:
        How many runs were lost.
    """
    here = identity.machine()
    dead = [
        worker["id"]
        for worker in await all_rows(
            connection,
            "select id, machine, process, heartbeat_at < now() - %s as stale from workers where id <> %s",
            timedelta(seconds=STALE_SECONDS),
            me,
        )
        if (not identity.is_alive(worker["process"]) if worker["machine"] == here else worker["stale"])
    ]
    lost = await all_rows(
        connection,
        "select jobs.*, workers.machine from jobs left join workers on workers.id = jobs.worker_id "
        "where jobs.status = 'running' and jobs.lock_key is not null "
        "and (jobs.worker_id is null or jobs.worker_id = any(%s))",
        [*dead, me],
    )
    await connection.commit()
    # Looked up after the query: a run enters `running` before its row says so.
    lost = [job for job in lost if job["worker_id"] != me or job["id"] not in running]
    for job in lost:
        await _lose(connection, job, local=job["machine"] == here)
        await connection.commit()
    await connection.execute(_END_ORPHANED, [QUEUE])
    await connection.execute(
        "delete from workers where id = any(%s) and not exists "
        "(select from jobs where worker_id = workers.id and status = 'running')",
        [dead],
    )
    await connection.commit()
    return len(lost)


async def _lose(connection: Connection, job: DictRow, *, local: bool) -> None:
    # Two workers may find the same lost run: the second waits here and then sees that it is done.
    current = await all_rows(
        connection,
        "select * from jobs where id = %s and status = 'running' and worker_id is not distinct from %s "
        "for update skip locked",
        job["id"],
        job["worker_id"],
    )
    if not current:
        return
    if local:
        await to_thread.run_sync(identity.kill_all_of, str(job["id"]))
    await end_queries(connection, job["id"])
    await transitions.lose(connection, current[0])

"""Finds runs whose worker is gone, kills the processes they left, and writes their next state."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from service import processes
from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.jobs import lease, queue, transitions, waiting, worker_rows
from service.jobs.model import Job

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def reconcile(
    connection: Connection,
    *,
    me: UUID,
    running: Collection[UUID] = (),
    mine: Sequence[int] = (),
    unclaimed_before: Collection[int] = (),
    are_stale_dead: bool = True,
) -> set[int]:
    """End or requeue every run whose worker is gone, in one transaction each.

    A worker is gone when its heartbeat is stale; one on this machine at once when its process has ended.

    Args:
        me: the calling worker.
        running: what the calling worker runs, as it changes; any other `running` row in its name was left by a write
            that failed.
        mine: ids that Procrastinate gave the calling worker, the present one last.
        unclaimed_before: what the call before returned.
        are_stale_dead: False leaves alone the workers of which only the heartbeat is stale.

    Returns:
        Rows of the queue that are assigned to the calling worker and that it does not run. One that the next call
        finds again was not fetched just this moment, and is enqueued again.
    """
    dead = await worker_rows.load_dead(connection, me=me, are_stale_dead=are_stale_dead)
    await _lose_runs(connection, [worker["id"] for worker in dead], me=me, running=running)
    await queue.delete_ended(connection)
    found = await queue.load_unclaimed(connection, mine)
    unclaimed = {number for number, job_id in found.items() if job_id not in running}
    again = unclaimed.intersection(unclaimed_before)
    await queue.delete_rows(connection, list(again))
    gone = [*mine[:-1], *(number for worker in dead for number in worker["procrastinate_ids"])]
    await queue.delete_abandoned(
        connection, workers=gone, running=running, stale=timedelta(seconds=lease.STALE_SECONDS)
    )
    for job in await queue.lock_without_row(connection):
        await queue.enqueue(connection, job, at=job.not_before)
    await waiting.resume_due(connection)
    await worker_rows.delete_idle(connection, [worker["id"] for worker in dead])
    orphaned = await all_rows(connection, _SQL["end_orphaned"], queue.QUEUE)
    await queue.delete_rows(connection, [row["procrastinate_job_id"] for row in orphaned])
    await connection.commit()
    return unclaimed - again


async def end_sessions(connection: Connection, run: str) -> bool:
    """End every session that a run's stage left in the database; return whether none is left."""
    rows = await all_rows(connection, _SQL["end_sessions"], f"lifetracer:{run}")
    return all(row["has_ended"] for row in rows)


async def _lose_runs(connection: Connection, dead: Sequence[UUID], *, me: UUID, running: Collection[UUID]) -> None:
    rows = await all_rows(connection, _SQL["runs_of"], [*dead, me])
    await connection.commit()
    for row in rows:
        is_local = row["machine"] == processes.machine()
        await _lose(connection, Job.of(row), is_local=is_local, me=me, running=running)
        await connection.commit()


async def _lose(connection: Connection, job: Job, *, is_local: bool, me: UUID, running: Collection[UUID]) -> None:
    await transitions.lock_pipeline_of(connection, job.id)
    run = {"id": job.id, "worker": job.worker_id, "attempt": job.attempt}
    row = await (await connection.execute(_SQL["lock_run"], run)).fetchone()
    # Looked up after the row is locked: a run enters `running` before its claim and leaves it after its end.
    if row is None or (job.worker_id == me and job.id in running):
        return
    # Its worker was taken for dead by an older snapshot, and may have renewed its heartbeat meanwhile.
    other = job.worker_id if job.worker_id != me else None
    if other is not None and not await worker_rows.lock_dead(connection, other):
        return
    if is_local and not await to_thread.run_sync(processes.kill_all_of, job.run):
        return  # one of its processes does not end yet: the next call tries again
    if not await end_sessions(connection, job.run):
        return
    await transitions.lose(connection, Job.of(row))

"""The queue: every statement on Procrastinate's tables.

Procrastinate assigns queued jobs to workers and does nothing else here: the state of a job is its row in
`gateway.jobs`, written in the same transaction.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.jobs.model import Job

# The queue of the gateways' workers; a command that runs a job itself has another queue.
QUEUE = "stages"
TASK = "run_stage"

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def enqueue(connection: Connection, job: Job, *, at: datetime | None = None) -> Job:
    """Give a queued job a row in the queue, due at `at` or at once, and return the job as it is then."""
    cursor = await connection.execute(_SQL["enqueue"], {"id": job.id, "task": TASK, "at": at})
    row = await cursor.fetchone()
    assert row is not None
    return Job.of(row)


async def delete_rows(connection: Connection, numbers: Sequence[int | None]) -> None:
    """Delete rows of the queue by their numbers, fetched or not."""
    await connection.execute(_SQL["delete_rows"], [list(numbers)])


async def delete_unfetched(connection: Connection, numbers: Sequence[int | None]) -> None:
    """Delete rows of the queue that no worker has fetched yet."""
    await connection.execute(_SQL["delete_unfetched"], [list(numbers)])


async def delete_ended(connection: Connection) -> None:
    """Delete the rows of jobs that have ended, which a living worker could not delete."""
    await connection.execute(_SQL["delete_ended"], [TASK])


async def delete_abandoned(
    connection: Connection, *, workers: Sequence[int], running: Collection[UUID], stale: timedelta
) -> None:
    """Delete the rows that workers have fetched which are gone, except those of running jobs.

    Args:
        workers: Procrastinate's ids of workers that are gone.
        running: jobs that the calling worker runs.
        stale: after so long without a heartbeat a worker of Procrastinate is gone as well.
    """
    parameters = {"workers": list(workers), "running": list(running), "stale": stale}
    await connection.execute(_SQL["delete_abandoned"], parameters)


async def load_unclaimed(connection: Connection, workers: Sequence[int]) -> dict[int, UUID]:
    """Return the jobs that these workers of Procrastinate have fetched and not claimed, by their row in the queue."""
    return {row["id"]: row["job_id"] for row in await all_rows(connection, _SQL["unclaimed"], list(workers))}


async def lock_without_row(connection: Connection) -> list[Job]:
    """Return and lock the queued jobs whose row in the queue is gone."""
    return [Job.of(row) for row in await all_rows(connection, _SQL["without_row"])]

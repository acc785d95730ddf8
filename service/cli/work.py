"""Accepting a job and seeing it through, on the database: with the gateway's worker, or with one of our own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import anyio
import msgspec
from rich.console import Console

from service.api.types import job_of
from service.cli.common import tell
from service.cli.follow import Follower
from service.database.pool import Pool, all_rows, one
from service.database.session import Database
from service.jobs import identity, transitions
from service.jobs.accept import QUEUE, accept
from service.jobs.reconcile import STALE_SECONDS
from service.jobs.worker import Worker

POLL_SECONDS = 0.2


async def submit(pool: Pool, stage: str, input_: dict[str, Any], *, queue: str = QUEUE) -> UUID:
    """Accept a job durably and return its id."""
    async with pool.connection() as connection:
        job, coalesced = await accept(connection, stage=stage, input_=input_, queue=queue)
    if coalesced:
        tell(f"The same {stage} waits already; it is job {job['id']}.")
    job_id: UUID = job["id"]
    return job_id


async def has_worker(pool: Pool, queue: str) -> bool:
    """Tell whether a living worker takes jobs of the queue."""
    async with pool.connection() as connection:
        rows = await all_rows(
            connection,
            "select machine, process, heartbeat_at > now() - make_interval(secs => %s) as fresh "
            "from workers where %s = any(queues)",
            STALE_SECONDS,
            queue,
        )
    here = identity.machine()
    return any(identity.is_alive(row["process"]) if row["machine"] == here else row["fresh"] for row in rows)


async def see_through(
    database: Database, pool: Pool, job_id: UUID, *, queues: Sequence[str] = (QUEUE,)
) -> dict[str, Any]:
    """Show the job until it is final, and return it as the API would. Interrupted, it is cancelled first."""
    worker: Worker | None = None
    async with anyio.create_task_group() as tasks:
        if not await has_worker(pool, queues[0]):
            worker = Worker(pool=pool, database_url=database.url, queues=queues)
            tasks.start_soon(worker.run)
        try:
            job = await _watch(pool, job_id)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await _cancel(pool, job_id)
                await _watch(pool, job_id)
            raise
        finally:
            if worker is not None:
                await worker.drain()
    return job


async def _watch(pool: Pool, job_id: UUID) -> dict[str, Any]:
    with Follower(Console(stderr=True)) as follower:
        while True:
            job = await load(pool, job_id)
            if follower.show(job):
                return job
            await anyio.sleep(POLL_SECONDS)


async def load(pool: Pool, job_id: UUID) -> dict[str, Any]:
    """Return a job as the API answers it."""
    async with pool.connection() as connection:
        row = await one(connection, "select * from jobs where id = %s", job_id)
        steps = await all_rows(
            connection, "select * from jobs where parent_id = %s order by step_group, created_at, id", job_id
        )
    assert row is not None
    job: dict[str, Any] = msgspec.to_builtins(job_of(row, steps))
    return job


async def _cancel(pool: Pool, job_id: UUID) -> None:
    async with pool.connection() as connection:
        await transitions.cancel(connection, job_id)

"""Accepts a job on the database and waits for its end, with the gateway's worker or with one of this process."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import anyio
import msgspec
from anyio.abc import TaskGroup

from service.cli.common import console, print_note
from service.cli.follow import Follower
from service.database.pool import CONNECTION_ERRORS, Pool
from service.database.session import Database
from service.database.watch import watch
from service.jobs import transitions, worker_rows
from service.jobs.accept import accept
from service.jobs.model import Job, StartedBy
from service.jobs.queue import QUEUE
from service.jobs.retry import retry
from service.jobs.store import find_job, load_steps
from service.jobs.worker import Worker
from service.schemas.jobs import job_of

POLL_SECONDS = 0.2
LOOK_SECONDS = 3.0
RUN, RETRY = StartedBy("command", "lifetracer run"), StartedBy("command", "lifetracer jobs retry")


async def submit(pool: Pool, stage: str, input_: dict[str, Any], *, queue: str = QUEUE) -> tuple[UUID, bool]:
    """Accept a job durably. Return its id, and whether it waited there already."""
    async with pool.connection() as connection:
        job, shared = await accept(connection, stage=stage, input_=input_, queue=queue, started_by=RUN)
    return _report_existing_job(job, shared=shared)


def _report_existing_job(job: Job, *, shared: bool) -> tuple[UUID, bool]:
    if shared:
        print_note(f"The same {job.stage} waits already; it is job {job.id}.")
    return job.id, shared


async def retried(database: Database, pool: Pool, job_id: UUID, *, wait: bool) -> dict[str, Any]:
    """Retry an ended job, wait for its end if that is wanted, and return it as the API would."""

    async def accept_again() -> tuple[UUID, bool]:
        async with pool.connection() as connection:
            old = await find_job(connection, job_id)
            assert old is not None
            job, shared = await retry(connection, old, started_by=RETRY)
        return _report_existing_job(job, shared=shared)

    if wait:
        return await wait_for_job(database, pool, accept_again)
    new_id, _ = await accept_again()
    await warn_without_worker(pool)
    return await load(pool, new_id)


async def warn_without_worker(pool: Pool) -> None:
    """Print a note when no worker takes jobs now."""
    if not await has_worker(pool, QUEUE):
        print_note("No gateway takes jobs now: `lifetracer serve` will run it, or run again with --wait.")


async def has_worker(pool: Pool, queue: str) -> bool:
    """Return whether a living worker takes jobs of the queue."""
    async with pool.connection() as connection:
        return await worker_rows.has_worker(connection, queue)


async def run_and_wait(
    database: Database, pool: Pool, stage: str, input_: dict[str, Any], *, queue: str = QUEUE
) -> dict[str, Any]:
    """Accept a job, show it until it is final, and return it as the API would."""
    return await wait_for_job(database, pool, lambda: submit(pool, stage, input_, queue=queue), queue=queue)


async def wait_for_job(
    database: Database, pool: Pool, accept_it: Callable[[], Awaitable[tuple[UUID, bool]]], *, queue: str = QUEUE
) -> dict[str, Any]:
    """Show a job from its acceptance until it is final, and return it as the API would.

    Where no worker takes the queue, or the one that did is gone, a worker of our own does. Interrupted, our own job is
    cancelled first.
    """
    async with anyio.create_task_group() as tasks:
        local_worker = _LocalWorker(database, pool, queue, tasks)
        if database.embedded is not None:
            tasks.start_soon(watch, database.embedded)
        try:
            # Before the job: one in a queue that nobody works for counts as orphaned.
            await local_worker.ensure()
            job_id, shared = await accept_it()
            try:
                job = await _follow(pool, job_id, local_worker)
            except anyio.get_cancelled_exc_class():
                with anyio.CancelScope(shield=not shared):
                    await _cancel(pool, job_id)
                    await _follow(pool, job_id, local_worker)
                raise
        finally:
            with anyio.CancelScope(shield=True):
                await local_worker.drain()
            tasks.cancel_scope.cancel()
    return job


class _LocalWorker:
    """A worker of this process, started as soon as no gateway takes the jobs of the queue."""

    def __init__(self, database: Database, pool: Pool, queue: str, tasks: TaskGroup) -> None:
        self._database, self._pool, self._queue, self._tasks = database, pool, queue, tasks
        self._own: Worker | None = None
        self._done = anyio.Event()

    async def ensure(self) -> None:
        if self._own is not None or await has_worker(self._pool, self._queue):
            return
        self._own = Worker(pool=self._pool, database_url=self._database.url, queues=[self._queue])
        self._tasks.start_soon(self._work, self._own)
        await self._own.registered.wait()

    async def _work(self, worker: Worker) -> None:
        try:
            await worker.run()
        finally:
            self._done.set()

    async def drain(self) -> None:
        if self._own is not None:
            await self._own.drain()
            await self._done.wait()


async def _follow(pool: Pool, job_id: UUID, local_worker: _LocalWorker) -> dict[str, Any]:
    looked = anyio.current_time()
    with Follower(console(stderr=True)) as follower:
        while True:
            try:
                job = await load(pool, job_id)
                if follower.show(job):
                    return job
                if anyio.current_time() - looked > LOOK_SECONDS:
                    looked = anyio.current_time()
                    await local_worker.ensure()
            except CONNECTION_ERRORS:
                pass  # the embedded server is being started again, or the other one comes back
            await anyio.sleep(POLL_SECONDS)


async def load(pool: Pool, job_id: UUID) -> dict[str, Any]:
    """Return a job as the API answers it."""
    async with pool.connection() as connection:
        job = await find_job(connection, job_id)
        steps = await load_steps(connection, job_id)
    assert job is not None
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps))
    return answer


async def _cancel(pool: Pool, job_id: UUID) -> None:
    async with pool.connection() as connection:
        await transitions.cancel(connection, job_id)

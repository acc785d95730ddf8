"""Finished jobs, written by the state machine itself on a real database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.database.pool import Pool, open_pool
from service.jobs import transitions
from service.jobs.accept import accept
from service.jobs.model import Outcome, Status

End = Callable[..., Awaitable[UUID]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with open_pool(database_url, name="test") as pool:
        yield pool


@pytest.fixture
def end(pool: Pool) -> End:
    """Accept a job, claim it, and end it after the given number of seconds."""

    async def end(stage: str, status: str, *, seconds: float = 0.0, input_: Any = None, **outcome: Any) -> UUID:
        worker = uuid4()
        async with pool.connection() as connection:
            await connection.execute(
                "insert into workers (id, machine, process, queues) values (%s, 'm', '1@1', '{stages}')", [worker]
            )
            job, _ = await accept(connection, stage=stage, input_=input_ or {})
        async with pool.connection() as connection:
            claimed = await transitions.claim(connection, job_id=job.id, attempt=1, worker_id=worker)
            assert claimed is not None
            await connection.execute(
                "update jobs set started_at = now() - %s where id = %s", [timedelta(seconds=seconds), job.id]
            )
            assert await transitions.finish(connection, claimed, Outcome(status=Status(status), **outcome))
        return job.id

    return end

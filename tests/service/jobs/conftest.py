"""A worker on a real database whose stages are scripts written by the test."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from signal import SIGTERM
from textwrap import dedent
from typing import Any
from uuid import UUID

import anyio
import pytest

from service.database.pool import Pool, all_rows, one, open_pool
from service.jobs import transitions
from service.jobs.accept import accept
from service.jobs.model import Status
from service.jobs.registry import STAGES, Stage
from service.jobs.worker import Worker

PATIENCE_SECONDS = 120

OK = "import json; print(json.dumps({'event': 'result', 'rows': 1}))"
FOREVER = """
    import pathlib, sys, time
    pathlib.Path(sys.argv[1], "running").write_text("yes")
    time.sleep(600)
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Shop:
    """Everything a test of jobs needs: a pool, scripts for stages, and ways to wait for states."""

    pool: Pool
    url: str
    directory: Path
    stages: dict[str, Stage] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def script(self, source: str, *, stage: str = "transform", **options: Any) -> None:
        """Make the stage run this Python source."""
        path = self.directory / f"{stage}.py"
        path.write_text(dedent(source), encoding="utf-8")
        options.setdefault("timeout", timedelta(seconds=PATIENCE_SECONDS))
        options.setdefault("stop_sequence", ((SIGTERM, timedelta(seconds=2)),))
        self.stages[stage] = Stage(name=stage, argv=(sys.executable, str(path), str(self.directory)), **options)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Worker]:
        """Run a worker for the length of the block, then drain it."""
        worker = Worker(pool=self.pool, database_url=self.url, stages=self.stages, environ=self.environ)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(worker.run)
            try:
                yield worker
            finally:
                await worker.drain()

    async def post(self, stage: str = "transform", **input_: Any) -> UUID:
        async with self.pool.connection() as connection:
            job, _ = await accept(connection, stage=stage, input_=input_)
        return job.id

    async def cancel(self, job_id: UUID) -> None:
        async with self.pool.connection() as connection:
            await transitions.cancel(connection, job_id)

    async def job(self, job_id: UUID) -> dict[str, Any]:
        async with self.pool.connection() as connection:
            row = await one(connection, "select * from jobs where id = %s", job_id)
        assert row is not None
        return row

    async def steps(self, job_id: UUID) -> dict[str, dict[str, Any]]:
        """Return the steps of a pipeline by stage, those of the connector by service."""
        async with self.pool.connection() as connection:
            rows = await all_rows(connection, "select * from jobs where parent_id = %s", job_id)
        return {row["input"].get("service") or row["stage"]: row for row in rows}

    async def log(self, job_id: UUID) -> list[str]:
        async with self.pool.connection() as connection:
            rows = await all_rows(connection, "select line from job_logs where job_id = %s order by seq", job_id)
        return [row["line"] for row in rows]

    async def until(self, what: Callable[[], Any]) -> Any:
        """Poll a condition, with a limit that only a hanging test reaches."""
        with anyio.fail_after(PATIENCE_SECONDS):
            while True:
                found = what()
                if hasattr(found, "__await__"):
                    found = await found
                if found:
                    return found
                await anyio.sleep(0.02)

    async def until_status(self, job_id: UUID, *statuses: str) -> dict[str, Any]:
        async def reached() -> dict[str, Any] | None:
            job = await self.job(job_id)
            return job if job["status"] in statuses else None

        job: dict[str, Any] = await self.until(reached)
        return job

    async def until_final(self, job_id: UUID) -> dict[str, Any]:
        return await self.until_status(job_id, *(status for status in Status if status.is_final))

    async def until_blocked(self) -> int:
        """Wait until a session of this database waits for a lock, and return its process."""

        async def blocked() -> int | None:
            async with self.pool.connection() as connection:
                row = await one(
                    connection,
                    "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
                )
            return row["pid"] if row else None

        pid: int = await self.until(blocked)
        return pid

    async def until_file(self, name: str) -> str:
        """Wait for a file that a script writes, and return its text."""
        path = self.directory / name
        await self.until(lambda: path.exists() and path.read_text(encoding="utf-8"))
        return path.read_text(encoding="utf-8").strip()


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_pool(database_url, name="test") as pool:
        yield Shop(pool=pool, url=database_url, directory=tmp_path)


@pytest.fixture
def stages(shop: Shop) -> Shop:
    """A shop whose stages all succeed, with a source that is set up."""
    shop.environ["TOGGL_API_TOKEN"] = "t"
    for stage in STAGES:
        shop.script(OK, stage=stage)
    return shop

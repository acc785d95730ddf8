"""Reads jobs: one by its id, the steps of pipelines, the newest."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.jobs.model import Job

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def find_job(connection: Connection, job_id: UUID) -> Job | None:
    """Return a job, or None when there is none with this id."""
    row = await one(connection, _SQL["job"], job_id)
    return Job.of(row) if row else None


async def lock_job(connection: Connection, job_id: UUID) -> Job | None:
    """Return a job that nothing else changes until the transaction ends."""
    row = await one(connection, _SQL["job_for_update"], job_id)
    return Job.of(row) if row else None


async def keep_job(connection: Connection, job_id: UUID) -> Job | None:
    """Return a job that is not deleted until the transaction ends."""
    row = await one(connection, _SQL["job_for_key_share"], job_id)
    return Job.of(row) if row else None


async def load_steps(connection: Connection, pipeline_id: UUID) -> list[Job]:
    """Return the steps of a pipeline in the order in which they run; none for another job."""
    return (await load_steps_of(connection, [pipeline_id])).get(pipeline_id, [])


async def load_steps_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Job]]:
    """Return the steps of several pipelines by pipeline; other jobs are missing in it."""
    steps: dict[UUID, list[Job]] = {}
    for row in await all_rows(connection, _SQL["steps"], list(ids)):
        steps.setdefault(row["parent_id"], []).append(Job.of(row))
    return steps


async def lock_steps(connection: Connection, pipeline_id: UUID) -> list[Job]:
    """Return the steps of a pipeline, which nothing else changes until the transaction ends."""
    return [Job.of(row) for row in await all_rows(connection, _SQL["steps_for_update"], pipeline_id)]


async def load_newest(connection: Connection, *, limit: int) -> list[Job]:
    """Return the newest jobs without the steps of pipelines."""
    return [Job.of(row) for row in await all_rows(connection, _SQL["newest"], limit)]


async def last_line(connection: Connection, job_id: UUID) -> int:
    """Return the number of the last line in a job's log, 0 when it has none."""
    row = await one(connection, _SQL["last_line"], job_id)
    assert row is not None
    return int(row["seq"])

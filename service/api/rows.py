"""Rows of jobs as the handlers need them."""

from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import DictRow
from starlette.requests import Request

from service.api.operations import Parameter
from service.api.problems import ProblemError
from service.api.types import job_of
from service.database.pool import Connection, all_rows, one

JOB_ID = Parameter(name="job_id", where="path", description="The job.", schema={"type": "string", "format": "uuid"})


async def found_job(connection: Connection, request: Request) -> DictRow:
    """Return the row of the job that the path names.

    Raises:
        ProblemError: 404.
    """
    given = request.path_params["job_id"]
    try:
        row = await one(connection, "select * from jobs where id = %s", UUID(given))
    except ValueError:
        row = None
    if row is None:
        raise ProblemError(404, f"There is no job {given}; GET /api/jobs lists them.")
    return row


async def steps_of(connection: Connection, ids: list[UUID]) -> dict[UUID, list[DictRow]]:
    """Return the steps of pipelines in their order."""
    steps: dict[UUID, list[DictRow]] = {}
    for row in await all_rows(
        connection, "select * from jobs where parent_id = any(%s) order by step_group, created_at, id", ids
    ):
        steps.setdefault(row["parent_id"], []).append(row)
    return steps


async def job_answer(connection: Connection, job: DictRow, *, coalesced: bool) -> dict[str, Any]:
    """Return what the acceptance of a job is answered with."""
    steps = await steps_of(connection, [job["id"]])
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps.get(job["id"]), coalesced=coalesced))
    return answer

"""Rows of jobs as the handlers need them."""

from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import DictRow
from starlette.requests import Request

from service.api.operations import Parameter
from service.api.problems import ProblemError
from service.database.pool import Connection, all_rows, one
from service.jobs.registry import PIPELINE
from service.schemas.jobs import job_of

JOB_ID = Parameter(name="job_id", where="path", description="The job.", schema={"type": "string", "format": "uuid"})


async def found_job(connection: Connection, request: Request, *, keep: bool = False) -> DictRow:
    """Return the row of the job that the path names.

    Args:
        keep: it is not deleted before the end of the transaction.

    Raises:
        ProblemError: 404.
    """
    given = request.path_params["job_id"]
    try:
        job_id = UUID(given)
    except ValueError:
        raise no_such_job(given) from None
    found = "select * from jobs where id = %s"
    row = await one(connection, f"{found} for key share" if keep else found, job_id)
    if row is None:
        raise no_such_job(given)
    return row


def no_such_job(given: str) -> ProblemError:
    """Make the problem of a job that is not there, or not any more."""
    return ProblemError(404, f"There is no job {given}; GET /api/jobs lists them.")


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
    steps = await steps_of(connection, [job["id"]]) if job["stage"] == PIPELINE else {}
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps.get(job["id"]), coalesced=coalesced))
    return answer

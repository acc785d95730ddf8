"""Finds the job that a path names, and builds the answer to its acceptance."""

from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import Request

from service.api.operations import Parameter
from service.api.problems import ProblemError
from service.database.pool import Connection
from service.jobs.model import Job
from service.jobs.registry import PIPELINE
from service.jobs.store import find_job, keep_job, load_steps
from service.schemas.jobs import job_of

JOB_ID = Parameter(name="job_id", where="path", description="The job.", schema={"type": "string", "format": "uuid"})


async def found_job(connection: Connection, request: Request, *, keep: bool = False) -> Job:
    """Return the job that the path names.

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
    job = await (keep_job if keep else find_job)(connection, job_id)
    if job is None:
        raise no_such_job(given)
    return job


def no_such_job(given: str) -> ProblemError:
    """Make the problem of a job that is not there, or not any more."""
    return ProblemError(404, f"There is no job {given}; GET /api/jobs lists them.")


async def job_answer(connection: Connection, job: Job, *, coalesced: bool) -> dict[str, Any]:
    """Return the answer to the acceptance of a job."""
    steps = await load_steps(connection, job.id) if job.stage == PIPELINE else []
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps, coalesced=coalesced))
    return answer

"""Finds the job that a path names, and builds the answer to its acceptance."""

from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import Request

from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.database.pool import Connection
from service.jobs.model import Job
from service.jobs.registry import PIPELINE
from service.jobs.store import find_job, keep_job, load_steps
from service.schemas.jobs import job_of
from service.schemas.problem_kinds.work import JobNotFound


async def found_job(connection: Connection, request: Request, *, keep: bool = False) -> Job:
    """Return the job that the path names.

    Args:
        keep: it is not deleted before the end of the transaction.

    Raises:
        ProblemError: 404.
    """
    job_id: UUID = value_of(request, "job_id")
    job = await (keep_job if keep else find_job)(connection, job_id)
    if job is None:
        raise no_such_job(str(job_id))
    return job


def no_such_job(given: str) -> ProblemError:
    """Make the problem of a job that is not there, or not any more."""
    return ProblemError(JobNotFound(job_id=given), f"There is no job {given}; GET /api/jobs lists them.")


JOB_ID = Parameter(
    name="job_id",
    where="path",
    description="The job.",
    schema={"type": "string", "format": "uuid"},
    absent=no_such_job,
)


async def job_answer(connection: Connection, job: Job, *, coalesced: bool) -> dict[str, Any]:
    """Return the answer to the acceptance of a job."""
    steps = await load_steps(connection, job.id) if job.stage == PIPELINE else []
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps, coalesced=coalesced))
    return answer

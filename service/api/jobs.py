"""Jobs as they stand: history, state, cancel."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from psycopg import sql
from starlette.requests import Request
from starlette.responses import Response

from service.api.job_lookup import JOB_ID, found_job, no_such_job
from service.api.operations import POLL_LATER, Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import state_of
from service.database.pool import all_rows
from service.jobs import model, transitions
from service.jobs.model import Status
from service.jobs.registry import PIPELINE, STAGES
from service.jobs.store import load_steps, load_steps_of
from service.schemas.jobs import Job, Jobs, job_of
from service.schemas.problem_kinds.work import InvalidCursor, JobFinished, JobNotFound

PAGE = 50
PAGE_LIMIT = 200
STAGE_NAMES = (*STAGES, PIPELINE)


async def list_jobs(request: Request) -> Response:
    """Return a page of the history."""
    stage, status, before = (value_of(request, name) for name in ("stage", "status", "before"))
    limit: int = value_of(request, "limit")
    conditions = [sql.SQL("true")]
    values: list[Any] = []
    # Steps are shown inside their pipeline, and by themselves where their stage is asked for.
    conditions.append(sql.SQL("parent_id is null") if stage is None else sql.SQL("stage = %s"))
    values += [] if stage is None else [stage]
    if status is not None:
        conditions.append(sql.SQL("status = %s"))
        values.append(status)
    if before is not None:
        conditions.append(sql.SQL("(created_at, id) < (%s, %s)"))
        values += _decode_cursor(before)
    statement = sql.SQL("select * from jobs where {} order by created_at desc, id desc limit %s").format(
        sql.SQL(" and ").join(conditions)
    )
    async with state_of(request).pool.connection() as connection:
        rows = await all_rows(connection, statement, *values, limit + 1)
        page = [model.Job.of(row) for row in rows[:limit]]
        steps = await load_steps_of(connection, [job.id for job in page])
    following = None
    if len(rows) > limit:
        kept = {name: value for name, value in request.query_params.items() if name != "before"}
        following = f"/api/jobs?{urlencode({**kept, 'before': _encode_cursor(page[-1])})}"
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return json_response(
        Jobs(jobs=[job_of(job, steps.get(job.id, [])) for job in page], next=following), headers=headers
    )


async def show_job(request: Request) -> Response:
    """Return one job."""
    async with state_of(request).pool.connection() as connection:
        job = await found_job(connection, request)
        steps = await load_steps(connection, job.id)
    return json_response(job_of(job, steps), headers={} if job.is_final else POLL_LATER)


async def cancel_job(request: Request) -> Response:
    """Ask for the end of a job. Asked again, it is the same."""
    async with state_of(request).pool.connection() as connection:
        before = await found_job(connection, request)
        # Looked at after the cancel, under its lock: the job may end between two looks.
        job = await transitions.cancel(connection, before.id)
        steps = await load_steps(connection, before.id)
    if job is None:
        raise no_such_job(str(before.id))
    if job.is_final and job.status is not Status.CANCELLED:
        kind = JobFinished(job_status=job.status)
        raise ProblemError(kind, f"The job has ended as {job.status}; there is nothing to cancel.")
    return json_response(job_of(job, steps), status=202, headers=POLL_LATER)


def _encode_cursor(job: model.Job) -> str:
    return base64.urlsafe_b64encode(f"{job.created_at.isoformat()}|{job.id}".encode()).decode()


def _decode_cursor(value: str) -> list[Any]:
    try:
        at, _, job_id = base64.urlsafe_b64decode(value.encode()).decode().partition("|")
        return [datetime.fromisoformat(at).astimezone(UTC), UUID(job_id)]
    except (ValueError, OverflowError, binascii.Error):
        detail = "before is not a cursor; take it from the Link header of the page before."
        raise ProblemError(InvalidCursor(), detail) from None


_FILTERS = (
    Parameter(
        name="stage",
        where="query",
        description="Only this stage, steps of pipelines included; without it steps show inside their pipeline only.",
        schema={"type": "string", "enum": list(STAGE_NAMES)},
    ),
    Parameter(name="status", where="query", description="Only these.", schema={"type": "string", "enum": list(Status)}),
    Parameter(
        name="limit",
        where="query",
        description="How many.",
        schema={"type": "integer", "minimum": 1, "maximum": PAGE_LIMIT, "default": PAGE},
    ),
    Parameter(name="before", where="query", description="Cursor from the page before.", schema={"type": "string"}),
)


def operations() -> list[Operation]:
    """Return the operations on jobs."""
    one_job: dict[str, Any] = {"parameters": (JOB_ID,), "answers": {200: Job}, "problems": (JobNotFound,)}
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/jobs",
            name="listJobs",
            summary="The history, newest first",
            handler=list_jobs,
            answers={200: Jobs},
            parameters=_FILTERS,
            problems=(InvalidCursor,),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/jobs/{job_id}",
            name="showJob",
            summary="One job",
            handler=show_job,
            **one_job,
        ),
        Operation(
            method="POST",
            scope="run",
            path="/api/jobs/{job_id}/cancel",
            name="cancelJob",
            summary="End a job: at once while it waits, by its stop sequence while it runs",
            handler=cancel_job,
            **{**one_job, "answers": {202: Job}, "problems": (JobNotFound, JobFinished)},
        ),
    ]

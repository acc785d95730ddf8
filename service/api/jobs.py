"""Jobs as they stand: history, state, logs, cancel."""

import base64
import binascii
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.operations import Operation, Parameter, json_response
from service.api.problems import ProblemError, unavailable
from service.api.state import state_of
from service.api.types import Job, Jobs, Status, job_of
from service.database.pool import Connection, Pool, all_rows, one
from service.jobs import transitions
from service.jobs.lines import as_text
from service.jobs.registry import PIPELINE, STAGES

PAGE = 50
PAGE_LIMIT = 200
LOG_PAGE = 500
STATUSES: tuple[str, ...] = get_args(Status)
STAGE_NAMES = (*STAGES, PIPELINE)


async def list_jobs(request: Request) -> Response:
    """Return a page of the history."""
    query = request.query_params
    if unknown := set(query) - {"stage", "status", "limit", "before"}:
        raise ProblemError(422, f"Unknown query parameter: {', '.join(sorted(unknown))}.")
    stage, status = _choice(query.get("stage"), "stage", STAGE_NAMES), _choice(query.get("status"), "status", STATUSES)
    limit = _limit(query.get("limit"))
    conditions = [sql.SQL("true")]
    values: list[Any] = []
    # Steps are shown inside their pipeline, and by themselves where their stage is asked for.
    conditions.append(sql.SQL("parent_id is null") if stage is None else sql.SQL("stage = %s"))
    values += [] if stage is None else [stage]
    if status is not None:
        conditions.append(sql.SQL("status = %s"))
        values.append(status)
    if "before" in query:
        conditions.append(sql.SQL("(created_at, id) < (%s, %s)"))
        values += _decode_cursor(query["before"])
    statement = sql.SQL("select * from jobs where {} order by created_at desc, id desc limit %s").format(
        sql.SQL(" and ").join(conditions)
    )
    async with state_of(request).pool.connection() as connection:
        rows = await all_rows(connection, statement, *values, limit + 1)
        page = rows[:limit]
        steps = await _steps(connection, [row["id"] for row in page])
    following = None
    if len(rows) > limit:
        kept = {name: value for name, value in query.items() if name != "before"}
        following = f"/api/jobs?{urlencode({**kept, 'before': _encode_cursor(page[-1])})}"
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return json_response(
        Jobs(jobs=[job_of(row, steps.get(row["id"])) for row in page], next=following), headers=headers
    )


async def show_job(request: Request) -> Response:
    """Return one job."""
    async with state_of(request).pool.connection() as connection:
        row = await _found(connection, request)
        steps = await _steps(connection, [row["id"]])
    headers = {} if row["finished_at"] else {"Retry-After": "1"}
    return json_response(job_of(row, steps.get(row["id"])), headers=headers)


async def cancel_job(request: Request) -> Response:
    """Ask for the end of a job."""
    state = state_of(request)
    if state.draining:
        raise unavailable("The gateway shuts down; what runs is put back in line.", retry_after=10)
    async with state.pool.connection() as connection:
        before = await _found(connection, request)
        if before["finished_at"] and before["status"] != "cancelled":
            raise ProblemError(409, f"The job has ended as {before['status']}; there is nothing to cancel.")
        row = await transitions.cancel(connection, before["id"])
        steps = await _steps(connection, [before["id"]])
    assert row is not None
    return json_response(job_of(row, steps.get(row["id"])), status=202)


async def job_logs(request: Request) -> Response:
    """Return what the job's stages printed, as text."""
    pool = state_of(request).pool
    async with pool.connection() as connection:
        row = await _found(connection, request)
        steps = (await _steps(connection, [row["id"]])).get(row["id"], [])
    return StreamingResponse(_text(pool, steps or [row]), media_type="text/plain; charset=utf-8")


async def _text(pool: Pool, jobs: list[DictRow]) -> AsyncIterator[str]:
    for job in jobs:
        seq = 0
        while True:
            # A connection for each page and not for the whole answer: a slow reader must not hold one.
            async with pool.connection() as connection:
                lines = await all_rows(
                    connection,
                    "select seq, at, level, line from job_logs where job_id = %s and seq > %s order by seq limit %s",
                    job["id"],
                    seq,
                    LOG_PAGE,
                )
            if not lines:
                break
            seq = lines[-1]["seq"]
            yield "".join(as_text(line, stage=job["stage"]) for line in lines)


async def _found(connection: Connection, request: Request) -> DictRow:
    given = request.path_params["job_id"]
    try:
        row = await one(connection, "select * from jobs where id = %s", UUID(given))
    except ValueError:
        row = None
    if row is None:
        raise ProblemError(404, f"There is no job {given}; GET /api/jobs lists them.")
    return row


async def _steps(connection: Connection, ids: list[UUID]) -> dict[UUID, list[DictRow]]:
    steps: dict[UUID, list[DictRow]] = {}
    for row in await all_rows(
        connection, "select * from jobs where parent_id = any(%s) order by step_group, created_at, id", ids
    ):
        steps.setdefault(row["parent_id"], []).append(row)
    return steps


def _choice(value: str | None, name: str, values: tuple[str, ...]) -> str | None:
    if value is not None and value not in values:
        raise ProblemError(422, f"{name}={value} is not known; use one of: {', '.join(values)}.")
    return value


def _limit(value: str | None) -> int:
    if value is None:
        return PAGE
    if not (re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= PAGE_LIMIT):
        raise ProblemError(422, f"limit={value} is not possible; use a number from 1 to {PAGE_LIMIT}.")
    return int(value)


def _encode_cursor(row: DictRow) -> str:
    return base64.urlsafe_b64encode(f"{row['created_at'].isoformat()}|{row['id']}".encode()).decode()


def _decode_cursor(value: str) -> list[Any]:
    try:
        at, _, job_id = base64.urlsafe_b64decode(value.encode()).decode().partition("|")
        return [datetime.fromisoformat(at).astimezone(UTC), UUID(job_id)]
    except (ValueError, OverflowError, binascii.Error):
        raise ProblemError(422, "before is not a cursor; take it from the Link header of the page before.") from None


_JOB_ID = Parameter(name="job_id", where="path", description="The job.", schema={"type": "string", "format": "uuid"})
_FILTERS = (
    Parameter(
        name="stage",
        where="query",
        description="Only this stage, steps of pipelines included; without it steps show inside their pipeline only.",
        schema={"type": "string", "enum": list(STAGE_NAMES)},
    ),
    Parameter(
        name="status", where="query", description="Only these.", schema={"type": "string", "enum": list(STATUSES)}
    ),
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
    one_job: dict[str, Any] = {"parameters": (_JOB_ID,), "answers": {200: Job}, "problems": (404, 503)}
    return [
        Operation(
            method="GET",
            path="/api/jobs",
            name="listJobs",
            summary="The history, newest first",
            handler=list_jobs,
            answers={200: Jobs},
            problems=(422, 503),
            parameters=_FILTERS,
        ),
        Operation(
            method="GET", path="/api/jobs/{job_id}", name="showJob", summary="One job", handler=show_job, **one_job
        ),
        Operation(
            method="POST",
            path="/api/jobs/{job_id}/cancel",
            name="cancelJob",
            summary="End a job: at once while it waits, by its stop ladder while it runs",
            handler=cancel_job,
            **{**one_job, "answers": {202: Job}, "problems": (404, 409, 503)},
        ),
        Operation(
            method="GET",
            path="/api/jobs/{job_id}/logs",
            name="jobLogs",
            summary="What the job's stages printed",
            handler=job_logs,
            **{**one_job, "answers": {200: "text/plain"}},
        ),
    ]

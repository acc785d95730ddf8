"""Logs of jobs: as text what is there, or live as server-sent events."""

from collections.abc import AsyncIterator

from psycopg.rows import DictRow
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.auth import caller_of
from service.api.job_lookup import JOB_ID, found_job
from service.api.log_page import read_page
from service.api.log_stream import END, LogStream
from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import State, state_of
from service.jobs.lines import as_text
from service.jobs.log_reader import LogReader
from service.schemas.jobs import LogPage
from service.schemas.problem_kinds.work import InvalidLogPosition, JobNotFound, StreamsInUse

TEXT, PAGE, STREAM = "text/plain", "application/json", "text/event-stream"


async def job_logs(request: Request) -> Response:
    """Return what the job's stages printed."""
    state, given = state_of(request), value_of(request, _LAST_EVENT_ID.name) or ""
    wanted = _wanted(request.headers.get("accept", ""))
    if wanted == PAGE:
        return json_response(await read_page(state, await _open(request, given)))
    if wanted == TEXT:
        reader = await _open(request, given)
        return StreamingResponse(_text(state, reader), media_type="text/plain; charset=utf-8")
    if given.endswith(END):
        await _open(request, given)
        return Response(status_code=204)  # the one answer after which an EventSource does not come back
    # Before the database is used: a stream that must be refused costs nothing.
    state.log_feed.take_place()
    try:
        return LogStream(state, await _open(request, given), caller_of(request))
    except BaseException:
        state.log_feed.give_place()
        raise


async def _open(request: Request, position: str) -> LogReader:
    """Return a reader of the job at a position, by default the beginning.

    Raises:
        ProblemError: 404 without the job, 422 when the position is of another one.
    """
    async with state_of(request).pool.connection() as connection:
        job = await found_job(connection, request)
        try:
            return await LogReader.open(connection, job, position.removesuffix(END) or None)
        except ValueError:
            detail = "Last-Event-ID is not of this job's logs; leave it out to start at the first line."
            raise ProblemError(InvalidLogPosition(), detail) from None


def _wanted(accept: str) -> str:
    """Return the first of our media types that Accept names; text where it names none."""
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((type_ for type_ in types if type_ in {TEXT, PAGE, STREAM}), TEXT)


async def _text(state: State, reader: LogReader) -> AsyncIterator[str]:
    while lines := await _read(state, reader):
        yield "".join(as_text(line, stage=reader.stage_of(line)) for line in lines)
        for line in lines:
            reader.advance(line)


async def _read(state: State, reader: LogReader) -> list[DictRow]:
    # A connection for each page and not for the whole answer: a slow client must not hold one.
    async with state.log_feed.reading, state.pool.connection() as connection:
        return await reader.read(connection)


_LAST_EVENT_ID = Parameter(
    name="Last-Event-ID",
    where="header",
    description="The id of the last event seen: stream or text go on after it, on any gateway of the database.",
    schema={"type": "string", "pattern": r"^([0-9]{1,9}(\.[0-9]{1,9})*(\.end)?)?$"},
)


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/jobs/{job_id}/logs",
            name="jobLogs",
            summary="What the job's stages printed: text; a page with its position with `Accept: application/json`; "
            "or live with `Accept: text/event-stream`, each event a "
            "LogLine, the last one (`event: end`) the job in its final state; 204 to who has seen that",
            handler=job_logs,
            parameters=(JOB_ID, _LAST_EVENT_ID),
            answers={200: [TEXT, STREAM, LogPage], 204: None},
            problems=(JobNotFound, InvalidLogPosition, StreamsInUse),
        )
    ]

"""Logs of jobs: as text what is there, or live as server-sent events."""

from collections.abc import AsyncIterator

import anyio
import msgspec
from psycopg.rows import DictRow
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.auth import Caller, caller_of
from service.api.job_lookup import JOB_ID, found_job
from service.api.operations import Operation
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import State, state_of
from service.auth import api_keys
from service.database.pool import CONNECTION_ERRORS, Connection
from service.jobs.lines import as_text, render_event
from service.jobs.log_reader import LogReader
from service.jobs.store import find_job, load_steps
from service.schemas.jobs import LogLine, job_of
from service.schemas.problem_kinds.work import InvalidLogPosition, JobNotFound

HEARTBEAT_SECONDS = 15
# After this long at the latest the stream of a revoked key ends.
KEY_CHECK_SECONDS = 10.0
PAUSE_SECONDS = 1.0
# Of the final event's id: who comes back with it has seen everything.
END = ".end"
STREAM = "text/event-stream"


async def job_logs(request: Request) -> Response:
    """Return what the job's stages printed."""
    state = state_of(request)
    live = _wants_stream(request.headers.get("accept", ""))
    given = value_of(request, _LAST_EVENT_ID.name) or None
    async with state.pool.connection() as connection:
        job = await found_job(connection, request)
        try:
            reader = await LogReader.open(connection, job, given.removesuffix(END) if given else None)
        except ValueError:
            detail = "Last-Event-ID is not of this job's logs; leave it out to begin anew."
            raise ProblemError(InvalidLogPosition(), detail) from None
    if not live:
        return StreamingResponse(_text(state, reader), media_type="text/plain; charset=utf-8")
    if given and given.endswith(END):
        return Response(status_code=204)  # the one answer after which an EventSource does not come back
    return EventSourceResponse(_events(state, reader, caller_of(request)), ping=HEARTBEAT_SECONDS, sep="\n")


def _wants_stream(accept: str) -> bool:
    """Return whether events are named in Accept, and not text before them."""
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return STREAM in types and "text/plain" not in types[: types.index(STREAM)]


async def _text(state: State, reader: LogReader) -> AsyncIterator[str]:
    while lines := await _read(state, reader):
        yield "".join(as_text(line, stage=reader.stage_of(line)) for line in lines)
        for line in lines:
            reader.advance(line)


async def _read(state: State, reader: LogReader) -> list[DictRow]:
    # A connection for each page and not for the whole answer: a slow client must not hold one.
    async with state.log_feed.reading, state.pool.connection() as connection:
        return await reader.read(connection)


async def _events(state: State, reader: LogReader, caller: Caller) -> AsyncIterator[ServerSentEvent]:
    checked = anyio.current_time()
    with state.log_feed.watch(reader.job_id) as watch:
        while not state.log_feed.closing:
            try:
                async with state.log_feed.reading, state.pool.connection() as connection:
                    if anyio.current_time() - checked > KEY_CHECK_SECONDS:
                        checked = anyio.current_time()
                        if not await _may_go_on(connection, caller):
                            return
                    final = await reader.is_final(connection)
                    lines = await reader.read(connection)
                    end = await _end(connection, reader) if final and not lines else None
            except CONNECTION_ERRORS:
                await anyio.sleep(PAUSE_SECONDS)
                continue
            for line in lines:
                yield _event(reader, line)
            if end is not None:
                yield end
                return
            if not lines:
                with anyio.move_on_after(KEY_CHECK_SECONDS):
                    await watch.wait()


async def _may_go_on(connection: Connection, caller: Caller) -> bool:
    return caller.key_id is None or await api_keys.is_usable(connection, caller.key_id)


def _event(reader: LogReader, line: DictRow) -> ServerSentEvent:
    data = LogLine(
        job_id=line["job_id"],
        stage=reader.stage_of(line),
        seq=line["seq"],
        at=line["at"],
        level=line["level"],
        text=render_event(line["line"]),
    )
    return ServerSentEvent(msgspec.json.encode(data).decode(), id=reader.advance(line), sep="\n")


async def _end(connection: Connection, reader: LogReader) -> ServerSentEvent:
    job = await find_job(connection, reader.job_id)
    answer = job_of(job, await load_steps(connection, reader.job_id)) if job else None
    return ServerSentEvent(msgspec.json.encode(answer).decode(), event="end", id=reader.position + END, sep="\n")


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
            summary="What the job's stages printed: text, or live with `Accept: text/event-stream`, each event a "
            "LogLine, the last one (`event: end`) the job in its final state; 204 to who has seen that",
            handler=job_logs,
            parameters=(JOB_ID, _LAST_EVENT_ID),
            answers={200: ["text/plain", STREAM], 204: None},
            problems=(JobNotFound, InvalidLogPosition),
        )
    ]

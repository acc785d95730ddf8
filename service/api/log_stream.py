"""The log of a job as server-sent events, live until the job ends."""

import dataclasses
from collections.abc import AsyncIterator

import anyio
import msgspec
from psycopg.rows import DictRow
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from service.api.auth import Caller
from service.api.log_feed import Page
from service.api.state import State
from service.auth import api_keys
from service.database.pool import CONNECTION_ERRORS, Connection
from service.jobs.lines import render_event
from service.jobs.log_reader import LogReader
from service.jobs.store import find_job, load_steps
from service.schemas.jobs import LogLine, job_of

HEARTBEAT_SECONDS = 15
# After this long at the latest the stream of a revoked key ends.
KEY_CHECK_SECONDS = 10.0
PAUSE_SECONDS = 1.0
# Of the final event's id: a client that sends it has seen everything.
END = ".end"
# Events are sent in blocks: one alone is a call of the system each, a whole page could be megabytes for a slow client.
BLOCK_BYTES = 32 * 1024


class LogStream(EventSourceResponse):
    """A stream that gives its place back at its end, however it ends."""

    def __init__(self, state: State, reader: LogReader, caller: Caller) -> None:
        super().__init__(_events(state, reader, caller), ping=HEARTBEAT_SECONDS, sep="\n")
        self._feed = state.log_feed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._feed.give_place()


async def _events(state: State, reader: LogReader, caller: Caller) -> AsyncIterator[bytes]:
    feed, checked = state.log_feed, anyio.current_time()
    with feed.watch(reader.job_id) as watch:
        while not feed.closing:
            try:
                if anyio.current_time() - checked > KEY_CHECK_SECONDS:
                    checked = anyio.current_time()
                    if not await _may_continue(state, caller):
                        return
                page = await feed.page(reader.job_id, reader.position, lambda: _read(state, reader))
            except CONNECTION_ERRORS:
                await anyio.sleep(PAUSE_SECONDS)
                continue
            for block in page.blocks:
                yield block
            reader.seen = list(page.seen)
            if page.end is not None:
                yield page.end
                return
            if not page.blocks:
                with anyio.move_on_after(KEY_CHECK_SECONDS):
                    await watch.wait()


async def _may_continue(state: State, caller: Caller) -> bool:
    if caller.key_id is None:
        return True
    async with state.log_feed.reading, state.pool.connection() as connection:
        return await api_keys.is_usable(connection, caller.key_id)


async def _read(state: State, reader: LogReader) -> Page:
    # The page is for others too: the reader of this stream moves on when the page was sent to its client.
    ahead = dataclasses.replace(reader, seen=list(reader.seen))
    async with state.log_feed.reading, state.pool.connection() as connection:
        final = await ahead.is_final(connection)
        lines = await ahead.read(connection)
        end = await _end(connection, ahead) if final and not lines else None
    return Page(blocks=_blocks(ahead, lines), seen=ahead.seen, end=end)


def _blocks(reader: LogReader, lines: list[DictRow]) -> list[bytes]:
    blocks: list[bytes] = []
    block = b""
    for line in lines:
        block += _event(reader, line)
        if len(block) >= BLOCK_BYTES:
            blocks.append(block)
            block = b""
    return [*blocks, block] if block else blocks


def line_of(reader: LogReader, line: DictRow) -> LogLine:
    """Return a line as the API answers it."""
    return LogLine(
        job_id=line["job_id"],
        stage=reader.stage_of(line),
        seq=line["seq"],
        at=line["at"],
        level=line["level"],
        text=render_event(line["line"]),
    )


def _event(reader: LogReader, line: DictRow) -> bytes:
    data = line_of(reader, line)
    return ServerSentEvent(msgspec.json.encode(data).decode(), id=reader.advance(line), sep="\n").encode()


async def _end(connection: Connection, reader: LogReader) -> bytes:
    job = await find_job(connection, reader.job_id)
    answer = job_of(job, await load_steps(connection, reader.job_id)) if job else None
    event = ServerSentEvent(msgspec.json.encode(answer).decode(), event="end", id=reader.position + END, sep="\n")
    return event.encode()

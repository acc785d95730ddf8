"""HTTP/1.1 on a socket as uvicorn handles it, strictly, with limits on clients that stop reading or writing.

uvicorn bounds only the idle time between two requests: a client that sends its head one byte at a time, continues to
send the body of an answered request, or never reads the answer, would hold its connection forever.
"""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from service.api.access_log import AccessLog
from service.api.connections import Connection, ConnectionTable
from service.api.problems import MEDIA_TYPE, ProblemError, render
from service.api.strict_http import InvalidRequestError, StrictConnection
from service.schemas.problem_kinds.requests import HeadTooLarge, MalformedRequest, RequestTooSlow

# From the connection's start, or the end of the answer before, until the whole head of the next request is there.
HEAD_SECONDS = 15.0
# A client whose answer waits in our buffer must take this much of it in this time.
STALL_SECONDS = 60.0
STALL_BYTES = 16 * 1024


class _Timer:
    """One call at a time that comes later, or never."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None

    def start(self, seconds: float, what: Callable[[], object]) -> None:
        self.stop()
        self._handle = self._loop.call_later(seconds, what)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Protocol(H11Protocol):
    """One connection.

    Args:
        table: where it is counted.
        connection: its entry there.
        access_log: where invalid requests are logged; the others are by the middleware.
        options: of uvicorn's protocol.
    """

    def __init__(
        self, *, table: ConnectionTable, connection: Connection, access_log: AccessLog, **options: Any
    ) -> None:
        super().__init__(**options)
        self.conn = StrictConnection(h11.SERVER)
        self._table, self._connection, self._access_log = table, connection, access_log
        self._head = _Timer(self.loop)
        self._stall = _Timer(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._connection.drop = transport.abort
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._head.stop()
        self._stall.stop()
        self._table.remove(self._connection)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the wait ends with the head that they complete."""
        super().data_received(data)
        self._look_for_head()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, unless it is here already."""
        super().on_response_complete()
        self._table.mark_idle(self._connection)
        self._wait_for_head()
        if not self.transport.is_closing():
            self._look_for_head()

    def pause_writing(self) -> None:
        """Give a client that does not read its time, as long as others do not need its place."""
        super().pause_writing()
        self._table.mark_idle(self._connection)
        self._watch_reading()

    def resume_writing(self) -> None:
        """Continue: the client has read enough."""
        super().resume_writing()
        self._stall.stop()
        if self._under_way:
            self._table.mark_busy(self._connection)

    def send_400_response(self, msg: str) -> None:
        """Answer invalid HTTP; h11 has the status."""
        error = sys.exception()
        status = getattr(error, "error_status_hint", None)
        kind = HeadTooLarge() if status == HeadTooLarge.status else MalformedRequest()
        self._refuse(ProblemError(kind, str(error) if isinstance(error, InvalidRequestError) else msg))

    @property
    def _under_way(self) -> bool:
        """Return whether a request waits for the end of its answer."""
        return self.cycle is not None and not self.cycle.response_complete

    def _look_for_head(self) -> None:
        if self._under_way:
            self._head.stop()
            # One that does not read stays displaceable, whatever it sends meanwhile.
            if not self.flow.write_paused:
                self._table.mark_busy(self._connection)

    def _wait_for_head(self) -> None:
        self._head.start(HEAD_SECONDS, partial(self._head_is_late, self.transport.get_write_buffer_size()))

    def _head_is_late(self, unsent: int) -> None:
        if self._takes_its_answer(unsent, least=1):
            self._wait_for_head()
            return
        begun, _ = self.conn.trailing_data
        if begun and self.conn.our_state is h11.IDLE and not self.transport.is_closing():
            kind = RequestTooSlow(seconds=round(HEAD_SECONDS))
            self._refuse(ProblemError(kind, f"The request did not arrive within {kind.seconds} seconds."))
        else:
            self.transport.abort()

    def _watch_reading(self) -> None:
        self._stall.start(STALL_SECONDS, partial(self._stalled, self.transport.get_write_buffer_size()))

    def _stalled(self, unsent: int) -> None:
        if self._takes_its_answer(unsent, least=STALL_BYTES):
            self._watch_reading()
        else:
            self.transport.abort()

    def _takes_its_answer(self, unsent: int, *, least: int) -> bool:
        """Return whether an answer is still on its way, of which at least so many of the unsent bytes were taken."""
        left = self.transport.get_write_buffer_size()
        return left > 0 and unsent - left >= least

    def _refuse(self, error: ProblemError) -> None:
        """Answer without a request, and close."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:  # else an answer is on its way already
            if self.cycle is not None:
                self.cycle.disconnected = True  # its handler may still be waiting for the rest of the body
            self._send(error)
        self.transport.close()
        self._wait_for_head()  # bounds how long the client may take to read it

    def _send(self, error: ProblemError) -> None:
        body, request_id = render("", error), uuid4().hex
        headers = [
            ("Content-Type", MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            ("X-Request-ID", request_id),
        ]
        head = h11.Response(status_code=error.status, headers=headers, reason=STATUS_PHRASES[error.status])
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self._access_log.write(status=error.status, request_id=request_id)

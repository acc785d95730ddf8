"""HTTP/1.1 on a socket as uvicorn speaks it, with limits on clients that do not read or write on.

uvicorn bounds only the idle time between two requests: a client that sends its head one byte at a time, goes on sending
the body of an answered request, or never reads the answer, would hold its connection for ever.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from service.api.problems import MEDIA_TYPE, ProblemError, render

# From the connection's start, or the end of the answer before, until the whole head of the next request is there.
HEAD_SECONDS = 15.0
# How long the client may take nothing of an answer.
STALL_SECONDS = 60.0


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
    """One connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head = _Timer(self.loop)
        self._stall = _Timer(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._head.stop()
        self._stall.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the wait ends with the head that they complete."""
        super().data_received(data)
        self._look_for_head()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, unless it is here already."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait_for_head()
            self._look_for_head()

    def pause_writing(self) -> None:
        """Give a client that does not read its time."""
        super().pause_writing()
        self._stall.start(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        self._stall.stop()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; h11 says by which status."""
        status = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(ProblemError(431 if status == 431 else 400, msg))  # noqa: PLR2004 the status by its number

    def _look_for_head(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._head.stop()

    def _wait_for_head(self) -> None:
        self._head.start(HEAD_SECONDS, self._head_is_late)

    def _head_is_late(self) -> None:
        begun, _ = self.conn.trailing_data
        if begun and self.conn.our_state is h11.IDLE:
            self._refuse(ProblemError(408, f"The request did not arrive within {HEAD_SECONDS:.0f} seconds."))
        else:
            self.transport.abort()

    def _refuse(self, error: ProblemError) -> None:
        """Answer without a request, and close."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # an answer is on its way already
            return
        if self.cycle is not None:
            self.cycle.disconnected = True  # its handler may still be waiting for the rest of the body
        body = render("", error)
        headers = [
            ("Content-Type", MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            ("X-Request-ID", uuid4().hex),
        ]
        head = h11.Response(status_code=error.status, headers=headers, reason=STATUS_PHRASES[error.status])
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

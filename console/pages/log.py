"""The log of a job: live, whole for a job that has ended, and as text."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from http import HTTPStatus

import anyio
import httpx2
import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from console.frame import console_of, fragment, texts_of
from console.gateway import Gateway, GatewayAwayError
from console.pages.addresses import id_of
from console.sse import Event, events
from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.clock import Clock
from console.views.jobs import job_view
from console.wire.gateway import Settings
from console.wire.jobs import Job, LogLine

STREAM = "text/event-stream"
# A page with more lines is slow to read and to draw; all of them are in the text.
MOST_LINES = 1000
# The relay ends itself before any platform does; the browser comes back and resumes.
LIMIT_SECONDS = 240.0
STATE_SECONDS = 1.0
# How long a browser waits before it comes back.
_RETRY = b"retry: 1000\n\n"
_END = b": the browser resumes from here\n\n"


@dataclass(frozen=True)
class Line:
    """A line of a log as it is shown; `at` is the person's time of the clock."""

    at: str
    source: str
    level: str
    text: str


async def follow(request: Request) -> Response:
    """Relay the log while it grows, from where the browser has read it."""
    console, texts = console_of(request), texts_of(request)
    path = _path(request)
    clock = console.person_clock(await console.gateway.get("/api/settings", Settings))
    headers = {"Accept": STREAM}
    if position := request.headers.get("last-event-id"):
        headers["Last-Event-ID"] = position

    async def state() -> tuple[str, str]:
        job = await console.gateway.get(path, Job)
        now = Clock(now=console.now(), zone=clock.zone)
        view = job_view(job, texts, now)
        acts = fragment(request, "_acts.html", job=view)
        return fragment(request, "_job.html", job=view, linked=False), acts

    stack = AsyncExitStack()
    try:
        upstream = await stack.enter_async_context(console.gateway.stream(f"{path}/logs", headers))
    except BaseException:
        await stack.aclose()
        raise
    if upstream.status_code == HTTPStatus.NO_CONTENT:
        await stack.aclose()
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return Relay(upstream, stack, line=lambda line: _shown(line, texts, clock), state=state)


async def as_text(request: Request) -> Response:
    """Return the whole log as text."""
    response = await console_of(request).gateway.fetch(f"{_path(request)}/logs")
    return PlainTextResponse(response.content)


async def read_log(gateway: Gateway, job: Job, texts: Texts, clock: Clock) -> tuple[list[Line], int]:
    """Return the last lines of a job that has ended, and how many there are in all."""
    last: deque[Line] = deque(maxlen=MOST_LINES)
    count = 0
    async with gateway.stream(f"/api/jobs/{job.job_id}/logs", {"Accept": STREAM}) as upstream:
        async for event in events(upstream.aiter_lines()):
            if event.event == "end":
                break
            last.append(_shown(_line(event), texts, clock))
            count += 1
    return list(last), count


class Relay(Response):
    """Passes the gateway's events on as they are shown, and once a second how the job stands."""

    media_type = STREAM

    def __init__(
        self,
        upstream: httpx2.Response,
        stack: AsyncExitStack,
        *,
        line: Callable[[LogLine], Line],
        state: Callable[[], Awaitable[tuple[str, str]]],
    ) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._upstream, self._stack, self._shown, self._state = upstream, stack, line, state

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the job has ended, the browser has left, or the time is up."""
        async with self._stack:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await _send(send, _RETRY)
            with anyio.move_on_after(LIMIT_SECONDS):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(self._watch_browser, receive, tasks.cancel_scope)
                    tasks.start_soon(self._send_states, send)
                    with suppress(httpx2.TransportError, GatewayAwayError):
                        async for chunk in self._chunks():
                            await _send(send, chunk)
                    tasks.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": _END, "more_body": False})

    async def _chunks(self) -> AsyncIterator[bytes]:
        async for event in events(self._upstream.aiter_lines()):
            if event.event == "end":
                fragment_, acts = await self._state()
                data = {"fragment": fragment_, "acts": acts}
                yield Event(msgspec.json.encode(data).decode(), "end", event.id).encode()
                return
            yield Event(msgspec.json.encode(self._shown(_line(event))).decode(), id=event.id).encode()

    async def _send_states(self, send: Send) -> None:
        last = ""
        while True:
            with suppress(GatewayAwayError):
                shown, _ = await self._state()
                if shown != last:
                    last = shown
                    await _send(send, Event(msgspec.json.encode({"fragment": shown}).decode(), "state").encode())
            await anyio.sleep(STATE_SECONDS)

    @staticmethod
    async def _watch_browser(receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


def _line(event: Event) -> LogLine:
    return msgspec.json.decode(event.data, type=LogLine)


def _shown(line: LogLine, texts: Texts, clock: Clock) -> Line:
    return Line(Formats(texts).precise_time(clock.local(line.at)), line.stage, line.level, line.text)


def _path(request: Request) -> str:
    return f"/api/jobs/{id_of(request, 'job_id')}"

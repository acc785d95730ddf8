"""What can go wrong with an HTTP answer, each as an ASGI application that stands in for the right one."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RATE_HTML = "<html><head><title>429 Too Many Requests</title></head><body><center>nginx</center></body></html>"
Options = dict[str, Any]
FAULTS: dict[str, str] = {
    kind: f"_{kind}"
    for kind in (
        "quota",
        "plan",
        "rate",
        "error",
        "gone",
        "forbidden",
        "html",
        "truncated",
        "cut",
        "drop",
        "timeout",
        "drip",
        "null",
        "empty_lists",
        "echo",
    )
}


class Faults:
    """Makes the broken applications, and lets go of the requests that they hold.

    Attributes:
        kinds: the names of what can go wrong.
    """

    kinds: frozenset[str] = frozenset(FAULTS)

    def __init__(self) -> None:
        self._held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._released = False

    def app(self, kind: str, options: Options, right: ASGIApp) -> ASGIApp:
        """Return the application that answers as `kind` says; `right` is the one that would answer well."""
        fault: ASGIApp = getattr(self, FAULTS[kind])(right, **options)
        return fault

    def release(self) -> None:
        """End every request that is held, from any thread."""
        self._released = True
        for loop, event in self._held:
            with contextlib.suppress(RuntimeError):  # a loop that is closed holds nothing
                loop.call_soon_threadsafe(event.set)

    def _quota(self, _: ASGIApp, *, remaining: int = 0, resets_in: int = 60) -> ASGIApp:
        headers = {"X-Toggl-Quota-Remaining": str(remaining), "X-Toggl-Quota-Resets-In": str(resets_in)}
        return PlainTextResponse("You have hit your hourly limit for API calls.", 402, headers)

    def _plan(self, _: ASGIApp) -> ASGIApp:
        return PlainTextResponse("Feature is not available in your plan", 402)

    def _rate(self, _: ASGIApp, *, retry_after: int | str | None = None) -> ASGIApp:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return HTMLResponse(RATE_HTML, 429, headers)

    def _error(self, _: ASGIApp, *, status: int = 500, retry_after: int | str | None = None) -> ASGIApp:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return PlainTextResponse("Internal Server Error", status, headers)

    def _gone(self, _: ASGIApp) -> ASGIApp:
        return PlainTextResponse("Gone", 410)

    def _forbidden(self, _: ASGIApp) -> ASGIApp:
        return PlainTextResponse("Incorrect username and/or password", 403)

    def _html(self, _: ASGIApp) -> ASGIApp:
        return HTMLResponse("<html><body>We are down for maintenance.</body></html>")

    def _echo(self, _: ASGIApp, *, status: int = 400) -> ASGIApp:
        """Repeat the credentials of the request, as careless services do."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            authorization = dict(scope["headers"]).get(b"authorization", b"").decode()
            scheme, _, coded = authorization.partition(" ")
            plain = base64.b64decode(coded).decode() if scheme.lower() == "basic" else coded
            body = (await receive()).get("body", b"").decode()
            await JSONResponse({"error": f"refused {authorization} {plain} {body}"}, status)(scope, receive, send)

        return app

    def _null(self, _: ASGIApp) -> ASGIApp:
        return JSONResponse(None)

    def _truncated(self, right: ASGIApp) -> ASGIApp:
        return _changed(right, lambda body: body[: len(body) // 2])

    def _empty_lists(self, right: ASGIApp) -> ASGIApp:
        def nulled(body: bytes) -> bytes:
            value = json.loads(body)
            if isinstance(value, dict):
                value = {key: None if isinstance(item, list) else item for key, item in value.items()}
            return json.dumps(None if isinstance(value, list) else value).encode()

        return _changed(right, nulled)

    def _cut(self, right: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            start, body = await _answer(right, scope, receive)
            await send(start)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await _hang_up(receive, send, after_sending=True)

        return app

    def _drop(self, _: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await _hang_up(receive, send)

        return app

    def _drip(self, right: ASGIApp, *, every: float = 0.05, head: bool = False) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            start, body = await _answer(right, scope, receive)
            if head:
                transport = send.__self__.transport  # type: ignore[attr-defined]
                async for byte in self._slowly(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000, every):
                    if transport.is_closing():
                        break
                    transport.write(byte)
                await _hang_up(receive, send)
                return
            await send(start)
            async for byte in self._slowly(body, every):
                await send({"type": "http.response.body", "body": byte, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

        return app

    async def _slowly(self, content: bytes, every: float) -> AsyncIterator[bytes]:
        """Yield byte after byte, until the stand-in ends."""
        for byte in content:
            if self._released:
                return
            yield bytes([byte])
            await asyncio.sleep(every)

    def _timeout(self, _: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            released = asyncio.Event()
            self._held.append((asyncio.get_running_loop(), released))
            if self._released:
                released.set()
            waits = [asyncio.create_task(_gone_away(receive)), asyncio.create_task(released.wait())]
            _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            await _hang_up(receive, send)

        return app


def _changed(right: ASGIApp, change: Callable[[bytes], bytes]) -> ASGIApp:
    """Let the right application answer, and change its body."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        start, body = await _answer(right, scope, receive)
        body = change(body)
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return app


async def _answer(right: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Return the start message and the whole body of the right answer."""
    messages: list[Message] = []

    async def collect(message: Message) -> None:
        messages.append(message)

    await right(scope, receive, collect)
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


async def _gone_away(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _hang_up(
    receive: Receive, send: Callable[[Message], Awaitable[None]], *, after_sending: bool = False
) -> None:
    """Close the TCP connection without finishing the answer.

    ASGI has no word for this, so it takes the transport of the server's request cycle, whose method `send` is.
    """
    transport = send.__self__.transport  # type: ignore[attr-defined]
    # close() lets the bytes go out that were written; abort() resets at once.
    transport.close() if after_sending else transport.abort()
    await _gone_away(receive)

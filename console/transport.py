"""An HTTP client's way into an ASGI application of the same process, with answers that arrive while they are made.

httpx2's own transport runs the application to its end before it returns, so a log that is followed would never begin.
"""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import suppress
from typing import Any

import httpx2
from starlette.types import ASGIApp


class InProcessTransport(httpx2.AsyncBaseTransport):
    """Calls the application in a separate task for each request; closing the answer ends the task."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer once its head is there."""
        call = _Call(self._app, _scope_of(request), await request.aread())
        try:
            status, headers = await call.head()
        except BaseException:
            await call.aclose()
            raise
        return httpx2.Response(status, headers=headers, stream=call, request=request)


class _Call(httpx2.AsyncByteStream):
    """One request that the application is handling."""

    def __init__(self, app: ASGIApp, scope: MutableMapping[str, Any], body: bytes) -> None:
        self._body: bytes | None = body
        # A slow reader holds the application back, as a socket would.
        self._messages: asyncio.Queue[MutableMapping[str, Any] | None] = asyncio.Queue(maxsize=1)
        self._gone = asyncio.Event()
        self._task = asyncio.create_task(self._run(app, scope))

    async def head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        message = await self._next()
        if message is None:
            raise httpx2.RemoteProtocolError("The application ended without an answer.")
        return message["status"], list(message.get("headers", []))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (message := await self._next()) is not None:
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body", False):
                return
        raise httpx2.RemoteProtocolError("The application ended in the middle of its answer.")

    async def aclose(self) -> None:
        self._gone.set()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _next(self) -> MutableMapping[str, Any] | None:
        return await self._messages.get()

    async def _run(self, app: ASGIApp, scope: MutableMapping[str, Any]) -> None:
        try:
            await app(scope, self._receive, self._messages.put)
        except Exception as error:  # noqa: BLE001 the application has logged it; the client sees an answer cut short
            del error
        await self._messages.put(None)

    async def _receive(self) -> MutableMapping[str, Any]:
        if self._body is None:
            await self._gone.wait()
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _scope_of(request: httpx2.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.split(b"?")[0],
        "query_string": url.query,
        "server": (url.host, url.port),
        "client": ("in-process", 0),
        "root_path": "",
    }

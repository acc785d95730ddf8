"""The outermost ASGI layer: request ids, keys, limits. Pure ASGI, so that streaming answers pass untouched."""

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.access_log import AccessLog
from service.api.auth import Authenticator, set_caller
from service.api.problems import ProblemError, respond
from service.schemas.problem_kinds.requests import BodyTooLarge

logger = logging.getLogger(__name__)

BODY_LIMIT_BYTES = 64 * 1024
# What is too large is still read up to here: an answer before the end of the body reaches few clients.
DISCARD_LIMIT_BYTES = 1024 * 1024
OPEN_PATHS = frozenset({"/health", "/ready"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class ApiMiddleware:
    """Lets a request in when it carries a usable key, and puts an id on every answer."""

    def __init__(self, app: ASGIApp, *, authenticator: Authenticator, access_log: AccessLog) -> None:
        self._app = app
        self._authenticator = authenticator
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        began, status = time.monotonic(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._handle(scope, receive, send_with_id, request_id)
        finally:
            # Monitors request these all the time.
            if scope["path"] not in OPEN_PATHS:
                self._access_log.write(
                    status=status,
                    path=scope["path"],
                    method=scope["method"],
                    request_id=request_id,
                    milliseconds=round((time.monotonic() - began) * 1000, 1),
                )

    async def _handle(self, scope: Scope, receive: Receive, send_with_id: Send, request_id: str) -> None:
        try:
            await self._admit(scope, Headers(scope=scope))
        except ProblemError as error:
            await respond(scope["path"], error)(scope, receive, send_with_id)
            return
        try:
            await self._app(scope, receive, send_with_id)
        except ClientDisconnect:
            return  # the client has gone
        except Exception:
            # The answer was sent already; raising on would only print it a second time.
            about = {"request_id": request_id, "method": scope["method"], "path": scope["path"]}
            logger.exception("request failed", extra={"action": "request_failed", **about})

    async def _admit(self, scope: Scope, headers: Headers) -> None:
        if scope["path"] not in OPEN_PATHS:
            caller = await self._authenticator.caller(headers)
            set_caller(scope, caller)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > DISCARD_LIMIT_BYTES:
            raise too_large()


def too_large() -> ProblemError:
    """Make the problem of a body over the limit."""
    kind = BodyTooLarge(limit_bytes=BODY_LIMIT_BYTES)
    return ProblemError(kind, f"The body is larger than {BODY_LIMIT_BYTES} bytes.", headers={"Connection": "close"})

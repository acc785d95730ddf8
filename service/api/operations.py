"""One table of operations makes the routes and the OpenAPI document, so neither can forget the other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.api.guard import BODY_LIMIT_BYTES, DISCARD_LIMIT_BYTES, too_large
from service.api.problems import ProblemError, invalid_body
from service.api.types import Input

BODY_SECONDS = 10.0

InputT = TypeVar("InputT", bound=Input)
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A path, query or header parameter; `schema` is JSON Schema."""

    name: str
    where: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path.

    Attributes:
        name: the operationId.
        body: the type that the JSON body must have; an absent body is an empty one.
        answers: by status, a struct type or a media type.
        problems: the problem statuses besides 401.
    """

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    answers: Mapping[int, Any]
    body: type[Input] | None = None
    problems: Sequence[int] = ()
    parameters: Sequence[Parameter] = field(default_factory=tuple)
    is_open: bool = False

    def route(self) -> Route:
        """Return Starlette's route."""
        return Route(self.path, self.handler, methods=[self.method], name=self.name)


def json_response(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Encode an answer."""
    return Response(msgspec.json.encode(value), status_code=status, headers=headers, media_type="application/json")


async def read_body(request: Request) -> bytes:
    """Read the body within its limits.

    Raises:
        ProblemError: 408 or 413.
    """
    body, size = b"", 0
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= BODY_LIMIT_BYTES:
                    body += chunk
                elif size > DISCARD_LIMIT_BYTES:
                    raise too_large()
    except TimeoutError:
        raise ProblemError(408, f"The body did not arrive within {BODY_SECONDS:.0f} seconds.") from None
    if size > BODY_LIMIT_BYTES:
        raise too_large()
    return body


def decode_body(body: bytes, type_: type[InputT]) -> InputT:
    """Validate a body; an empty one stands for `{}`.

    Raises:
        ProblemError: 400 when it is not JSON, 422 with pointers when it is not of the type.
    """
    try:
        return msgspec.json.decode(body or b"{}", type=type_)
    except msgspec.DecodeError as error:
        raise invalid_body(error) from None
    except (UnicodeDecodeError, RecursionError):
        raise ProblemError(400, "The body is not UTF-8, or nested too deeply.") from None

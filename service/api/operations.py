"""One table of operations makes the routes and the OpenAPI document, so neither can forget the other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.api.auth import caller_of, check_scope
from service.api.middleware import BODY_LIMIT_BYTES, DISCARD_LIMIT_BYTES, too_large
from service.api.parameters import Parameter, check_parameters
from service.api.problems import ProblemError, invalid_body
from service.auth.api_keys import KeyScope
from service.schemas.base import Input
from service.schemas.problem_kinds.requests import (
    BodyTooLarge,
    DatabaseUnavailable,
    InternalError,
    InvalidBody,
    InvalidJson,
    InvalidParameter,
    NotAuthenticated,
    RepeatedParameter,
    RequestTooSlow,
    ScopeTooSmall,
    UnknownParameter,
    UnsupportedMediaType,
)
from service.schemas.problems import ProblemKind

BODY_SECONDS = 10.0
# With the state of a job that is not final: ask again after that many seconds.
POLL_LATER = {"Retry-After": "1"}

InputT = TypeVar("InputT", bound=Input)
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path.

    Attributes:
        name: the operationId.
        body: the type that the JSON body must have; an absent body stands for `{}`.
        answers: by status, a struct type, a media type or None for no content; a list where Accept decides.
        body_required: an absent body cannot be valid.
        problems: the kinds of problems besides those that `all_problems` adds.
        scope: what a key needs; None where no key is needed. One that is not given is the largest.
    """

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    answers: Mapping[int, Any]
    body: type[Input] | None = None
    body_required: bool = False
    problems: Sequence[type[ProblemKind]] = ()
    parameters: Sequence[Parameter] = field(default_factory=tuple)
    scope: KeyScope | None = "admin"

    def all_problems(self) -> list[type[ProblemKind]]:
        """Return every kind of problem that the operation can answer with, by status."""
        found: set[type[ProblemKind]] = {BodyTooLarge, InternalError, *self.problems}
        if self.scope is not None:
            found |= {NotAuthenticated, ScopeTooSmall, DatabaseUnavailable, UnknownParameter, *self._of_parameters()}
        if self.body is not None:
            found |= {InvalidJson, RequestTooSlow, UnsupportedMediaType, InvalidBody}
        return sorted(found, key=lambda kind: (kind.status, kind.slug()))

    def _of_parameters(self) -> set[type[ProblemKind]]:
        if not self.parameters:
            return set()
        return {InvalidParameter, RepeatedParameter}

    def route(self) -> Route:
        """Return Starlette's route."""

        async def checked(request: Request) -> Response:
            if self.scope is not None:
                check_scope(caller_of(request), self.scope)
                check_parameters(request, self.parameters)
            return await self.handler(request)

        return Route(self.path, checked, methods=[self.method], name=self.name)


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
        kind = RequestTooSlow(seconds=round(BODY_SECONDS))
        raise ProblemError(kind, f"The body did not arrive within {kind.seconds} seconds.") from None
    if size > BODY_LIMIT_BYTES:
        raise too_large()
    return body


async def read_input(request: Request, type_: type[InputT]) -> InputT:
    """Read and validate the body of a request; none stands for `{}`.

    Raises:
        ProblemError: 400, 408, 413, 415 or 422.
    """
    body = await read_body(request)
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if body and media_type != "application/json":
        kind = UnsupportedMediaType(media_type=media_type)
        raise ProblemError(kind, f"The body is {media_type}; send JSON with `Content-Type: application/json`.")
    return decode_body(body, type_)


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
        raise ProblemError(InvalidJson(), "The body is not UTF-8, or nested too deeply.") from None

"""Errors of the API as `application/problem+json`."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import psycopg
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from service.schemas.problem_kinds.requests import (
    DatabaseUnavailable,
    InternalError,
    InvalidBody,
    InvalidJson,
    MalformedRequest,
    MethodNotAllowed,
    NotTransformed,
    PathNotFound,
    ShuttingDown,
)
from service.schemas.problems import Problem, ProblemDetail, ProblemKind, detail_of

MEDIA_TYPE = "application/problem+json"
DATABASE_RETRY_SECONDS = 5
DRAIN_RETRY_SECONDS = 10


class ProblemError(Exception):
    """Ends a request with a problem.

    Attributes:
        kind: the kind with its params.
        detail: a sentence that names the fix.
        errors: the invalid places of the body.
        headers: of the answer.
    """

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        *,
        errors: list[ProblemDetail] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors, self.headers = kind, detail, errors or [], dict(headers or {})

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return self.kind.status


def render(path: str, error: ProblemError) -> bytes:
    """Render a problem as JSON."""
    kind = error.kind
    return msgspec.json.encode(
        Problem(
            type=kind.uri(),
            title=kind.title,
            status=kind.status,
            detail=error.detail,
            instance=path,
            params=kind,
            errors=error.errors,
        )
    )


def respond(path: str, error: ProblemError) -> Response:
    """Make the answer of a problem."""
    return Response(render(path, error), status_code=error.status, headers=error.headers, media_type=MEDIA_TYPE)


async def on_problem(request: Request, error: Exception) -> Response:
    """Handle `ProblemError`."""
    assert isinstance(error, ProblemError)
    return respond(request.url.path, error)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Handle the exceptions of Starlette itself: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at {path}; /openapi.json lists what there is."
            return respond(path, ProblemError(PathNotFound(), detail))
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = _allowed(request)
            detail = f"{request.method} is not possible here; see the Allow header."
            headers = {"Allow": ", ".join(allowed)}
            return respond(path, ProblemError(MethodNotAllowed(allowed=allowed), detail, headers=headers))
        case HTTPStatus.BAD_REQUEST:
            return respond(path, ProblemError(MalformedRequest(), error.detail))
        case _:
            raise error


def _allowed(request: Request) -> list[str]:
    """Return the methods of all routes of the path: Starlette names those of one.

    A path may match a second template, as `/api/reports/x.pdf` does; the first one is its own.
    """
    matching = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in matching if route.path == matching[0].path for method in route.methods})


async def on_outage(request: Request, _error: Exception) -> Response:
    """Handle a database that does not answer."""
    return respond(request.url.path, out_of_reach())


NOT_TRANSFORMED = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)


async def on_not_transformed(request: Request, _error: Exception) -> Response:
    """Handle marts that are absent, or are those of an older version."""
    detail = "The marts of this version are not there yet; POST /api/transform, then ask again."
    return respond(request.url.path, ProblemError(NotTransformed(), detail))


async def on_fault(request: Request, _error: Exception) -> Response:
    """Handle a bug; the traceback is in the gateway's log under the request's id."""
    return respond(request.url.path, ProblemError(InternalError(), "Internal error; see the gateway log."))


def shutting_down(detail: str) -> ProblemError:
    """Make the problem of a gateway that accepts nothing more."""
    return ProblemError(ShuttingDown(), detail, headers={"Retry-After": str(DRAIN_RETRY_SECONDS)})


def out_of_reach(detail: str = "The database does not answer now; try again.") -> ProblemError:
    """Make the problem of a database that does not answer."""
    return ProblemError(DatabaseUnavailable(), detail, headers={"Retry-After": str(DATABASE_RETRY_SECONDS)})


def invalid_body(error: msgspec.DecodeError) -> ProblemError:
    """Make the problem of a body that is not JSON (400) or not of the type (422), with a JSON pointer."""
    if not isinstance(error, msgspec.ValidationError):
        return ProblemError(InvalidJson(), f"The body is not JSON: {error}.")
    return ProblemError(InvalidBody(), "The body cannot be used.", errors=[detail_of(error)])

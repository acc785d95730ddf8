"""Errors of the API as `application/problem+json`."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import psycopg
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from service.schemas.jobs import Problem, ProblemDetail, detail_of

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Request too slow",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Body too large",
    415: "Not JSON",
    422: "Invalid request",
    431: "Headers too large",
    500: "Internal error",
    503: "Not available now",
}


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: list[ProblemDetail] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors or [], dict(headers or {})


def render(path: str, error: ProblemError) -> bytes:
    """Render a problem as JSON."""
    return msgspec.json.encode(
        Problem(
            type="about:blank",
            title=TITLES.get(error.status, "Error"),
            status=error.status,
            detail=error.detail,
            instance=path,
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
    """Handle what Starlette raises itself: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    details = {
        404: f"There is nothing at {request.url.path}; /openapi.json lists what there is.",
        405: f"{request.method} is not possible here; see the Allow header.",
    }
    detail = details.get(error.status_code, error.detail)
    headers = {"Allow": _allowed(request)} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return respond(request.url.path, ProblemError(error.status_code, detail, headers=headers))


def _allowed(request: Request) -> str:
    """Return the methods of all routes of the path: Starlette names those of one."""
    matching = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for route in matching for method in route.methods}))


async def on_outage(request: Request, _error: Exception) -> Response:
    """Handle a database that does not answer."""
    return respond(request.url.path, out_of_reach())


NOT_TRANSFORMED = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)


async def on_not_transformed(request: Request, _error: Exception) -> Response:
    """Handle marts that are not there, or are those of an older version."""
    detail = "The marts of this version are not there yet; POST /api/transform, then ask again."
    return respond(request.url.path, ProblemError(409, detail))


async def on_fault(request: Request, _error: Exception) -> Response:
    """Handle a fault of ours; the traceback is in the gateway's log under the request's id."""
    return respond(request.url.path, ProblemError(500, "The gateway made a mistake; its log has the details."))


def unavailable(detail: str, *, retry_after: int = 5) -> ProblemError:
    """Make the problem of a moment in which nothing can be accepted."""
    return ProblemError(503, detail, headers={"Retry-After": str(retry_after)})


def out_of_reach() -> ProblemError:
    """Make the problem of a database that does not answer."""
    return unavailable("The database does not answer now; try again.")


def invalid_body(error: msgspec.DecodeError) -> ProblemError:
    """Make the problem of a body that is no JSON (400) or not of the type (422), with a JSON pointer."""
    if not isinstance(error, msgspec.ValidationError):
        return ProblemError(400, f"The body is not JSON: {error}.")
    return ProblemError(422, "The body cannot be used.", errors=[detail_of(error)])

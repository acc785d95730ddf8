"""Pages for what cannot be shown."""

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.frame import render, texts_of
from console.gateway import GatewayAwayError, GatewayProblemError

logger = logging.getLogger(__name__)


async def on_away(request: Request, error: Exception) -> Response:
    """Show that the gateway does not answer: which fault it is, and what to check."""
    assert isinstance(error, GatewayAwayError)
    texts = texts_of(request)
    lead: str = getattr(texts, f"away_{error.fault}")
    status = HTTPStatus.SERVICE_UNAVAILABLE if error.fault == "database" else HTTPStatus.BAD_GATEWAY
    return _message(
        request, status, texts.away, lead.format(address=error.address), back=_again(request), label=texts.try_again
    )


async def on_problem(request: Request, error: Exception) -> Response:
    """Show why the gateway refused what was wanted."""
    assert isinstance(error, GatewayProblemError)
    texts = texts_of(request)
    status = error.problem.status
    if status == HTTPStatus.NOT_FOUND:
        return _message(request, status, texts.not_found, texts.not_found_lead, detail=error.problem.detail)
    return _message(request, status, texts.refused, error.problem.detail, back=_again(request), label=texts.try_again)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Show that there is no page."""
    assert isinstance(error, HTTPException)
    texts = texts_of(request)
    return _message(request, error.status_code, texts.not_found, texts.not_found_lead)


async def on_fault(request: Request, _error: Exception) -> Response:
    """Show that a page could not be made."""
    texts = texts_of(request)
    return _message(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        texts.internal,
        texts.internal_lead,
        back=_again(request),
        label=texts.try_again,
    )


def expired(request: Request) -> Response:
    """Refuse a form that is not of this session."""
    logger.warning("form refused", extra={"action": "form_refused", "path": request.url.path})
    texts = texts_of(request)
    return _message(request, HTTPStatus.FORBIDDEN, texts.form_expired, texts.form_expired_lead)


def _again(request: Request) -> str:
    """Return the page to try again; a form is not sent twice."""
    return request.url.path if request.method == "GET" else "/"


def _message(
    request: Request, status: int, title: str, lead: str, *, detail: str = "", back: str = "/", label: str = ""
) -> Response:
    values = {"title": title, "lead": lead, "detail": detail, "back": back, "label": label or texts_of(request).today}
    return render(request, "message.html", status=status, **values)

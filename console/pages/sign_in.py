"""Coming in by password or by a one-time link, going out, and the language."""

import logging
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from console.access import lockout
from console.frame import LANGUAGE_COOKIE, console_of, redirect, render, session_of, texts_of
from console.gateway import GatewayProblemError
from console.settings import LANGUAGES
from console.texts.formats import Formats
from console.wire.access import Epoch
from console.wire.gateway import Settings

logger = logging.getLogger(__name__)
YEAR_SECONDS = 365 * 86_400


async def form(request: Request) -> Response:
    """Show the field for the password."""
    if session_of(request) is not None:
        return redirect("/")
    return _form(request, request.query_params.get("next", ""))


async def sign_in(request: Request) -> Response:
    """Compare the password and begin a session. Wrong and locked get the same answer after the same time."""
    console = console_of(request)
    fields = await request.form(max_files=0, max_fields=10)
    given, back = fields.get("password"), fields.get("next")
    back = back if isinstance(back, str) else ""
    is_known = console.sessions.is_known_device(request)
    locked_until = await lockout.begin(console.gateway, client_of(request), is_known_device=is_known)
    # Compared in any case: the time of an answer says nothing about what was wrong.
    is_right = await console.password.is_right(given if isinstance(given, str) else "")
    if locked_until is not None or not is_right:
        return await _refuse(request, back, locked_until)
    await lockout.succeeded(console.gateway, client_of(request))
    return await _begin(request, back, await console.epochs.current())


async def enter(request: Request) -> Response:
    """Use a one-time link.

    A link may be fetched by what only looks at it: a preview in a chat, a browser that reads ahead. So only a page that
    a person opens uses it up; everything else gets a button.
    """
    headers = request.headers
    is_opened = headers.get("sec-fetch-mode") == "navigate" and "prefetch" not in headers.get("sec-purpose", "")
    if not is_opened:
        return render(request, "enter.html", is_used=False, action=request.url.path)
    return await _redeem(request)


async def enter_by_button(request: Request) -> Response:
    """Use a one-time link after its button was pressed."""
    return await _redeem(request)


async def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    response = redirect("/sign-in")
    console_of(request).sessions.end(request, response)
    return response


async def choose_language(request: Request) -> Response:
    """Keep the language in a cookie, and go back to the page."""
    fields = await request.form(max_files=0, max_fields=10)
    language, back = fields.get("language"), fields.get("back")
    response = redirect(own_page(request, back if isinstance(back, str) else ""))
    if language in LANGUAGES:
        is_secure = console_of(request).settings.is_secure
        response.set_cookie(
            LANGUAGE_COOKIE, str(language), max_age=YEAR_SECONDS, secure=is_secure, httponly=True, samesite="lax"
        )
    return response


def client_of(request: Request) -> str:
    """Return the address whose failures are counted."""
    return request.client.host if request.client else "unknown"


def path_back_to(request: Request) -> str:
    """Return the address of the sign-in that leads back to the page of a request."""
    query = f"?{request.url.query}" if request.url.query else ""
    path = request.url.path + query
    return "/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}"


def own_page(request: Request, target: str) -> str:
    """Return the target if it is a page of this console, else the first page: no link leads elsewhere."""
    path, _, query = target.partition("?")
    scope = {"type": "http", "path": path, "method": "GET"}
    routes = (route for route in request.app.routes if isinstance(route, Route))
    if path.startswith("/") and any(route.matches(scope)[0] is Match.FULL for route in routes):
        return quote(path, safe="/") + (f"?{quote(query, safe='=&%-._~:')}" if query else "")
    return "/"


async def _redeem(request: Request) -> Response:
    body = {"token": request.path_params["token"]}
    try:
        redeemed = await console_of(request).gateway.post("/api/console/links/redeem", Epoch, body)
    except GatewayProblemError:
        return render(request, "enter.html", status=HTTPStatus.GONE, is_used=True, action="")
    return await _begin(request, "", redeemed.epoch)


async def _refuse(request: Request, back: str, locked_until: datetime | None) -> Response:
    console, texts = console_of(request), texts_of(request)
    logger.warning("sign-in refused", extra={"action": "sign_in_refused", "client": client_of(request)})
    if locked_until is None:
        return _form(request, back, error=texts.wrong_password, status=HTTPStatus.FORBIDDEN)
    clock = console.person_clock(await console.gateway.get("/api/settings", Settings))
    error = texts.locked.format(time=Formats(texts).precise_time(clock.local(locked_until)))
    response = _form(request, back, error=error, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(max(1, round((locked_until - console.now()).total_seconds())))
    return response


async def _begin(request: Request, back: str, epoch: int) -> Response:
    console = console_of(request)
    console.epochs.know(epoch)
    response = redirect(own_page(request, back))
    console.sessions.begin(request, response, epoch)
    logger.info("signed in", extra={"action": "signed_in", "client": client_of(request)})
    return response


def _form(request: Request, back: str, *, error: str = "", status: int = HTTPStatus.OK) -> Response:
    has_password = console_of(request).settings.password_hash is not None
    return render(request, "sign_in.html", status=status, next=back, error=error, has_password=has_password)

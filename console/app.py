"""The application: routes, and what every request passes before its handler."""

import time
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from console import statics
from console.access.csrf import is_same_origin
from console.access.headers import SecurityHeaders
from console.access.host import HostCheck
from console.access.sessions import Session
from console.frame import Console, console_of, redirect
from console.gateway import Gateway, GatewayAwayError, GatewayProblemError
from console.pages import errors, jobs, log, sign_in, today
from console.settings import Settings

Handler = Callable[[Request], Awaitable[Response]]
FIELDS_LIMIT = 2000


def create_app(settings: Settings, gateway: Gateway, *, clock: Callable[[], float] = time.time) -> ASGIApp:
    """Build the console around a client of the gateway.

    Args:
        settings: of this console.
        gateway: the client; the console never closes it.
        clock: seconds since the epoch of Unix.
    """
    app = Starlette(
        routes=[
            Route("/static/{version}/{name}", statics.serve),
            _open("/sign-in", sign_in.form),
            _open("/sign-in", sign_in.sign_in, "POST"),
            _open("/enter/{token}", sign_in.enter),
            _open("/enter/{token}", sign_in.enter_by_button, "POST"),
            _open("/language", sign_in.choose_language, "POST"),
            _page("/sign-out", sign_in.sign_out, "POST"),
            _page("/", today.today),
            _page("/day/{date}", today.day),
            _page("/proposals/{proposal_id}/accept", today.accept, "POST"),
            _page("/proposals/{proposal_id}/reject", today.reject, "POST"),
            _page("/jobs", jobs.overview),
            _page("/jobs", jobs.run, "POST"),
            _page("/jobs/{job_id}", jobs.show),
            _page("/jobs/{job_id}/cancel", jobs.cancel, "POST"),
            _page("/jobs/{job_id}/retry", jobs.retry, "POST"),
            _page("/jobs/{job_id}/log", log.follow),
            _page("/jobs/{job_id}/log.txt", log.as_text),
        ],
        exception_handlers={
            GatewayAwayError: errors.on_away,
            GatewayProblemError: errors.on_problem,
            HTTPException: errors.on_http_exception,
            Exception: errors.on_fault,
        },
    )
    app.state.console = Console(settings=settings, gateway=gateway, clock=clock)
    app.router.redirect_slashes = False
    checked = HostCheck(GZipMiddleware(app, minimum_size=1000), hosts=settings.hosts)
    return SecurityHeaders(checked, is_secure=settings.is_secure)


def _open(path: str, handler: Handler, method: str = "GET") -> Route:
    """Return a route for everyone; a form still has to come from this site."""

    async def checked(request: Request) -> Response:
        if method == "POST" and not _is_from_here(request):
            return errors.expired(request)
        request.state.session = await _session(request)
        return await handler(request)

    return Route(path, checked, methods=[method])


def _page(path: str, handler: Handler, method: str = "GET") -> Route:
    """Return a route for who has signed in; a form has to be of the same session."""

    async def checked(request: Request) -> Response:
        console, session = console_of(request), await _session(request)
        if session is None:
            return redirect(sign_in.path_back_to(request) if method == "GET" else "/sign-in")
        request.state.session = session
        if method == "POST":
            form = await request.form(max_files=0, max_fields=FIELDS_LIMIT)
            if not (_is_from_here(request) and console.forms.is_valid(session, request.url.path, form.get("form"))):
                return errors.expired(request)
        response = await handler(request)
        if session.is_old:
            console.sessions.renew(request, response, session)
        return response

    return Route(path, checked, methods=[method])


def _is_from_here(request: Request) -> bool:
    scheme = "https" if console_of(request).settings.is_secure else "http"
    return is_same_origin(request.headers, f"{scheme}://{request.headers.get('host', '')}")


async def _session(request: Request) -> Session | None:
    """Return the session of the request's cookie, unless it was signed out everywhere."""
    console = console_of(request)
    session = console.sessions.read(request)
    if session is None or session.epoch != await console.epochs.current():
        return None
    return session

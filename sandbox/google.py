"""A stand-in of Google Calendar's API v3 and of its token endpoint, with the habits that hurt its users.

Only `CalendarStore` changes the calendars; the stand-in reads.
"""

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import google_json, google_token
from sandbox.calendar import Calendar, Event
from sandbox.calendar_store import CalendarStore
from sandbox.google_consent import AUTHORIZE_PATH
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, TokenEndpoint

LARGEST_PAGE, DEFAULT_PAGE = 2500, 250
# Parameters that are rejected beside a sync token.
FIRST_ONLY = ("timeMin", "timeMax", "orderBy", "q", "updatedMin", "iCalUID")
Endpoint = Callable[[Request], Awaitable[Response]]


class ApiError(Exception):
    """An error in Google's words."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason = status, reason

    def response(self) -> Response:
        return JSONResponse(google_json.error(self.status, self.reason, str(self)), self.status)


def create_app(
    calendars: Calendar | CalendarStore,
    *,
    now: Callable[[], datetime],
    client_id: str = CLIENT_ID,
    client_secret: str = CLIENT_SECRET,
    refresh_token: str = REFRESH_TOKEN,
    service_accounts: Mapping[str, str] | None = None,
    page_size: int = LARGEST_PAGE,
) -> Starlette:
    """Build the stand-in: the consent page, `POST /token` and `/calendar/v3/…`.

    Args:
        calendars: what it serves; a store can change while it is served.
        now: the instant that counts as now.
        client_id: with the next two, the one OAuth grant that is known.
        client_secret: see `client_id`.
        refresh_token: see `client_id`.
        service_accounts: address of each service account → its public key as PEM.
        page_size: events of a page at most, whatever the caller asks for.
    """
    store = calendars if isinstance(calendars, CalendarStore) else CalendarStore(calendars, now=now)
    tokens = TokenEndpoint(client_id, client_secret, refresh_token, service_accounts or {})
    service = _Google(store, page_size)

    def get(path: str, endpoint: Endpoint) -> Route:
        return Route(f"/calendar/v3{path}", _guarded(tokens, endpoint), methods=["GET"])

    app = Starlette(
        routes=[
            Route(AUTHORIZE_PATH, tokens.consent.page, methods=["GET"]),
            Route(AUTHORIZE_PATH, tokens.consent.decide, methods=["POST"]),
            Route("/token", google_token.endpoint(tokens), methods=["POST"]),
            get("/colors", service.colors),
            get("/users/me/calendarList", service.calendars),
            get("/users/me/calendarList/{calendar}", service.listed),
            get("/calendars/{calendar}", service.calendar),
            get("/calendars/{calendar}/events", service.events),
        ]
    )
    app.state.tokens = tokens
    return app


def _guarded(tokens: TokenEndpoint, endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if not tokens.is_known(request.headers.get("authorization", "")):
            return ApiError(401, "authError", "Invalid Credentials").response()
        if not tokens.may_read_calendars(request.headers["authorization"]):
            message = "Request had insufficient authentication scopes."
            return ApiError(403, "insufficientPermissions", message).response()
        try:
            return await endpoint(request)
        except ApiError as error:
            return error.response()

    return guarded


class _Google:
    def __init__(self, store: CalendarStore, page_size: int) -> None:
        self._store, self._page_size = store, page_size

    async def colors(self, _: Request) -> Response:
        return JSONResponse(google_json.COLORS)

    async def calendar(self, request: Request) -> Response:
        return JSONResponse(google_json.plain(self._found(request)))

    async def listed(self, request: Request) -> Response:
        found = self._found(request)
        # Google leaves `primary` out where it is false.
        own = {"primary": True} if found is self._store.calendar("primary") else {}
        return JSONResponse({**google_json.listed(found), **own})

    async def calendars(self, request: Request) -> Response:
        found = self._store.calendars()
        position = _position(request.query_params.get("pageToken"))
        offset, is_empty_turn = int(position.get("offset", 0)), bool(position.get("empty"))
        last = offset if is_empty_turn else offset + 2
        items = [
            {**google_json.listed(calendar), **({"primary": True} if calendar is found[0] else {})}
            for calendar in found[offset:last]
        ]
        following = {"nextPageToken": _encode({"offset": last, "empty": not is_empty_turn})}
        kind = "calendar#calendarList"
        return JSONResponse({"kind": kind, "items": items, **(following if last < len(found) else {})})

    def _found(self, request: Request) -> Calendar:
        try:
            return self._store.calendar(request.path_params["calendar"])
        except KeyError:
            raise ApiError(404, "notFound", "Not Found") from None

    async def events(self, request: Request) -> Response:
        calendar, query = self._found(request), dict(request.query_params)
        if query.get("singleEvents") != "true":
            raise ApiError(400, "invalid", "The stand-in knows single events only; ask with singleEvents=true.")
        scope = self._scope(query)
        since, position = scope.get("since"), _position(query.get("pageToken"))
        revision, rows = self._rows(calendar, scope)
        # A change while pages are read is either on a later page or after the sync token.
        position.setdefault("revision", revision)
        left = [(key, event) for key, event in rows if "after" not in position or key > position["after"]]
        answer: dict[str, Any] = {
            "kind": "calendar#events",
            "summary": calendar.name,
            "timeZone": str(calendar.timezone),
        }
        size = max(1, min(int(query.get("maxResults", DEFAULT_PAGE)), self._page_size, LARGEST_PAGE))
        # One page is short, the next is empty: neither is a sign of the last page.
        shown = [] if position.get("empty") else left[: max(1, size * 2 // 3)]
        answer["items"] = [google_json.event(event, calendar, bare=since is not None) for _, event in shown]
        if len(shown) < len(left):
            after = {"after": shown[-1][0]} if shown else {}
            answer["nextPageToken"] = _encode({**position, **after, "empty": not position.get("empty")})
        else:
            own = {key: scope[key] for key in ("timeMin", "timeMax") if key in scope}
            answer["nextSyncToken"] = _encode({**own, "since": position["revision"]})
        return JSONResponse(answer)

    def _rows(self, calendar: Calendar, scope: Mapping[str, Any]) -> tuple[int, list[tuple[int | str, Event]]]:
        """Return the number of the last change, and what the answer shows in the order of the keys of its pages."""
        if "since" in scope:
            revision, changes = self._store.changes(calendar.id, int(scope["since"]))
            return revision, list(changes)
        revision, rows = self._store.snapshot(calendar.id)
        chosen = [event for _, event in rows if _is_chosen(event, scope, calendar)]
        return revision, [(event.id, event) for event in sorted(chosen, key=lambda event: event.id)]

    def _scope(self, query: dict[str, str]) -> dict[str, Any]:
        if "syncToken" not in query:
            return {name: query[name] for name in ("timeMin", "timeMax") if name in query}
        for name in FIRST_ONLY:
            if name in query:
                raise ApiError(400, "invalid", f"Sync token cannot be used with {name}.")
        scope = _decode(query["syncToken"])
        if scope is None or scope.get("since", -1) < self._store.oldest_revision:
            raise ApiError(*self._store.refusal, "Sync token is no longer valid, a full sync is required.")
        return scope


def _is_chosen(event: Event, scope: Mapping[str, Any], calendar: Calendar) -> bool:
    """Return whether a full list shows the event: when it lives inside the window."""
    start, end = (google_json.instant(moment, calendar.timezone) for moment in (event.start, event.end))
    begins_before = "timeMax" not in scope or start < datetime.fromisoformat(scope["timeMax"])
    ends_after = "timeMin" not in scope or end > datetime.fromisoformat(scope["timeMin"])
    return not event.cancelled and begins_before and ends_after


def _position(token: str | None) -> dict[str, Any]:
    """Return where a page begins: after the key of the last event shown, for changes up to a revision or later."""
    position = {} if token is None else _decode(token)
    if position is None:
        raise ApiError(400, "invalid", "Invalid page token value.")
    return position


def _encode(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _decode(token: str) -> dict[str, Any] | None:
    try:
        value = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

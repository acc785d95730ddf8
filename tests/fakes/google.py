"""Google with faults: the sandbox's stand-in over real HTTP, told by a test what to break next.

with FakeGoogle(calendar, now=lambda: NOW) as google:
    google.fail_next("refuse", status=403, reason="rateLimitExceeded")
    google.fail_next("invalid_grant", path="/token")
    google.fail_next("truncated", path="/events", after=1)
    google.store.cancel("single1")
"""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import google_json
from sandbox.calendar import Calendar
from sandbox.calendar_store import CalendarStore
from sandbox.google import LARGEST_PAGE, create_app
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from sandbox.server import serve
from tests.fakes.faults import FAULTS, Faults
from tests.fakes.toggl import Recorded, _Planned, _read, _replay

Kind = Literal[
    "refuse",  # Google's error body; options: status=403, reason="forbidden"
    "invalid_grant",  # the token endpoint's refusals; option: error="invalid_grant"
    "rate",  # the rest as of tests.fakes.faults
    "error",
    "html",
    "truncated",
    "cut",
    "drop",
    "timeout",
    "null",
]


class GoogleFaults(Faults):
    """The faults of every service, and Google's own two."""

    def app(self, kind: str, options: dict[str, Any], right: ASGIApp) -> ASGIApp:
        if kind == "refuse":
            status, reason = options.get("status", 403), options.get("reason", "forbidden")
            return JSONResponse(google_json.error(status, reason, "refused"), status)
        if kind == "invalid_grant":
            return JSONResponse({"error": options.get("error", "invalid_grant")}, 400)
        return super().app(kind, options, right)


class FakeGoogle:
    """A running stand-in.

    Args:
        calendars: what it serves.
        now: the instant that counts as now.
        page_size: events of a page at most.
        service_accounts: as of `sandbox.google.create_app`.

    Attributes:
        requests: all that arrived, those for tokens too, without their credentials.
    """

    def __init__(
        self,
        calendars: Calendar | CalendarStore,
        *,
        now: Callable[[], datetime],
        page_size: int = LARGEST_PAGE,
        service_accounts: Mapping[str, str] | None = None,
    ) -> None:
        self.store = calendars if isinstance(calendars, CalendarStore) else CalendarStore(calendars, now=now)
        self.requests: list[Recorded] = []
        self._planned: list[_Planned] = []
        self._faults = GoogleFaults()
        self._exit = contextlib.ExitStack()
        self._origin: str | None = None
        self._app = create_app(self.store, now=now, page_size=page_size, service_accounts=service_accounts)

    @property
    def origin(self) -> str:
        """What GOOGLE_API_URL has to be."""
        assert self._origin is not None, "FakeGoogle is a context manager"
        return self._origin

    @property
    def environ(self) -> dict[str, str]:
        """The settings that point at it."""
        return {
            "GOOGLE_API_URL": self.origin,
            "GOOGLE_TOKEN_URL": f"{self.origin}/token",
            "GOOGLE_CLIENT_ID": CLIENT_ID,
            "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "GOOGLE_REFRESH_TOKEN": REFRESH_TOKEN,
        }

    def lists(self) -> list[dict[str, str]]:
        """Return the parameters of each request for events."""
        return [request.params for request in self.requests if request.path.endswith("/events")]

    def expire_access(self) -> None:
        """Make every access token that was handed out worthless."""
        self._app.state.tokens.issued.clear()

    def fail_next(self, kind: Kind, times: int = 1, *, path: str | None = None, after: int = 0, **options: Any) -> None:
        """Break the next requests; see `FakeToggl.fail_next`."""
        if kind not in FAULTS and kind not in {"refuse", "invalid_grant"}:
            raise ValueError(f"unknown fault {kind}")
        self._planned.append(_Planned(kind, times, path, after, options))

    def forget_faults(self) -> None:
        """Take back the faults that are still planned."""
        self._planned.clear()

    def __enter__(self) -> Self:
        self._origin = self._exit.enter_context(serve(self._serve))
        self._exit.callback(self._faults.release)
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        planned = self._next_fault(scope["path"])
        params = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        fault = planned.kind if planned else None
        self.requests.append(Recorded(method=scope["method"], path=scope["path"], params=params, fault=fault))
        app = self._app if planned is None else self._faults.app(planned.kind, planned.options, self._app)
        await app(scope, _replay(body, receive), send)

    def _next_fault(self, path: str) -> _Planned | None:
        for planned in self._planned:
            if planned.path is not None and planned.path not in path:
                continue
            if planned.after > 0:
                planned.after -= 1
                continue
            planned.times -= 1
            if planned.times <= 0:
                self._planned.remove(planned)
            return planned
        return None

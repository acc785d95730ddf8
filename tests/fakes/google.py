"""Google with faults: the sandbox's stand-in over real HTTP, told by a test what to break next.

with FakeGoogle(calendar, now=lambda: NOW) as google:
    google.fail_next("refuse", status=403, reason="rateLimitExceeded")
    google.fail_next("invalid_grant", path="/token")
    google.fail_next("truncated", path="/events", after=1)
    google.store.cancel("single1")
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from sandbox import google_json
from sandbox.calendar import Calendar
from sandbox.calendar_store import CalendarStore
from sandbox.google import LARGEST_PAGE, create_app
from sandbox.google_consent import AUTHORIZE_PATH
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from tests.fakes.faults import Faults
from tests.fakes.service import FakeService

Kind = Literal[
    "refuse",  # Google's error body; options: status=403, reason="forbidden", retry_after
    "invalid_grant",  # the token endpoint's refusals; option: error="invalid_grant"
    "rate",  # the rest as of tests.fakes.faults
    "error",
    "html",
    "truncated",
    "cut",
    "drop",
    "timeout",
    "drip",
    "null",
    "echo",
]


class GoogleFaults(Faults):
    """The faults of every service, and Google's own two."""

    kinds = Faults.kinds | {"refuse", "invalid_grant"}

    def app(self, kind: str, options: dict[str, Any], right: ASGIApp) -> ASGIApp:
        if kind == "refuse":
            status, reason = options.get("status", 403), options.get("reason", "forbidden")
            after = options.get("retry_after")
            headers = {} if after is None else {"Retry-After": str(after)}
            return JSONResponse(google_json.error(status, reason, "refused"), status, headers)
        if kind == "invalid_grant":
            return JSONResponse({"error": options.get("error", "invalid_grant")}, 400)
        return super().app(kind, options, right)


class FakeGoogle(FakeService):
    """A running stand-in.

    Args:
        calendars: what it serves.
        now: the instant that counts as now.
        page_size: events of a page at most.
        service_accounts: as of `sandbox.google.create_app`.

    Attributes:
        requests: all that arrived, those for tokens too, without their credentials.
        person: decides at the consent page.
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
        super().__init__(GoogleFaults())
        app = create_app(self.store, now=now, page_size=page_size, service_accounts=service_accounts)
        self._app, self._tokens = app, app.state.tokens
        self.person = self._tokens.consent.person

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

    @property
    def auth_url(self) -> str:
        """The address of the consent page."""
        return f"{self.origin}{AUTHORIZE_PATH}"

    @property
    def tokens(self) -> set[str]:
        """Every token that is good now."""
        return {*self._tokens.issued, *self._tokens.refresh_tokens}

    def revoke(self) -> None:
        """Make every refresh token worthless."""
        self._tokens.refresh_tokens.clear()

    def expire_access(self) -> None:
        """Make every access token that was handed out worthless."""
        self._tokens.issued.clear()

    def fail_next(self, kind: Kind, times: int = 1, *, path: str | None = None, after: int = 0, **options: Any) -> None:
        """Break the next requests; see `FakeService.plan`."""
        self.plan(kind, times, path=path, after=after, options=options)

"""What stands before every call of the Toggl stand-in: authentication, the leaky bucket, the hourly quota."""

import base64
import binascii
import math
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

Kind = Literal["user", "workspace"]

WINDOW_SECONDS = 3600.0
REMAINING, RESETS_IN = "X-Toggl-Quota-Remaining", "X-Toggl-Quota-Resets-In"
TOO_MANY = (
    "<html>\n<head><title>429 Too Many Requests</title></head>\n<body><h1>429 Too Many Requests</h1></body>\n</html>\n"
)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Calls allowed in any 60 minutes, counted apart for `/me…` and for workspace paths."""

    user: int = 600
    workspace: int = 600


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A leaky bucket: `burst` calls at once, then `per_second`."""

    per_second: float = 1.0
    burst: int = 5


class Gate:
    """Lets a call pass, or answers it. Refused calls cost no quota.

    Args:
        token: the only API token that is known.
        quota: calls in a sliding hour.
        rate: the leaky bucket, or None for no such limit.
        clock: seconds that only grow; apart from the account's `now`, which a demo freezes.
    """

    def __init__(self, *, token: str, quota: Quota, rate: Rate | None, clock: Callable[[], float]) -> None:
        self._token = token
        self._limits: dict[Kind, int] = {"user": quota.user, "workspace": quota.workspace}
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[Kind, deque[float]] = {"user": deque(), "workspace": deque()}
        self._level = 0.0
        self._leaked_at = clock()

    def refuse(self, request: Request, kind: Kind) -> Response | None:
        """Return the refusal of this call, or None and count it."""
        if not self._is_known(request):
            return PlainTextResponse("Incorrect username and/or password", status_code=403)
        with self._lock:
            now = self._clock()
            if self._overflows(now):
                return HTMLResponse(TOO_MANY, status_code=429)
            calls = self._recent(kind, now)
            if len(calls) >= self._limits[kind]:
                text = "You have hit your hourly limit for API calls."
                return PlainTextResponse(text, status_code=402, headers=self._headers(kind, now))
            calls.append(now)
            return None

    def headers(self, kind: Kind) -> dict[str, str]:
        """Return the headers that tell what is left of the quota."""
        with self._lock:
            return self._headers(kind, self._clock())

    def _headers(self, kind: Kind, now: float) -> dict[str, str]:
        calls = self._recent(kind, now)
        resets_in = calls[0] + WINDOW_SECONDS - now if calls else 0.0
        return {REMAINING: str(self._limits[kind] - len(calls)), RESETS_IN: str(math.ceil(resets_in))}

    def _recent(self, kind: Kind, now: float) -> deque[float]:
        calls = self._calls[kind]
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        return calls

    def _overflows(self, now: float) -> bool:
        if self._rate is None:
            return False
        self._level = max(0.0, self._level - (now - self._leaked_at) * self._rate.per_second)
        self._leaked_at = now
        if self._level + 1 > self._rate.burst:
            return True
        self._level += 1
        return False

    def _is_known(self, request: Request) -> bool:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return secrets.compare_digest(user.encode(), self._token.encode()) and password == "api_token"  # noqa: S105 the fixed word of Toggl's protocol, no secret

"""Sessions: a signed cookie, so that any number of consoles share nothing but their secret."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response

DAY_SECONDS = 86_400
LIFETIME_SECONDS = 30 * DAY_SECONDS
RENEWED_AFTER_SECONDS = DAY_SECONDS
# A browser that has signed in before may try again while strangers have everyone locked out.
DEVICE_SECONDS = 180 * DAY_SECONDS
Clock = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Session:
    """A signed-in browser.

    Attributes:
        epoch: the gateway's number at the sign-in; another one ends the session.
        seed: random; the tokens of the session's forms are derived from it.
        is_old: whether the cookie should be renewed.
    """

    epoch: int
    seed: str
    is_old: bool = False


class Signer:
    """Makes and checks signed values that are valid for a limited time."""

    def __init__(self, secret: bytes, *, purpose: str, clock: Clock) -> None:
        self._signer = _ClockedSigner(secret, purpose, clock)

    def sign(self, value: Any) -> str:
        """Return the value as text that only the holder of the secret can make."""
        return self._signer.sign(json.dumps(value, separators=(",", ":")).encode()).decode()

    def read(self, text: str, *, max_age: int) -> tuple[Any, int] | None:
        """Return the value and its age in seconds; None when it was forged or is too old."""
        try:
            value, at = self._signer.unsign(text, max_age=max_age, return_timestamp=True)
            return json.loads(value), self._signer.get_timestamp() - int(at.timestamp())
        except (BadSignature, ValueError):
            return None


class _ClockedSigner(TimestampSigner):
    def __init__(self, secret: bytes, purpose: str, clock: Clock) -> None:
        super().__init__(secret, salt=f"lifetracer.console.{purpose}")
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock())


class Sessions:
    """Makes, reads and ends sessions."""

    def __init__(self, secret: bytes, *, is_secure: bool, clock: Clock) -> None:
        self._sessions = Signer(secret, purpose="session", clock=clock)
        self._devices = Signer(secret, purpose="device", clock=clock)
        self._is_secure = is_secure

    def read(self, request: HTTPConnection) -> Session | None:
        """Return the session of a request's cookie; its epoch is not compared yet."""
        found = self._sessions.read(request.cookies.get(self._name(request), ""), max_age=LIFETIME_SECONDS)
        if found is None:
            return None
        value, age = found
        return Session(epoch=value["epoch"], seed=value["seed"], is_old=age > RENEWED_AFTER_SECONDS)

    def begin(self, request: HTTPConnection, response: Response, epoch: int) -> None:
        """Sign the browser in, with a new seed: a value that was there before is worth nothing afterwards."""
        self._write(request, response, Session(epoch=epoch, seed=secrets.token_urlsafe(24)))
        known = self._devices.sign("known")
        self._set(response, self._name(request, "-device"), known, DEVICE_SECONDS)

    def renew(self, request: HTTPConnection, response: Response, session: Session) -> None:
        """Let the session last from now on."""
        self._write(request, response, session)

    def end(self, request: HTTPConnection, response: Response) -> None:
        """Sign the browser out."""
        response.delete_cookie(self._name(request), path="/", secure=self._is_secure, httponly=True, samesite="lax")

    def is_known_device(self, request: HTTPConnection) -> bool:
        """Return whether someone has signed in with this browser before."""
        given = request.cookies.get(self._name(request, "-device"), "")
        return self._devices.read(given, max_age=DEVICE_SECONDS) is not None

    def _write(self, request: HTTPConnection, response: Response, session: Session) -> None:
        value = self._sessions.sign({"epoch": session.epoch, "seed": session.seed})
        self._set(response, self._name(request), value, LIFETIME_SECONDS)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )

    def _name(self, request: HTTPConnection, suffix: str = "") -> str:
        if self._is_secure:
            return f"__Host-lifetracer{suffix}"
        # Cookies do not know ports, and two gateways of one machine must not sign each other out.
        port = URL(scope=request.scope).port or 80
        return f"lifetracer-{port}{suffix}"

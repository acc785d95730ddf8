"""Types of requests and responses about sign-ins to the console."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from service.schemas.base import Answer, Input
from service.schemas.domain import NO_NUL

Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]


class ConsoleLink(Answer):
    """A link into the console; `token` is shown once and can be redeemed once, before `expiresAt`."""

    token: str
    expires_at: dt.datetime


class RedeemInput(Input, kw_only=True):
    """The token of a link."""

    token: Text


class Redeemed(Answer):
    """The link is used up; `epoch` is that of the session that begins."""

    epoch: int


class AttemptInput(Input, kw_only=True):
    """An attempt to sign in with a password.

    A console reports `begun` before it checks the password, and `succeeded` when it was right; until then the attempt
    counts as failed. `client` is the address of the browser, `isKnownDevice` whether it has signed in before.
    """

    client: Text
    outcome: Literal["begun", "succeeded"]
    is_known_device: bool = False


class SignInAttempts(Answer):
    """The failures of a client in a row; with `lockedUntil` it must not try before that time."""

    failures: int
    locked_until: dt.datetime | None


class ConsoleEpoch(Answer):
    """The epoch of the sessions that count: one of another epoch is signed out."""

    epoch: int

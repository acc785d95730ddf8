"""Sign-in of the console, as the gateway answers it."""

import datetime as dt

from console.wire.base import Wire


class Lock(Wire):
    """Whether sign-ins of a client are locked, after how many failures."""

    locked_until: dt.datetime | None
    failures: int = 0


class Epoch(Wire):
    """The number that every valid session carries; a new one signs everyone out."""

    epoch: int


class Link(Wire):
    """A one-time link."""

    token: str
    expires_at: dt.datetime

"""Types of requests and responses about the credentials of sources."""

from typing import Annotated, Literal

from msgspec import Meta

from service.schemas.base import Answer, Input
from service.schemas.domain import NO_NUL

CheckCode = Literal["ok", "not-connected", "not-decryptable", "refused", "unavailable", "too-slow", "failed"]
Secret = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[!-~]+$")]


class CheckParams(Answer):
    """The facts of a check; of a mail address only the first letter and the host are shown."""

    account: str | None = None
    quota_remaining: int | None = None


class SourceCheck(Answer):
    """The result of one call with the credentials of a source; `message` is the English sentence of a failure."""

    ok: bool
    code: CheckCode
    params: CheckParams
    message: str | None


class OAuthClientInput(Input, kw_only=True):
    """The OAuth client of type "Desktop app", from the file that Google's console lets one download."""

    client_id: Secret
    client_secret: Secret


class ConnectInput(Input, kw_only=True):
    """Toggl needs its API `token`; Google a `client`, unless one is stored or set by variables."""

    token: Secret | None = None
    client: OAuthClientInput | None = None


class FinishInput(Input, kw_only=True):
    """The address to which Google sent the browser back, and the calendars to read, by default the primary one."""

    url: Annotated[str, Meta(min_length=1, max_length=4000, pattern=NO_NUL)]
    calendars: list[Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]] | None = None


class ConnectedCalendar(Answer):
    """A calendar of the account's list."""

    id: str
    name: str
    is_read: bool


class ConnectedWorkspace(Answer):
    """A workspace of the account."""

    id: int
    name: str
    is_read: bool


class Connected(Answer):
    """The credentials are stored, or, with `authorizeUrl`, the person has to allow it there first.

    After that page the browser is sent to an address of 127.0.0.1, which does not open; that whole address goes to
    `…/connect/finish`. `state` is the part of both addresses that belongs to this consent. `overriding` are variables
    of the gateway's environment that are used in place of what was stored, until they are unset.
    """

    account: str | None = None
    workspaces: list[ConnectedWorkspace] | None = None
    calendars: list[ConnectedCalendar] | None = None
    authorize_url: str | None = None
    state: str | None = None
    overriding: list[str] | None = None

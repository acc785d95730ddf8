"""Connecting a source: a token is checked and stored, or a consent in the browser is begun and finished."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from service import settings as service_settings
from service.api.checks import SERVICE, code_of, run_check
from service.api.operations import Operation, json_response, read_input
from service.api.parameters import value_of
from service.api.problems import ProblemError
from service.api.state import State, state_of
from service.connect.check import CheckError
from service.connect.google.client_file import OAuthClient, oauth_client
from service.connect.storing import overriding, store_credentials
from service.credentials.environment import stored_values
from service.errors import ConfigurationError, UserError
from service.schemas.connections import (
    Connected,
    ConnectedCalendar,
    ConnectedWorkspace,
    ConnectInput,
    FinishInput,
)
from service.schemas.problem_kinds.access import (
    CalendarsUnknown,
    CheckUnderWay,
    ConsentRefused,
    ConsentUnknown,
    CredentialsMissing,
    CredentialsRefused,
)
from service.schemas.problem_kinds.work import SourceNotFound

GOOGLE = "gcal"
LIFETIME = timedelta(minutes=10)
# Ports that no service is registered for (RFC 6335): the page after the consent must not open.
FIRST_PORT, LAST_PORT = 49152, 65535
MOST_CONSENTS = 20
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass
class PendingConsent:
    """A consent that waits for the browser.

    Attributes:
        values: the credentials, once Google has given the token for its code, which works only once.
    """

    consent: Any
    client: OAuthClient
    expires_at: datetime
    values: dict[str, str] | None = None


async def connect_source(request: Request) -> Response:
    """Store a token, or begin a consent."""
    given = await read_input(request, ConnectInput)
    state, service = state_of(request), value_of(request, "service")
    if service == GOOGLE:
        return json_response(await _begin(state, given), headers=_NO_STORE)
    if given.token is None:
        raise ProblemError(CredentialsMissing(needed="token"), f"{service} needs its API token; send it as `token`.")
    values = {"TOGGL_API_TOKEN": given.token}
    account = await _account(state, service, values)
    await _store(state, service, values, account["account"])
    workspaces = [
        ConnectedWorkspace(id=one["id"], name=one["name"], is_read=one["read"]) for one in account["workspaces"]
    ]
    return json_response(Connected(account=account["account"], workspaces=workspaces, overriding=overriding(service)))


async def finish_connection(request: Request) -> Response:
    """Finish a consent by the address to which Google sent the browser back."""
    given = await read_input(request, FinishInput)
    state, service = state_of(request), value_of(request, "service")
    key, pending = _pending(state, service, given.url)
    values = await _token(pending, given.url)
    account = await _account(state, service, values)
    chosen = _chosen(account["calendars"], given.calendars)
    await _store(state, service, {**values, "GOOGLE_CALENDAR_IDS": ",".join(chosen)}, account["account"])
    # Not before: a check under way or a calendar that does not exist must not cost the consent.
    state.consents.pop(key, None)
    calendars = [
        ConnectedCalendar(id=one["id"], name=one["name"], is_read=one["id"] in chosen) for one in account["calendars"]
    ]
    return json_response(Connected(account=account["account"], calendars=calendars, overriding=overriding(service)))


async def _begin(state: State, given: ConnectInput) -> Connected:
    # Its libraries cost half a second, which the start of the gateway would pay.
    from service.connect.google.consent import Consent  # noqa: PLC0415

    settings = service_settings.load(os.environ)
    redirect = f"http://127.0.0.1:{FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT + 1)}/"
    try:
        client = await _client(state, given, settings)
        consent = await to_thread.run_sync(Consent, client, redirect, settings)
    except ConfigurationError as error:
        raise ProblemError(CredentialsMissing(needed="client"), str(error)) from None
    now = state.clock.now()
    for key in [key for key, one in state.consents.items() if one.expires_at <= now]:
        del state.consents[key]
    while len(state.consents) >= MOST_CONSENTS:
        del state.consents[next(iter(state.consents))]
    (key,) = parse_qs(urlsplit(consent.link).query)["state"]
    state.consents[key] = PendingConsent(consent, client, now + LIFETIME)
    return Connected(authorize_url=consent.link, state=key)


async def _client(state: State, given: ConnectInput, settings: service_settings.Settings) -> OAuthClient:
    """Return the OAuth client of the body, or else of the variables, or else the stored one.

    Raises:
        ConfigurationError: when there is none.
    """
    if given.client is not None:
        return OAuthClient(id=given.client.client_id, secret=given.client.client_secret)
    stored: Mapping[str, str] = {}
    async with state.pool.connection() as connection:
        stored = await stored_values(connection, GOOGLE, os.environ) or {}
    return oauth_client(None, settings, stored)


async def _token(pending: PendingConsent, url: str) -> dict[str, str]:
    """Return the credentials of a consent, by its code at the first call."""
    if pending.values is None:
        try:
            token = await to_thread.run_sync(pending.consent.refresh_token, url)
        except UserError as error:
            raise ProblemError(ConsentRefused(), str(error)) from None
        pending.values = {
            "GOOGLE_CLIENT_ID": pending.client.id,
            "GOOGLE_CLIENT_SECRET": pending.client.secret,
            "GOOGLE_REFRESH_TOKEN": token,
        }
    return pending.values


def _pending(state: State, service: str, url: str) -> tuple[str, PendingConsent]:
    try:
        (key,) = parse_qs(urlsplit("".join(url.split())).query).get("state", [""])
    except ValueError:
        key = ""
    pending: PendingConsent | None = state.consents.get(key) if service == GOOGLE else None
    if pending is None or pending.expires_at <= state.clock.now():
        detail = "This address belongs to no consent of this gateway that waits; begin again with POST …/connect."
        raise ProblemError(ConsentUnknown(), detail)
    return key, pending


async def _account(state: State, service: str, values: Mapping[str, str]) -> dict[str, Any]:
    try:
        return await run_check(state, service, values, os.environ)
    except CheckError as error:
        raise ProblemError(CredentialsRefused(code=code_of(error)), str(error)) from None


def _chosen(calendars: list[dict[str, Any]], wanted: list[str] | None) -> list[str]:
    known = [calendar["id"] for calendar in calendars]
    if wanted:
        if unknown := sorted(set(wanted) - set(known)):
            detail = f"The account's list has no calendar {', '.join(unknown)}; it has: {', '.join(known)}."
            raise ProblemError(CalendarsUnknown(unknown=unknown, known=known), detail)
        return [one for one in known if one in wanted]
    primary = [calendar["id"] for calendar in calendars if calendar["primary"]]
    return primary or known[:1]


async def _store(state: State, service: str, values: Mapping[str, str], account: str) -> None:
    settings = service_settings.load(os.environ)
    async with state.pool.connection() as connection:
        await store_credentials(connection, settings, service, values, account=account)


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="POST",
            scope="edit",
            path="/api/sources/{service}/connect",
            name="connectSource",
            summary="Check and store the token of a source, or begin a consent in the browser",
            handler=connect_source,
            body=ConnectInput,
            answers={200: Connected},
            parameters=(SERVICE,),
            problems=(SourceNotFound, CheckUnderWay, CredentialsRefused, CredentialsMissing),
        ),
        Operation(
            method="POST",
            scope="edit",
            path="/api/sources/{service}/connect/finish",
            name="finishConnection",
            summary="Finish a consent by the address to which the browser was sent back",
            handler=finish_connection,
            body=FinishInput,
            body_required=True,
            answers={200: Connected},
            parameters=(SERVICE,),
            problems=(
                *(SourceNotFound, CheckUnderWay, CredentialsRefused, ConsentUnknown, ConsentRefused, CalendarsUnknown),
            ),
        ),
    ]

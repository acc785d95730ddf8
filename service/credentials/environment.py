"""Which credentials a source uses: those of the environment, or else the stored ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from service import settings as service_settings
from service.credentials import store
from service.credentials.secret_key import place_of_key, secret_key
from service.credentials.store import StoredCredentials
from service.database.pool import Connection
from service.errors import CredentialsError
from service.notices import Advice
from service.sources import SOURCES, Source, missing

Origin = Literal["environment", "stored"]


@dataclass(frozen=True, kw_only=True)
class CredentialState:
    """The credentials of a source on this machine.

    Attributes:
        origin: where those in use come from; None = there are none.
        account: the account of the stored ones, when they are in use.
        problem: why they cannot be used, and what to do.
    """

    origin: Origin | None
    account: str | None = None
    problem: Advice | None = None


async def source_environment(connection: Connection, service: str, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the stored credentials of a source, where the environment itself has none.

    Raises:
        CredentialsError: when the stored ones cannot be decrypted on this machine.
    """
    source = SOURCES[service]
    if not source.credentials or missing(source, environ) is None:
        return environ
    values = await stored_values(connection, service, environ)
    return environ if values is None else _merged(source, environ, values)


async def stored_values(connection: Connection, service: str, environ: Mapping[str, str]) -> dict[str, str] | None:
    """Return the stored variables of a source, decrypted; None when there are none.

    Raises:
        CredentialsError: when they cannot be decrypted on this machine.
    """
    stored = await store.find(connection, service)
    return None if stored is None else _decrypted(SOURCES[service], stored, environ)


async def credential_states(connection: Connection, environ: Mapping[str, str]) -> dict[str, CredentialState]:
    """Return the state of every source that needs credentials."""
    rows = {row.source: row for row in await store.find_all(connection)}
    needed = {name: source for name, source in SOURCES.items() if source.credentials}
    return {name: _state(source, rows.get(name), environ) for name, source in needed.items()}


def _state(source: Source, stored: StoredCredentials | None, environ: Mapping[str, str]) -> CredentialState:
    if missing(source, environ) is None:
        return CredentialState(origin="environment")
    if stored is None:
        return CredentialState(origin=None)
    problem = None
    try:
        _decrypted(source, stored, environ)
    except CredentialsError as error:
        problem = error.advice
    return CredentialState(origin="stored", account=stored.account, problem=problem)


def _decrypted(source: Source, stored: StoredCredentials, environ: Mapping[str, str]) -> dict[str, str]:
    settings = service_settings.load(environ)
    return store.decrypt(stored, secret_key(settings), place_of_key(settings), source.connect)


def _merged(source: Source, environ: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """Put stored values into an environment without complete credentials.

    The stored credentials replace parts of credentials as a whole: a refresh token works only with the client that
    made it. Everything else that is stored, such as the chosen calendars, gives way to the environment.
    """
    credentials = {name for names in source.credentials for name in names}
    others = {name: value for name, value in environ.items() if not {name, name.removesuffix("_FILE")} & credentials}
    chosen = {name: value for name, value in stored.items() if name in credentials or not environ.get(name)}
    return {**others, **{name: value for name, value in chosen.items() if name in source.variables}}

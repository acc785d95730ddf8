"""The table `app.secrets`: the credentials of each source as ciphertext."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from psycopg.rows import class_row

from service.database.pool import Connection
from service.database.statements import statements
from service.errors import CredentialsError
from service.notices import advice

_SQL = statements(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, kw_only=True)
class StoredCredentials:
    """A row of `app.secrets`.

    Attributes:
        source: such as `toggl`.
        ciphertext: the variables and their values, encrypted.
        account: the address or name that the service shows for the account.
        stored_at: when it was stored.
    """

    source: str
    ciphertext: bytes
    account: str
    stored_at: datetime


async def put(connection: Connection, source: str, values: Mapping[str, str], *, account: str, key: Fernet) -> None:
    """Encrypt the variables of a source and store them, in the place of those stored before."""
    ciphertext = key.encrypt(json.dumps(dict(values)).encode())
    await connection.execute(_SQL["put"], [source, ciphertext, account])


async def find(connection: Connection, source: str) -> StoredCredentials | None:
    """Return the stored credentials of a source, still encrypted."""
    async with connection.cursor(row_factory=class_row(StoredCredentials)) as cursor:
        await cursor.execute(_SQL["find"], [source])
        return await cursor.fetchone()


async def find_all(connection: Connection) -> list[StoredCredentials]:
    """Return all stored credentials, still encrypted."""
    async with connection.cursor(row_factory=class_row(StoredCredentials)) as cursor:
        await cursor.execute(_SQL["find_all"])
        return await cursor.fetchall()


async def forget(connection: Connection, source: str) -> bool:
    """Delete the stored credentials of a source; return whether there were any."""
    return (await connection.execute(_SQL["delete"], [source])).rowcount > 0


def decrypt(stored: StoredCredentials, key: Fernet | None, place: str, command: str) -> dict[str, str]:
    """Return the variables and their values.

    Args:
        stored: the row.
        key: the key of this machine.
        place: where that key is, or would be.
        command: stores the credentials again.

    Raises:
        CredentialsError: when this machine has no key, or another one.
    """
    params = {"source": stored.source, "place": place, "command": command}
    if key is None:
        raise CredentialsError(advice("secret_key_missing", **params))
    try:
        values: dict[str, str] = json.loads(key.decrypt(stored.ciphertext))
    except InvalidToken:
        raise CredentialsError(advice("secret_key_differs", **params)) from None
    return values

"""Storing the credentials of a source, encrypted with the key of this machine."""

from collections.abc import Mapping

from service.credentials import store
from service.credentials.secret_key import secret_key
from service.database.pool import Connection
from service.settings import Settings


async def store_credentials(
    connection: Connection, settings: Settings, service: str, values: Mapping[str, str], *, account: str
) -> None:
    """Encrypt and store the credentials of a source in the place of those before; the first ones make the key.

    Raises:
        ConfigurationError: when the key cannot be read or written.
    """
    key = secret_key(settings, make=True)
    assert key is not None
    await store.put(connection, service, values, account=account, key=key)

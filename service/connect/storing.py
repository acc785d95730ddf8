"""Storing the credentials of a source, encrypted with the key of this machine."""

import os
from collections.abc import Mapping

from service.credentials import store
from service.credentials.secret_key import secret_key
from service.database.pool import Connection
from service.settings import Settings
from service.sources import SOURCES, missing


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


def overriding(service: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the variables of the environment that are used in place of the stored credentials of a source."""
    source = SOURCES[service]
    if missing(source, environ) is not None:
        return []
    names = {name for names in source.credentials for name in names}
    return sorted(name for name in environ if {name, name.removesuffix("_FILE")} & names)

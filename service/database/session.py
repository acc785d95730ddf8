"""The database of one command: the one of DATABASE_URL, or the embedded one for as long as the command runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import anyio

from service.database.backup import dump_before_migration
from service.database.embedded import EmbeddedPostgres
from service.database.migrate import migrate
from service.database.pool import check
from service.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Database:
    """A migrated database.

    Attributes:
        embedded: the server that we keep, or None where another one is used.
    """

    url: str
    embedded: EmbeddedPostgres | None


@contextmanager
def database(settings: Settings, tell: Callable[[str], None]) -> Iterator[Database]:
    """Give a migrated database for the length of the block.

    Raises:
        ConfigurationError: when the settings or the data directory cannot be used.
        UnavailableError: when the database cannot be reached, started or migrated.
    """
    if settings.database_url:
        anyio.run(check, settings.database_url)
        migrate(settings.database_url)
        yield Database(url=settings.database_url, embedded=None)
        return
    # What the shell says of another server must not lead to it.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    embedded = EmbeddedPostgres(settings.data_dir)
    with embedded.hold(tell) as url:
        migrate(url, before=lambda revision: dump_before_migration(url, embedded.data_dir, revision, tell))
        yield Database(url=url, embedded=embedded)

"""The database of one command: the one of DATABASE_URL, or the embedded one for as long as the command runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.database.backup import dump_before_migration
from service.database.embedded import EmbeddedPostgres
from service.database.migrate import migrate
from service.database.pool import check
from service.database.stored_settings import settle_settings
from service.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Database:
    """Where the database is.

    Attributes:
        embedded: the server that we keep, or None where another one is used.
    """

    url: str
    embedded: EmbeddedPostgres | None

    def prepare(self, announce: Callable[[str], None]) -> None:
        """Reach the database, migrate it and store its first settings.

        Raises:
            ConfigurationError: when the URL cannot be parsed, or a first setting is invalid.
            UnavailableError: when it cannot be reached.
            UnusableDatabaseError: when a landed migration was edited, or a new one fails.
        """
        check(self.url)
        if (embedded := self.embedded) is None:
            migrate(self.url, announce=announce)
        else:
            migrate(
                self.url,
                before=lambda revision: dump_before_migration(self.url, embedded.data_dir, revision, announce),
                announce=announce,
            )
        settle_settings(self.url, announce)


@contextmanager
def database(settings: Settings, announce: Callable[[str], None]) -> Iterator[Database]:
    """Give a migrated database for the length of the block.

    Raises:
        ConfigurationError: when the settings or the data directory cannot be used.
        UnavailableError: when the database cannot be reached, started or migrated.
    """
    with server(settings, announce) as found:
        found.prepare(announce)
        yield found


@contextmanager
def server(settings: Settings, announce: Callable[[str], None]) -> Iterator[Database]:
    """Give the server for the length of the block, started where it is ours; it may not answer yet.

    Raises:
        ConfigurationError: when the data directory cannot be used.
        UnavailableError: when the embedded server does not start.
    """
    if settings.database_url:
        yield Database(url=settings.database_url, embedded=None)
        return
    # What the shell says of another server must not lead to it.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    embedded = EmbeddedPostgres(settings.data_dir)
    with embedded.hold(announce) as url:
        yield Database(url=url, embedded=embedded)

"""The database of one command: the one of DATABASE_URL, or the embedded one for as long as the command runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import conninfo_to_dict

from service.database.backup import dump_before_migration
from service.database.embedded import EmbeddedPostgres
from service.database.migrate import migrate
from service.database.pool import check
from service.database.stored_settings import settle_settings
from service.errors import ConfigurationError, UnavailableError, UnusableDatabaseError
from service.settings import Settings, is_loopback

SHORTEST_PASSWORD = 8


@dataclass(frozen=True, kw_only=True)
class Database:
    """Where the database is.

    Attributes:
        embedded: the server that we keep, or None where another one is used.
    """

    url: str
    embedded: EmbeddedPostgres | None
    _dumped: set[str] = field(default_factory=set)

    def prepare(self, announce: Callable[[str], None]) -> None:
        """Reach the database, migrate it and store its first settings.

        Raises:
            ConfigurationError: when the URL cannot be parsed, or a first setting is invalid.
            UnavailableError: when it cannot be reached.
            UnusableDatabaseError: when a landed migration was edited, or a new one fails.
        """
        try:
            check(self.url)
        except UnavailableError as error:
            raise type(error)(f"{error} {self._advice}") from error
        migrate(self.url, before=lambda revision: self._dump(revision, announce), announce=announce)
        settle_settings(self.url, announce)

    def _dump(self, revision: str, announce: Callable[[str], None]) -> None:
        # Once, however often a migration that fails is tried again: only the newest dumps are kept.
        if self.embedded is not None and revision not in self._dumped:
            dump_before_migration(self.url, self.embedded.data_dir, revision, announce)
            self._dumped.add(revision)

    @property
    def _advice(self) -> str:
        if self.embedded is not None:
            return f"Its log is {self.embedded.log_file}."
        return "Start it or correct DATABASE_URL, or unset it to use the embedded one."

    @contextmanager
    def hold(self, announce: Callable[[str], None]) -> Iterator[None]:
        """Start the embedded server, or join the running one, for the length of the block; another one is there or not.

        Raises:
            ConfigurationError: when the data directory cannot be used.
            UnavailableError: when the server does not start.
            UnusableDatabaseError: when there is a database, and it cannot be opened until a person has acted.
        """
        if self.embedded is None:
            yield
            return
        with self.embedded.hold(announce):
            yield


@contextmanager
def database(settings: Settings, announce: Callable[[str], None]) -> Iterator[Database]:
    """Give a migrated database for the length of the block.

    Raises:
        ConfigurationError: when the settings or the data directory cannot be used.
        UnavailableError: when the database cannot be reached, started or migrated.
    """
    found = find(settings)
    with found.hold(announce):
        found.prepare(announce)
        yield found


def check_password(url: str) -> None:
    """Refuse a short password of a database that others can reach: it can be guessed, and not be redacted from logs.

    Raises:
        ConfigurationError: with the fix.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return  # connecting reports it
    password = str(parts.get("password") or "")
    hosts = [host for host in str(parts.get("host") or parts.get("hostaddr") or "").split(",") if host]
    elsewhere = [host for host in hosts if not host.startswith(("/", "@")) and not is_loopback(host)]
    if password and len(password) < SHORTEST_PASSWORD and elsewhere:
        raise ConfigurationError(
            f"DATABASE_URL has a password of {len(password)} characters for {elsewhere[0]}, which others can reach; "
            f"give the database's account one of at least {SHORTEST_PASSWORD}."
        )


def find(settings: Settings) -> Database:
    """Return where the database is; nothing is started.

    Raises:
        ConfigurationError: when a new data directory cannot be made, or the password cannot be used.
    """
    if settings.database_url:
        check_password(settings.database_url)
        return Database(url=settings.database_url, embedded=None)
    # What the shell says of another server must not lead to it.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    embedded = EmbeddedPostgres(settings.data_dir)
    with suppress(UnusableDatabaseError):  # of a database that is there: raised again when it is opened
        embedded.prepare_directory()
    return Database(url=embedded.url, embedded=embedded)

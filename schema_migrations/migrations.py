"""The migrations that a release brings, compared with what a database has."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import psycopg

from schema_migrations import applied


class EditedMigrationError(Exception):
    """A database was migrated by another text of a revision than the one that is here; a person has to act."""


class FailedMigrationError(Exception):
    """A migration was refused by the database, which is as it was before."""


@dataclass(frozen=True, kw_only=True)
class State:
    """How far a database is.

    Attributes:
        applied: its revision; None where nothing was migrated yet.
        newest: the newest revision of this release.
        edited: revisions that were applied from another text than the one that is here.
        unrecorded: applied revisions without a digest, as in a database that only releases before digests migrated.
        problem: the sentence about `edited`, with the fix; None where nothing was edited.
    """

    applied: str | None
    newest: str
    edited: tuple[str, ...]
    unrecorded: tuple[str, ...]
    problem: str | None

    @property
    def is_behind(self) -> bool:
        """Return whether there are revisions to apply."""
        return (self.applied or "") < self.newest

    @property
    def is_newer(self) -> bool:
        """Return whether a newer release has migrated the database."""
        return (self.applied or "") > self.newest


@dataclass(frozen=True)
class Migrations:
    """The migrations of one owner.

    Attributes:
        folder: the package with `env.py` and `versions/`; a revision's files begin with its four digits.
        schema: the schema of `schema_version` and `schema_digests`.
    """

    folder: Path
    schema: str

    @cached_property
    def digests(self) -> dict[str, str]:
        """Return a SHA-256 for each revision, over the names and contents of its files, comments included."""
        files: dict[str, list[Path]] = {}
        for path in sorted((self.folder / "versions").glob("[0-9]*")):
            files.setdefault(path.name[:4], []).append(path)
        return {
            revision: sha256(
                b"".join(b"%s\0%d\0%s" % (path.name.encode(), path.stat().st_size, path.read_bytes()) for path in paths)
            ).hexdigest()
            for revision, paths in files.items()
        }

    def state(self, url: str) -> State:
        """Compare a database with this release.

        Raises:
            psycopg.OperationalError: when the database cannot be reached.
        """
        with psycopg.connect(url, connect_timeout=10) as connection:
            revision = applied.revision(connection, self.schema)
            recorded = applied.digests(connection, self.schema)
        return self._compare(revision, recorded)

    def _compare(self, revision: str | None, recorded: dict[str, str]) -> State:
        newest = max(self.digests)
        # Revisions of a newer release are not here, and each release leaves the one before it working.
        edited = tuple(
            name for name, digest in sorted(recorded.items()) if name <= newest and digest != self.digests.get(name)
        )
        unrecorded = tuple(name for name in self.digests if name <= (revision or "") and name not in recorded)
        problem = None
        if edited:
            files = " and ".join(f"{self.folder.parent.name}/{self.folder.name}/versions/{name}_*" for name in edited)
            problem = (
                f"Migration {', '.join(edited)} of schema {self.schema} was changed after this database was migrated "
                f"by it; put back {files} as it was (or install an unmodified version), and make the change in a new "
                "migration."
            )
        return State(applied=revision, newest=newest, edited=edited, unrecorded=unrecorded, problem=problem)

    def upgrade(self, url: str) -> None:
        """Bring the database to the newest revision, under an advisory lock, in one transaction.

        A database of a newer release stays as it is: each migration leaves the release before it working.

        Raises:
            EditedMigrationError: with the fix; nothing is changed.
            FailedMigrationError: with the reason; nothing is changed.
            psycopg.OperationalError: when the database cannot be reached.
        """
        state = self.state(url)
        if state.problem:
            raise EditedMigrationError(state.problem)
        if state.is_behind:
            self._run(url)
        elif state.unrecorded:
            with psycopg.connect(url, connect_timeout=10) as connection:
                applied.record(connection, self.schema, self.digests)

    def _run(self, url: str) -> None:
        # Alembic and SQLAlchemy cost most of a second, and nearly every start has nothing to migrate.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["url"] = url
        try:
            command.upgrade(config, "head")
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.OperationalError) and not isinstance(error.orig, psycopg.errors.DiskFull):
                raise error.orig from error  # the connection is lost, or the server ends
            reason = str(error.orig).strip().splitlines()[0]
            raise FailedMigrationError(
                f"The migrations of schema {self.schema} failed and changed nothing: {reason.rstrip('.')}. "
                f"{_fix(error.orig)}"
            ) from error


def _fix(error: BaseException | None) -> str:
    if isinstance(error, psycopg.errors.DiskFull):
        return "Free space on the disk of the database, and start again."
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return "The database is read-only: make it writable, or use the primary server."
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "Let the owner of the database run `lifetracer migrate`."
    return "The version that was used before still opens the database."

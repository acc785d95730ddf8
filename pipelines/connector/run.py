"""The context of one sync: connections, clock, options and counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

import psycopg

from pipelines.connector.counts import Counts

ClientT = TypeVar("ClientT")


@dataclass(frozen=True, kw_only=True)
class SyncOptions:
    """Options of one sync.

    Attributes:
        since: first day, in the source's own zone; None = the source's default.
        until: last day; None = open.
        full: read everything again, known or not.
    """

    since: date | None = None
    until: date | None = None
    full: bool = False


@dataclass
class SyncRun(Generic[ClientT]):
    """The connections of one sync, and the rows that it has changed so far.

    Attributes:
        connection: the database; committed unit by unit.
        client: the connection to the source.
        now: the instant that counts as now, the same for the whole run.
        dry_run: everything happens in one transaction that is rolled back at the end.
        entities: counts by entity.
    """

    connection: psycopg.Connection
    client: ClientT
    now: datetime
    dry_run: bool = False
    entities: dict[str, Counts] = field(default_factory=dict)

    @contextmanager
    def unit(self) -> Iterator[psycopg.Connection]:
        """Commit the block as a whole, or roll it back."""
        try:
            yield self.connection
        except BaseException:
            self.connection.rollback()
            raise
        if not self.dry_run:
            self.connection.commit()

    def count(self, entity: str, counts: Counts) -> None:
        self.entities[entity] = self.entities.get(entity, Counts()) + counts

    def total(self) -> Counts:
        """Return the counts of all entities together."""
        return sum(self.entities.values(), Counts())

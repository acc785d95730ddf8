"""The context of one sync: connections, clock, options and counts."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

import psycopg

from pipelines.connector.counts import Counts
from pipelines.connector.difference import Difference
from pipelines.connector.raw_table import RawTable, Row, delete, load

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
        skipped: what could not be used, by its id, with the reason.
        difference: in a dry run the changed rows.
    """

    connection: psycopg.Connection
    client: ClientT
    now: datetime
    dry_run: bool = False
    entities: dict[str, Counts] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    difference: Difference | None = field(init=False)

    def __post_init__(self) -> None:
        self.difference = Difference() if self.dry_run else None

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

    def load(self, entity: str, table: RawTable, rows: Iterable[Row]) -> None:
        """Load rows in the open transaction, and count them."""
        self.count(entity, load(self.connection, table, rows, self.now, difference=self.difference))

    def delete(self, entity: str, table: RawTable, keys: Collection[str]) -> None:
        """Mark rows as deleted in the open transaction, and count them."""
        self.count(entity, delete(self.connection, table, keys, self.now, difference=self.difference))

    def skip(self, items: Iterable[tuple[int | None, str]]) -> None:
        """Count what cannot be used, each id once; the pairs are id and reason."""
        self.skipped |= {str(item_id or "without id"): reason for item_id, reason in items}

    def count(self, entity: str, counts: Counts) -> None:
        self.entities[entity] = self.entities.get(entity, Counts()) + counts

    def total(self) -> Counts:
        """Return the counts of all entities together."""
        return sum(self.entities.values(), Counts())

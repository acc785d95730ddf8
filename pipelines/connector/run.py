"""What one run of the connector carries around."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

from pipelines.connector.counts import Counts
from pipelines.connector.toggl.client import Client

SERVICE = "toggl"


class Run:
    """What the run of any source does: units of work, and counting."""

    connection: psycopg.Connection
    dry_run: bool
    entities: dict[str, Counts]

    @contextmanager
    def unit(self) -> Iterator[psycopg.Connection]:
        """One unit of work: wholly in the database afterwards, or not at all."""
        try:
            yield self.connection
        except BaseException:
            self.connection.rollback()
            raise
        if not self.dry_run:
            self.connection.commit()

    def count(self, entity: str, counts: Counts) -> None:
        """Add to an entity's counts."""
        self.entities[entity] = self.entities.get(entity, Counts()) + counts


@dataclass
class Work(Run):
    """The connections of a run of Toggl and what it has done so far.

    Attributes:
        connection: the database; committed unit by unit.
        client: the connection to Toggl.
        now: the instant that counts as now, the same for the whole run.
        dry_run: everything happens in one transaction that is rolled back in the end.
        entities: counts by entity.
    """

    connection: psycopg.Connection
    client: Client
    now: datetime
    dry_run: bool = False
    entities: dict[str, Counts] = field(default_factory=dict)

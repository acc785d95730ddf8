"""A sync that is killed in the middle: all that it has committed stays, the open transaction is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from pipelines.connector.run import ClientT, SyncRun


class KilledError(BaseException):
    """The end of the process; no handler of the connector's own errors catches it."""


@dataclass
class KilledRun(SyncRun[ClientT]):
    """A run that ends at one of its transactions. All of a sync's state is in the database, so nothing else is lost.

    Attributes:
        units_left: transactions that go well before.
        is_committed: whether the kill comes after the commit of that one, or before.
    """

    units_left: int = 0
    is_committed: bool = False

    @contextmanager
    def unit(self) -> Iterator[psycopg.Connection]:
        with super().unit() as connection:
            yield connection
            if self.units_left <= 0 and not self.is_committed:
                raise KilledError
        if self.units_left <= 0:
            raise KilledError
        self.units_left -= 1

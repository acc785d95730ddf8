"""Tells open log streams that there is something new: one small query for all of them, and none while there are none.

Polled and not listened to: it works through a transaction pooler, and needs no connection of its own. Streams read
through `reading`, so that a hundred of them take two of the pool's five connections at most.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import anyio
from psycopg.rows import DictRow

from service.database.pool import CONNECTION_ERRORS, Pool, all_rows

POLL_SECONDS = 0.3
READERS = 2

_STATES = """
    select id, parent_id, status, attempt, (select max(seq) from job_logs where job_id = jobs.id) as last
    from jobs
    where id = any(%s) or parent_id = any(%s)
    order by id
"""


@dataclass(eq=False)
class Watch:
    """One stream's wait for news of its job."""

    job_id: UUID
    _news: anyio.Event = field(default_factory=anyio.Event)

    async def wait(self) -> None:
        """Return at the first news since the wait before."""
        await self._news.wait()
        self._news = anyio.Event()

    def wake(self) -> None:
        """End the wait."""
        self._news.set()


class LogFeed:
    """The watches of one gateway.

    Attributes:
        closing: the gateway shuts down; streams end, and their clients go on elsewhere with Last-Event-ID.
    """

    def __init__(self, pool: Callable[[], Pool]) -> None:
        self._pool = pool
        self._watches: set[Watch] = set()
        self._some = anyio.Event()
        self._known: dict[UUID, Any] = {}
        self.reading = anyio.CapacityLimiter(READERS)
        self.closing = False

    @contextmanager
    def watch(self, job_id: UUID) -> Iterator[Watch]:
        """Watch a job for the length of the block; the first poll counts as news."""
        watch = Watch(job_id)
        self._watches.add(watch)
        self._known.pop(job_id, None)
        self._some.set()
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    @property
    def watched(self) -> Counter[UUID]:
        """Return how many streams watch each job."""
        return Counter(watch.job_id for watch in self._watches)

    def close(self) -> None:
        """End every stream."""
        self.closing = True
        for watch in self._watches:
            watch.wake()

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            if not self._watches:
                self._some = anyio.Event()
                await self._some.wait()
            try:
                await self._poll()
            except CONNECTION_ERRORS:
                self._known.clear()  # whoever waits looks again once the database is back
            await anyio.sleep(POLL_SECONDS)

    async def _poll(self) -> None:
        ids = list(self.watched)
        async with self._pool().connection() as connection:
            rows = await all_rows(connection, _STATES, ids, ids)
        states: dict[UUID, list[DictRow]] = {job_id: [] for job_id in ids}
        for row in rows:
            for job_id in {row["id"], row["parent_id"]} & states.keys():
                states[job_id].append(row)
        changed = {job_id for job_id, state in states.items() if self._known.get(job_id) != state}
        self._known = dict(states)
        for watch in self._watches:
            if watch.job_id in changed:
                watch.wake()

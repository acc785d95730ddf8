"""Wakes open log streams when there is something new: one small query for all of them, and none while there are none.

Polled and not listened to: it works through a transaction pooler, and needs no separate connection. Streams of one
job that have come equally far share each page, so that a hundred of them cost what one does. They read through
`reading` and take two of the pool's five connections at most.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import anyio
from psycopg.rows import DictRow

from service.api.problems import ProblemError
from service.api.shared_reads import SharedReads
from service.database.pool import CONNECTION_ERRORS, Pool, all_rows
from service.schemas.problem_kinds.work import StreamsInUse

POLL_SECONDS = 0.3
READERS = 2
MOST_STREAMS = 100
# A stream may end at any moment, and clients that wait for one look again soon.
RETRY_SECONDS = 5

_STATES = """
    select id, parent_id, status, attempt, (select max(seq) from job_logs where job_id = jobs.id) as last
    from jobs
    where id = any(%s) or parent_id = any(%s)
    order by id
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """The next events of a job's log.

    Attributes:
        blocks: the events as they are sent, several in each block.
        seen: how far each part of the job is read with them.
        end: the final event, when nothing follows.
    """

    blocks: list[bytes]
    seen: list[int]
    end: bytes | None


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
        self._news_of: Counter[UUID] = Counter()
        self._pages: SharedReads[UUID, Page] = SharedReads()
        self._places = 0
        self.reading = anyio.CapacityLimiter(READERS)
        self.closing = False

    def take_place(self) -> None:
        """Count one more stream; `give_place` is due at its end.

        Raises:
            ProblemError: 503 when there are MOST_STREAMS already.
        """
        if self._places >= MOST_STREAMS:
            detail = f"All {MOST_STREAMS} log streams are in use; read the log as text, or try again."
            headers = {"Retry-After": str(RETRY_SECONDS)}
            raise ProblemError(StreamsInUse(limit=MOST_STREAMS), detail, headers=headers)
        self._places += 1

    def give_place(self) -> None:
        """Let another stream have the place."""
        self._places -= 1

    async def page(self, job_id: UUID, position: str, read: Callable[[], Awaitable[Page]]) -> Page:
        """Return what follows a position; streams at the same one share the read until the next news of the job."""
        return await self._pages.get(job_id, (position, self._news_of[job_id]), read)

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
            if not any(other.job_id == job_id for other in self._watches):
                self._pages.forget(job_id)
                self._news_of.pop(job_id, None)

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
                self._known.clear()  # waiting streams read again once the database is back
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
        self._news_of.update(changed)
        for watch in self._watches:
            if watch.job_id in changed:
                watch.wake()

"""A scheduler on a real database whose clock is the test's: nights pass in a second, in the slices of the real one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio.lowlevel
import pytest

from service.database.pool import Pool, all_rows, one, open_pool
from service.jobs.accept import accept
from service.schedules import store
from service.schedules.scheduler import SLICE_SECONDS, Scheduler
from service.schedules.types import ScheduleInput


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def utc(text: str) -> datetime:
    """Return an instant: `2026-03-29 01:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class FakeClock:
    """Wall time that moves only by sleeping, or by the test's hand."""

    at: datetime
    sleeps: list[float] = field(default_factory=list)
    after_sleep: Callable[[], Awaitable[None]] | None = None

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        await anyio.lowlevel.checkpoint()
        self.sleeps.append(seconds)
        self.at += timedelta(seconds=seconds)
        if self.after_sleep is not None:
            await self.after_sleep()


@dataclass
class Plan:
    """A scheduler, its clock, and ways to set schedules and see what became of their ticks."""

    pool: Pool
    clock: FakeClock
    scheduler: Scheduler

    async def put(self, name: str, cron: str, timezone: str = "UTC", **fields: Any) -> None:
        given = ScheduleInput(cron=cron, timezone=timezone, **{"stage": "transform", **fields})
        async with self.pool.connection() as connection:
            await store.put(connection, name, given, now=self.clock.now())

    async def pass_until(self, end: str, *, jobs_end: bool = True) -> None:
        """Let the scheduler run, a look at `end` included; what it started has ended by its next look, or goes on."""

        async def turn() -> None:
            if jobs_end:
                await self.end_jobs()
            if self.clock.now() >= utc(end):
                await self.scheduler.drain()

        self.clock.after_sleep = turn
        await self.scheduler.run()
        self.scheduler.stopping = False
        await self.scheduler.look()
        assert max(self.clock.sleeps) <= SLICE_SECONDS

    async def look_at(self, instant: str) -> None:
        """Let the scheduler look once, at an instant: whatever lies before it was slept through."""
        self.clock.at = utc(instant)
        await self.scheduler.look()

    async def post(self, stage: str, **input_: Any) -> None:
        async with self.pool.connection() as connection:
            await accept(connection, stage=stage, input_=input_)

    async def end_jobs(self, stage: str | None = None) -> None:
        """Stand in for the worker: what is under way ends."""
        async with self.pool.connection() as connection:
            await connection.execute(
                "update jobs set status = 'succeeded', finished_at = now() "
                "where finished_at is null and (%s::text is null or stage = %s)",
                [stage, stage],
            )

    async def ticks(self, name: str) -> list[str]:
        """Return what became of each recorded tick, as `2026-03-29 01:00 started`, reason after a colon."""
        async with self.pool.connection() as connection:
            rows = await all_rows(
                connection, "select * from schedule_ticks where schedule = %s order by scheduled_for", name
            )
        return [
            f"{row['scheduled_for']:%Y-%m-%d %H:%M} {row['outcome']}" + (f": {row['reason']}" if row["reason"] else "")
            for row in rows
        ]

    async def jobs(self) -> list[str]:
        """Return the stages of all jobs in the order in which they came."""
        async with self.pool.connection() as connection:
            rows = await all_rows(connection, "select stage from jobs where parent_id is null order by created_at, id")
        return [row["stage"] for row in rows]

    async def missed(self, name: str) -> int:
        async with self.pool.connection() as connection:
            row = await one(connection, "select missed from schedules where name = %s", name)
        assert row is not None
        count: int = row["missed"]
        return count


@pytest.fixture
async def plan(database_url: str) -> AsyncIterator[Plan]:
    clock = FakeClock(utc("2026-06-01 00:00"))
    async with open_pool(database_url, name="test") as pool:
        async with pool.connection() as connection:
            await connection.execute("delete from schedules")
        yield Plan(pool=pool, clock=clock, scheduler=Scheduler(pool=pool, clock=clock))

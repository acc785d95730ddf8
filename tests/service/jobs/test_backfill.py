"""A history of years under a small quota, through the whole machine: worker, job engine, stages, dbt, report.

The stand-in's clock and so its quota are the test's. A stage gets that clock as LIFETRACER_AS_OF; where a job waits for
the quota, the hour passes at once: the stand-in's clock goes on and the job's time moves to the past. Nothing else is
replaced. `make chaos` runs the full size.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import anyio
import pytest

from sandbox.toggl_gate import Quota
from sandbox.toggl_habits import Habits
from service.database.pool import all_rows
from service.jobs.registry import STAGES
from tests.fakes.toggl import FakeToggl
from tests.pipelines.outcome import run as run_stage
from tests.sandbox.conftest import make_account, make_entry
from tests.service.jobs.conftest import Shop

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATIENCE_SECONDS = 900
RECENT_DAYS = 60


@dataclass(frozen=True)
class Size:
    """How much there is to read, and how many calls of a workspace an hour allows."""

    days: int
    entries_per_day: int
    calls_per_hour: int


# Five years at the smallest plan's quota, or a year that needs some hours of a smaller one. Read at import, because
# each test runs without the variables of the developer's shell.
FULL, SMALL = Size(1825, 33, 30), Size(365, 9, 6)
SIZE = FULL if "LIFETRACER_BACKFILL_FULL" in os.environ else SMALL


class World:
    """An account with entries on every day, and its clock."""

    def __init__(self) -> None:
        self.now = NOW
        midnight = NOW.replace(hour=0) - timedelta(hours=9)
        length = timedelta(hours=22) / SIZE.entries_per_day
        entries = [
            make_entry(
                1 + ago * 100 + number, midnight - timedelta(days=ago) + number * length, length.total_seconds() / 60
            )
            for ago in range(SIZE.days)
            for number in range(SIZE.entries_per_day)
        ]
        self.count = len(entries)
        born = midnight - timedelta(days=SIZE.days)
        self.toggl = FakeToggl(
            replace(make_account(*entries), created_at=born),
            now=lambda: self.now,
            clock=self.seconds,
            quota=Quota(user=30, workspace=SIZE.calls_per_hour),
            # The plan supposes pages of 200 rows; how long Toggl's are, and how often short, is not documented.
            habits=Habits(largest_page=200, short_pages=False),
        )

    def seconds(self) -> float:
        return (self.now - NOW).total_seconds()

    def environ(self) -> dict[str, str]:
        return {
            "TOGGL_API_URL": self.toggl.origin,
            "TOGGL_API_TOKEN": self.toggl.token,
            "LIFETRACER_AS_OF": self.now.isoformat(),
            "LIFETRACER_TIMEZONE": "Asia/Tokyo",
        }


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return write


async def until(shop: Shop, condition: Callable[[], Any]) -> Any:
    with anyio.fail_after(PATIENCE_SECONDS):
        while True:
            if found := await condition():
                return found
            await anyio.sleep(0.1)


async def until_step(shop: Shop, pipeline: UUID, step: str, *statuses: str) -> dict[str, Any]:
    async def reached() -> dict[str, Any] | None:
        found = (await shop.steps(pipeline))[step]
        is_due = found["status"] == "waiting" and found["not_before"] < datetime.now(UTC) + timedelta(minutes=1)
        return found if found["status"] in statuses and not is_due else None

    job: dict[str, Any] = await until(shop, reached)
    return job


async def until_requests(world: World, count: int) -> None:
    with anyio.fail_after(PATIENCE_SECONDS):
        while len(world.toggl.requests) < count:
            await anyio.sleep(0.05)


async def tracked_days(shop: Shop) -> list[Any]:
    async with shop.pool.connection() as connection:
        rows = await all_rows(
            connection, "select local_date from marts.daily_summary where tracked_seconds > 79000 order by local_date"
        )
    return [row["local_date"] for row in rows]


async def test_a_backfill_of_years_keeps_its_plan_and_hands_on_the_recent_days_first(shop, tmp_path, report):
    world = World()
    with world.toggl:
        shop.stages.update(STAGES)
        shop.environ |= {"LIFETRACER_DATA_DIR": str(tmp_path), **world.environ()}
        plan = run_stage("connector", "toggl", "--plan", DATABASE_URL=shop.url, **world.environ()).result["plan"]
        world.toggl.requests.clear()

        async with shop.worker():
            pipeline = await shop.post("pipeline")
            first = await until_step(shop, pipeline, "reporter", "succeeded", "failed", "skipped")
            assert first["status"] == "succeeded", await shop.log(first["id"])
            toggl = await until_step(shop, pipeline, "toggl", "waiting", "failed")
            assert toggl["status"] == "waiting", await shop.log(toggl["id"])
        expected = [(NOW + timedelta(hours=9)).date() - timedelta(days=ago) for ago in reversed(range(RECENT_DAYS))]
        assert (await tracked_days(shop))[-RECENT_DAYS:] == expected
        assert toggl["wait_left"] > 0

        waits = 1
        while toggl["status"] != "succeeded":
            world.now += HOUR
            shop.environ |= world.environ()
            async with shop.pool.connection() as connection:
                await connection.execute("update jobs set not_before = now() where id = %s", [toggl["id"]])
            if waits == 2:
                # The gateway is restarted while the stage reads: the run is put back in line.
                async with shop.worker():
                    await until_requests(world, len(world.toggl.requests) + 2)
            async with shop.worker():
                toggl = await until_step(shop, pipeline, "toggl", "waiting", "succeeded", "failed")
                assert toggl["status"] != "failed", await shop.log(toggl["id"])
                waits += toggl["status"] == "waiting"
                if toggl["status"] == "succeeded":
                    await shop.until_final(pipeline)
                    await until(shop, lambda: _later_steps_are_done(shop, pipeline))

        await _assert_done(shop, world, plan, toggl, waits, report)


async def _assert_done(
    shop: Shop, world: World, plan: dict[str, Any], toggl: dict[str, Any], waits: int, report: Callable[[str], None]
) -> None:
    """Check that the rows, the days and the calls are those of the plan, and that one job did it without a failure."""
    # The call that Toggl refuses before each wait is not one of the plan.
    reports = [request for request in world.toggl.requests if "/reports/" in request.path]
    async with shop.pool.connection() as connection:
        jobs = await all_rows(connection, "select * from jobs")
        [stored] = await all_rows(connection, "select count(*) as n from raw.toggl__report_time_entries")
        [recent] = await all_rows(connection, "select count(*) as n from raw.toggl__time_entries")
    spent, total = len(reports) - waits, len(world.toggl.requests) - waits
    report(f"backfill: {world.count} entries, {waits} waits, {spent} calls of reports, {total} in all; plan {plan}")
    assert {job["status"] for job in jobs} <= {"succeeded", "skipped"}
    assert [job["id"] for job in jobs if job["input"].get("service") == "toggl"] == [toggl["id"]]
    assert stored["n"] + recent["n"] >= world.count
    assert len(await tracked_days(shop)) == SIZE.days
    assert spent == pytest.approx(plan["history"]["calls"], rel=0.05, abs=1)
    if SIZE == FULL:
        assert waits == plan["hours"]
        assert total == pytest.approx(plan["calls"], rel=0.05)


async def _later_steps_are_done(shop: Shop, pipeline: UUID) -> bool:
    async with shop.pool.connection() as connection:
        rows = await all_rows(
            connection,
            "select from jobs where parent_id is not null and parent_id <> %s and stage = 'reporter' "
            "and status = 'succeeded'",
            pipeline,
        )
    return bool(rows)

"""Single ticks: overlap, pause, two gateways, faults, outages."""

import logging
import sys
from datetime import timedelta

import anyio
import psycopg
import pytest

from service.database.pool import all_rows, open_pool
from service.jobs.accept import accept
from service.schedules import store
from service.schedules.clock import SystemClock
from service.schedules.scheduler import Scheduler
from service.schedules.types import ScheduleInput

from .conftest import FakeClock, utc

pytestmark = pytest.mark.anyio


async def test_a_tick_whose_run_before_has_not_ended_is_skipped_and_that_is_recorded(plan):
    await plan.put("often", "*/10 * * * *")
    await plan.pass_until("2026-06-01 00:25", jobs_end=False)
    assert await plan.ticks("often") == ["2026-06-01 00:10 started", "2026-06-01 00:20 skipped: overlap"]
    assert await plan.jobs() == ["transform"]
    await plan.end_jobs()
    await plan.pass_until("2026-06-01 00:31", jobs_end=False)
    assert (await plan.ticks("often"))[2:] == ["2026-06-01 00:30 started"]


async def test_with_wait_exactly_one_tick_waits_and_runs_when_the_run_before_ends(plan):
    await plan.put("often", "*/10 * * * *", overlap="wait")
    await plan.pass_until("2026-06-01 00:35", jobs_end=False)
    assert await plan.ticks("often") == [
        "2026-06-01 00:10 started",
        "2026-06-01 00:20 waiting",
        "2026-06-01 00:30 skipped: already_waiting",
    ]
    await plan.end_jobs()
    await plan.pass_until("2026-06-01 00:36", jobs_end=False)
    assert (await plan.ticks("often"))[1] == "2026-06-01 00:20 started: waited"
    assert await plan.jobs() == ["transform", "transform"]


async def test_a_run_by_hand_counts_for_the_overlap(plan):
    await plan.put("often", "*/10 * * * *")
    await plan.post("transform")
    async with plan.pool.connection() as connection:
        (job,) = await all_rows(connection, "select id from jobs")
        await store.add_manual_run(connection, "often", job["id"], now=plan.clock.now())
    await plan.pass_until("2026-06-01 00:11", jobs_end=False)
    assert await plan.ticks("often") == ["2026-06-01 00:00 started: manual", "2026-06-01 00:10 skipped: overlap"]


async def test_an_equal_job_that_waits_already_is_shared(plan):
    await plan.put("often", "*/10 * * * *")
    await plan.post("transform")
    await plan.look_at("2026-06-01 00:10")
    assert await plan.ticks("often") == ["2026-06-01 00:10 started"]
    assert await plan.jobs() == ["transform"]


async def test_a_paused_schedule_fires_nothing_and_makes_up_for_nothing(plan):
    await plan.put("often", "*/10 * * * *")
    await plan.pass_until("2026-06-01 00:15")
    await plan.put("often", "*/10 * * * *", paused=True)
    await plan.pass_until("2026-06-01 00:45")
    await plan.put("often", "*/10 * * * *", paused=False)
    await plan.pass_until("2026-06-01 00:51")
    assert await plan.ticks("often") == ["2026-06-01 00:10 started", "2026-06-01 00:50 started"]
    assert await plan.missed("often") == 0


async def test_a_pause_ends_a_wait(plan):
    await plan.put("report", "10 0 * * *", stage="reporter", after="pipeline")
    await plan.post("pipeline")
    await plan.look_at("2026-06-01 00:10")
    await plan.put("report", "10 0 * * *", stage="reporter", after="pipeline", paused=True)
    await plan.end_jobs()
    await plan.look_at("2026-06-01 00:11")
    assert await plan.ticks("report") == ["2026-06-01 00:10 skipped: paused"]


async def test_a_new_time_begins_with_the_edit_and_another_edit_loses_no_tick(plan):
    await plan.put("daily", "0 1 * * *")
    plan.clock.at = utc("2026-06-01 09:00")
    await plan.put("daily", "0 1 * * *", stage="analyzer")
    await plan.scheduler.look()
    assert await plan.jobs() == ["analyzer"]
    await plan.put("daily", "0 8 * * *")
    await plan.scheduler.look()
    assert await plan.jobs() == ["analyzer"]


async def test_two_gateways_on_one_database_start_each_tick_once(plan, database_url):
    await plan.put("often", "*/2 * * * *", overlap="wait")
    await plan.put("a-report", "*/2 * * * *", stage="reporter", after="transform")
    async with open_pool(database_url, name="other") as other_pool:
        clocks = [FakeClock(plan.clock.now()), FakeClock(plan.clock.now() + timedelta(seconds=7))]
        pools = [plan.pool, other_pool]
        pair = [Scheduler(pool=pool, clock=clock) for pool, clock in zip(pools, clocks, strict=True)]

        async def both_look() -> None:
            async with anyio.create_task_group() as tasks:
                for scheduler in pair:
                    tasks.start_soon(scheduler.look)

        for minute in range(1, 61):
            for clock in clocks:
                clock.at = utc("2026-06-01 00:00") + timedelta(minutes=minute)
            await both_look()
            await plan.end_jobs("transform")
            await both_look()
            await plan.end_jobs()
    for name in ("often", "a-report"):
        assert [line.split()[2].rstrip(":") for line in await plan.ticks(name)] == ["started"] * 30
    jobs = await plan.jobs()
    assert (jobs.count("transform"), jobs.count("reporter")) == (30, 30)
    # The report came after the transform of its own tick, each time.
    assert jobs == ["transform", "reporter"] * 30


async def test_two_gateways_that_wake_at_the_same_moment_count_what_was_missed_once(plan):
    await plan.put("daily", "0 1 * * *")
    plan.clock.at = utc("2026-06-04 12:00")
    async with plan.pool.connection() as watching, anyio.create_task_group() as tasks:
        await watching.execute("select from schedules for update")
        for _ in range(2):
            tasks.start_soon(Scheduler(pool=plan.pool, clock=plan.clock).look)
        # Both have found the same tick due before either may write.
        with anyio.fail_after(30):
            while len(await all_rows(watching, "select from pg_locks where not granted")) < 2:
                await anyio.sleep(0.01)
        await watching.execute("commit")
    assert await plan.ticks("daily") == ["2026-06-04 01:00 started"]
    assert await plan.missed("daily") == 3


async def test_the_key_alone_keeps_a_tick_from_being_started_twice(plan):
    # As if both gateways had read the row at the same moment, before either wrote.
    await plan.put("daily", "0 1 * * *")
    await plan.look_at("2026-06-01 01:00")
    async with plan.pool.connection() as connection:
        await connection.execute("update schedules set decided_until = %s", [utc("2026-06-01 00:00")])
    await plan.end_jobs()
    await plan.scheduler.look()
    assert await plan.jobs() == ["transform"]
    assert await plan.ticks("daily") == ["2026-06-01 01:00 started"]


async def test_tick_and_job_are_written_together_or_not_at_all(plan, monkeypatch, caplog):
    await plan.put("daily", "0 1 * * *")

    async def failing(*arguments, **options):
        await accept(*arguments, **options)
        raise RuntimeError("the power went out")

    monkeypatch.setattr("service.schedules.decide.accept", failing)
    await plan.look_at("2026-06-01 01:00")
    assert await plan.jobs() == []
    assert await plan.ticks("daily") == []
    assert "daily" in caplog.text
    monkeypatch.undo()
    await plan.look_at("2026-06-01 01:01")
    assert await plan.jobs() == ["transform"]
    assert await plan.ticks("daily") == ["2026-06-01 01:00 started"]


async def test_a_schedule_that_cannot_be_read_does_not_hold_the_others(plan, caplog):
    await plan.put("a", "0 1 * * *")
    await plan.put("b", "0 1 * * *", stage="analyzer")
    await plan.put("c", "0 1 * * *", stage="adjuster")
    async with plan.pool.connection() as connection:
        await connection.execute("update schedules set timezone = 'Mars' where name = 'a'")
        await connection.execute("update schedules set stage = 'gone' where name = 'b'")
    await plan.look_at("2026-06-01 01:00")
    assert await plan.jobs() == ["adjuster"]
    assert "schedule a cannot be read" in caplog.text
    assert "tick of schedule b" in caplog.text


async def test_an_outage_is_sat_out_told_once_and_caught_up_with(plan, server_url, database_url, caplog):
    name = database_url.partition("@/")[2].partition("?")[0]

    def allow(connections: str) -> None:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"alter database {name} allow_connections {connections}")
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])

    await plan.put("daily", "0 1 * * *")
    plan.pool.timeout = 0.2
    plan.clock.at = utc("2026-06-01 00:59")
    allow("false")
    looks = iter(range(10))

    async def come_back() -> None:
        if next(looks) == 7:
            allow("true")
            plan.pool.timeout = 30
        if plan.clock.now() >= utc("2026-06-01 01:04"):
            await plan.scheduler.drain()

    plan.clock.after_sleep = come_back
    with caplog.at_level(logging.WARNING, "service.schedules"):
        await plan.scheduler.run()
    assert caplog.text.count("the scheduler lost the database") == 1
    assert await plan.ticks("daily") == ["2026-06-01 01:00 started"]
    assert await plan.jobs() == ["transform"]


async def test_while_draining_no_tick_is_taken(plan):
    await plan.put("daily", "0 1 * * *")
    plan.clock.at = utc("2026-06-01 01:00")
    await plan.scheduler.drain()
    await plan.scheduler.look()
    await plan.scheduler.run()
    assert await plan.ticks("daily") == []


async def test_the_scheduler_goes_by_the_clock_whatever_as_of_says(plan, monkeypatch):
    monkeypatch.setenv("LIFETRACER_AS_OF", "2020-01-01T00:00:00Z")
    clock = SystemClock()
    async with plan.pool.connection() as connection:
        given = ScheduleInput(cron="* * * * *", timezone="UTC", stage="transform")
        await store.put(connection, "often", given, now=clock.now() - timedelta(minutes=2))
    await Scheduler(pool=plan.pool, clock=clock).look()
    async with plan.pool.connection() as connection:
        (tick,) = await all_rows(connection, "select *, now() as database_time from schedule_ticks")
    assert timedelta(0) <= tick["database_time"] - tick["scheduled_for"] < timedelta(minutes=2)


async def test_ticks_are_kept_for_ninety_days(plan):
    await plan.put("daily", "0 1 * * *")
    await plan.look_at("2026-06-01 01:00")
    await plan.end_jobs()
    await plan.look_at("2026-08-29 01:00")
    assert len(await plan.ticks("daily")) == 2
    await plan.end_jobs()
    await plan.look_at("2026-08-31 01:00")
    assert await plan.ticks("daily") == ["2026-08-29 01:00 started", "2026-08-31 01:00 started"]


async def test_the_shipped_schedules_come_with_the_database_once(database_url):
    async with open_pool(database_url, name="test") as pool, pool.connection() as connection:
        found = await store.load_all(connection, now=utc("2026-06-01 00:00"))
        assert [(one.name, one.cron, one.timezone, one.stage, one.input, one.after) for one in found] == [
            ("daily-pipeline", "0 1 * * *", "Asia/Tokyo", "pipeline", {"report": False}, None),
            ("daily-report", "0 2 * * *", "Asia/Tokyo", "reporter", {"period": "daily"}, "pipeline"),
            ("weekly-report", "0 6 * * 1", "Asia/Tokyo", "reporter", {"period": "weekly"}, "pipeline"),
        ]
        await store.remove(connection, "daily-report", now=utc("2026-06-01 00:00"))
        await connection.commit()
        command = [sys.executable, "-m", "service.migrations"]
        await anyio.run_process(command, env={"DATABASE_URL": database_url})
        left = [one.name for one in await store.load_all(connection, now=utc("2026-06-01 00:00"))]
        assert left == ["daily-pipeline", "weekly-report"]


async def test_a_job_names_the_schedule_that_started_it(plan):
    await plan.put("often", "*/10 * * * *")
    await plan.look_at("2026-06-01 00:10")
    async with plan.pool.connection() as connection:
        (job,) = await all_rows(connection, "select started_by_kind, started_by_name from jobs")
    assert tuple(job.values()) == ("schedule", "often")

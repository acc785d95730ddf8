"""Whole nights of a scheduler on a real database, in the slices of the real one: exactly the runs that are promised."""

import pytest

from .conftest import utc

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("zone", "cron", "begin", "daily", "first_hour"),
    [
        # Berlin springs from 02:00 to 03:00 at 01:00 UTC, New York at 07:00 UTC.
        ("Europe/Berlin", "30 2 * * *", "2026-03-28 23:30", "2026-03-29 01:00", 0),
        ("Europe/Berlin", "30 2 * * *", "2026-10-24 23:30", "2026-10-25 00:30", 0),
        ("America/New_York", "30 2 * * *", "2026-03-08 05:30", "2026-03-08 07:00", 6),
        ("America/New_York", "30 1 * * *", "2026-11-01 04:30", "2026-11-01 05:30", 5),
        ("Asia/Tokyo", "0 0 1 1 *", "2026-12-31 13:30", "2026-12-31 15:00", 14),
    ],
)
async def test_clock_changes_and_a_year_end(plan, zone, cron, begin, daily, first_hour):
    plan.clock.at = utc(begin)
    await plan.put("daily", cron, zone)
    await plan.put("hourly", "0 * * * *", zone, stage="analyzer")
    hours = [f"{daily[:10]} {first_hour + hour:02}:00" for hour in range(4)]
    await plan.pass_until(hours[-1])
    assert await plan.ticks("daily") == [f"{daily} started"]
    assert await plan.ticks("hourly") == [f"{hour} started" for hour in hours]
    assert sorted(await plan.jobs()) == ["analyzer"] * 4 + ["transform"]
    assert await plan.missed("daily") == await plan.missed("hourly") == 0


async def test_a_laptop_asleep_for_three_days_makes_up_for_one_run(plan):
    plan.clock.at = utc("2026-06-01 00:30")
    await plan.put("daily", "0 1 * * *")
    await plan.put("hourly", "0 * * * *", stage="analyzer")
    await plan.put("weekly", "0 3 * * tue", stage="adjuster")
    await plan.put("strict", "0 1 * * *", stage="reporter", catch_up="none")
    await plan.pass_until("2026-06-01 01:10")
    plan.clock.at = utc("2026-06-04 12:10")
    await plan.pass_until("2026-06-04 12:30")
    assert await plan.ticks("daily") == ["2026-06-01 01:00 started", "2026-06-04 01:00 started"]
    assert await plan.ticks("hourly") == ["2026-06-01 01:00 started", "2026-06-04 12:00 started"]
    # Two days old by then, and a run that is not to be made up for.
    assert await plan.ticks("weekly") == ["2026-06-02 03:00 missed: too_late"]
    assert await plan.ticks("strict") == ["2026-06-01 01:00 started", "2026-06-04 01:00 missed: too_late"]
    assert [await plan.missed(name) for name in ("daily", "hourly", "weekly", "strict")] == [2, 82, 1, 3]
    assert sorted(await plan.jobs()) == ["analyzer", "analyzer", "reporter", "transform", "transform"]


async def test_a_clock_set_back_by_an_hour_fires_nothing_again(plan):
    plan.clock.at = utc("2026-06-01 00:30")
    await plan.put("daily", "0 1 * * *")
    await plan.put("often", "*/20 * * * *", stage="analyzer")
    await plan.pass_until("2026-06-01 01:30")
    before = [await plan.ticks("daily"), await plan.ticks("often")]
    assert [len(ticks) for ticks in before] == [1, 3]
    plan.clock.at = utc("2026-06-01 00:30")
    await plan.pass_until("2026-06-01 01:30")
    assert [await plan.ticks("daily"), await plan.ticks("often")] == before
    # And it goes on where the plan goes on.
    await plan.pass_until("2026-06-01 02:00")
    assert (await plan.ticks("often"))[3:] == ["2026-06-01 01:40 started", "2026-06-01 02:00 started"]
    assert await plan.missed("often") == 0


async def test_a_clock_that_was_days_ahead_is_forgiven_and_no_tick_runs_twice(plan):
    plan.clock.at = utc("2026-06-01 00:30")
    await plan.put("daily", "0 1 * * *")
    await plan.pass_until("2026-06-01 01:10")
    await plan.look_at("2031-01-01 01:00")
    await plan.end_jobs()
    plan.clock.at = utc("2026-06-01 00:45")
    await plan.pass_until("2026-06-01 01:30")
    plan.clock.at = utc("2026-06-02 00:45")
    await plan.pass_until("2026-06-02 01:30")
    assert await plan.ticks("daily") == [
        "2026-06-01 01:00 started",
        "2026-06-02 01:00 started",
        "2031-01-01 01:00 started",
    ]


async def test_the_looks_keep_to_the_wall_clock(plan):
    plan.clock.at = utc("2026-06-01 00:00").replace(second=17, microsecond=250_000)
    await plan.pass_until("2026-06-01 00:02")
    assert plan.clock.sleeps == [12.75, 30, 30, 30]
    # Set off its course it comes back to it, and what was edited a second before its minute is seen in time.
    plan.clock.at = utc("2026-06-01 00:02").replace(second=29)
    await plan.put("new", "3 0 * * *")
    await plan.pass_until("2026-06-01 00:03")
    assert plan.clock.sleeps[4:] == [1, 30]
    assert await plan.ticks("new") == ["2026-06-01 00:03 started"]


async def test_the_daily_chain_of_a_night(plan):
    plan.clock.at = utc("2026-06-01 15:30")  # 00:30 in Tokyo
    await plan.put("daily-pipeline", "0 1 * * *", "Asia/Tokyo", stage="pipeline", input={"report": False})
    await plan.put("daily-report", "0 2 * * *", "Asia/Tokyo", stage="reporter", after="pipeline")
    await plan.pass_until("2026-06-01 17:10", jobs_end=False)
    # 02:10, and the pipeline of 01:00 still runs.
    assert await plan.jobs() == ["pipeline"]
    assert await plan.ticks("daily-report") == ["2026-06-01 17:00 waiting"]
    await plan.end_jobs()
    await plan.pass_until("2026-06-01 17:11", jobs_end=False)
    assert await plan.jobs() == ["pipeline", "reporter"]
    assert await plan.ticks("daily-report") == ["2026-06-01 17:00 started: waited"]


async def test_the_daily_chain_after_a_night_without_a_gateway_keeps_its_order(plan):
    plan.clock.at = utc("2026-05-31 15:30")
    # By name the other two come first.
    await plan.put("a-report", "0 2 * * *", "Asia/Tokyo", stage="reporter", after="pipeline")
    await plan.put("b-pipeline", "0 1 * * *", "Asia/Tokyo", stage="pipeline", input={"report": False})
    await plan.put("a-analysis", "0 1 * * *", "Asia/Tokyo", stage="analyzer", after="pipeline")
    plan.clock.at = utc("2026-06-02 00:00")
    await plan.scheduler.look()
    assert await plan.jobs() == ["pipeline"]
    await plan.end_jobs()
    await plan.look_at("2026-06-02 00:01")
    assert await plan.jobs() == ["pipeline", "analyzer", "reporter"]


async def test_a_wait_ends_after_six_hours_and_nothing_is_lost(plan):
    plan.clock.at = utc("2026-06-01 01:59")
    await plan.put("report", "0 2 * * *", stage="reporter", after="pipeline")
    await plan.post("pipeline")
    await plan.pass_until("2026-06-01 02:05", jobs_end=False)
    await plan.look_at("2026-06-01 08:00")
    assert await plan.ticks("report") == ["2026-06-01 02:00 waiting"]
    await plan.look_at("2026-06-01 08:01")
    assert await plan.ticks("report") == ["2026-06-01 02:00 started: wait_limit"]
    assert await plan.jobs() == ["pipeline", "reporter"]


async def test_a_tick_that_waited_through_three_days_of_sleep_gives_way_to_the_last_one(plan):
    plan.clock.at = utc("2026-06-01 00:30")
    await plan.put("pipeline", "0 1 * * *", stage="pipeline")
    await plan.put("report", "0 2 * * *", stage="reporter", after="pipeline")
    await plan.pass_until("2026-06-01 02:05", jobs_end=False)
    plan.clock.at = utc("2026-06-04 12:00")
    await plan.end_jobs()
    await plan.pass_until("2026-06-04 12:10")
    assert await plan.ticks("report") == ["2026-06-01 02:00 missed: too_late", "2026-06-04 02:00 started: waited"]
    assert await plan.missed("report") == 3
    assert await plan.jobs() == ["pipeline", "pipeline", "reporter"]

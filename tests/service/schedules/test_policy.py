"""What is due after a while in which nobody looked."""

from zoneinfo import ZoneInfo

import pytest

from service.schedules.policy import COUNT_LIMIT, due, next_run

from .conftest import utc

UTC_ZONE = ZoneInfo("UTC")


def outcome(cron: str, since: str, now: str, catch_up: str = "last") -> tuple[str, bool, int] | None:
    found = due(cron, UTC_ZONE, since=utc(since), now=utc(now), catch_up=catch_up)
    return None if found is None else (f"{found.tick:%m-%d %H:%M}", found.runs, found.missed)


@pytest.mark.parametrize(
    ("cron", "since", "now", "catch_up", "expected"),
    [
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 00:59", "last", None),
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 01:00", "last", ("06-02 01:00", True, 0)),
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 01:00", "none", ("06-02 01:00", True, 0)),
        # Half a minute late is on time; half an hour is not.
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 01:01", "none", ("06-02 01:00", True, 0)),
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 01:30", "none", ("06-02 01:00", False, 1)),
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-02 01:30", "last", ("06-02 01:00", True, 0)),
        # Three days asleep: one run, whatever the expression.
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-04 12:00", "last", ("06-04 01:00", True, 2)),
        ("0 * * * *", "2026-06-01 01:00", "2026-06-04 01:30", "last", ("06-04 01:00", True, 71)),
        ("0 1 * * *", "2026-06-01 01:00", "2026-06-04 12:00", "none", ("06-04 01:00", False, 3)),
        # What is older than a day is not caught up.
        ("0 1 1 * *", "2026-05-30 00:00", "2026-06-02 01:00", "last", ("06-01 01:00", True, 0)),
        ("0 1 1 * *", "2026-05-30 00:00", "2026-06-02 01:01", "last", ("06-01 01:00", False, 1)),
        # A clock that was set back: what was decided is not due again.
        ("* * * * *", "2026-06-01 02:00", "2026-06-01 01:00", "last", None),
    ],
)
def test_what_is_due(cron, since, now, catch_up, expected):
    assert outcome(cron, since, now, catch_up) == expected


def test_after_years_the_last_tick_runs_and_the_count_stops():
    assert outcome("* * * * *", "2020-01-01 00:00", "2026-06-01 00:00") == ("06-01 00:00", True, COUNT_LIMIT - 1)


def test_the_next_run_is_still_to_come():
    def at(since: str, now: str) -> str:
        found = next_run("0 1 * * *", UTC_ZONE, since=utc(since), now=utc(now))
        return f"{found:%m-%d %H:%M}"

    assert at("2026-06-01 00:00", "2026-06-01 00:30") == "06-01 01:00"
    # Due and not yet taken is not the next one, nor is one that a clock set back shows again.
    assert at("2026-06-01 00:00", "2026-06-01 12:00") == "06-02 01:00"
    assert at("2026-06-01 01:00", "2026-06-01 00:30") == "06-02 01:00"

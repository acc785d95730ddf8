"""When expressions fire, across everything that calendars and governments do to the clock."""

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from service.schedules import cron

from .conftest import utc


def fires(expression: str, zone: str, after: str, count: int) -> list[str]:
    found = islice(cron.ticks(expression, ZoneInfo(zone), utc(after)), count)
    return [f"{tick:%Y-%m-%d %H:%M}" for tick in found]


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        # 02:30 does not exist in Berlin on 29 March 2026: it fires at 03:00 CEST, which is 01:00 UTC.
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-27 12:00",
            ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"],
        ),
        # 02:30 comes twice on 25 October 2026: the first, in CEST, counts.
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-23 12:00",
            ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"],
        ),
        (
            "30 2 * * *",
            "America/New_York",
            "2026-03-06 12:00",
            ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30"],
        ),
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-30 12:00",
            ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"],
        ),
        # Several missing times end at one instant, and fire there once.
        ("0,30 2 * * *", "Europe/Berlin", "2026-03-29 00:00", ["2026-03-29 01:00", "2026-03-30 00:00"]),
        # Every hour means every hour that passes: none is left out, and the repeated one is two.
        (
            "0 * * * *",
            "Europe/Berlin",
            "2026-10-24 23:00",
            ["2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 02:00"],
        ),
        (
            "0 * * * *",
            "Europe/Berlin",
            "2026-03-28 23:30",
            ["2026-03-29 00:00", "2026-03-29 01:00", "2026-03-29 02:00"],
        ),
        # A zone that changes by half an hour: 02:15 is missing on Lord Howe Island on 4 October 2026.
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00", ["2026-10-03 15:30", "2026-10-04 15:15"]),
    ],
)
def test_clock_changes(expression, zone, after, expected):
    assert fires(expression, zone, after, len(expected)) == expected


def test_a_schedule_that_begins_within_the_repeated_hour_does_not_fire_for_its_first_half():
    # 06:10 UTC is the second 01:10 in New York; the 01:30 that counts passed at 05:30 UTC.
    assert fires("30 1 * * *", "America/New_York", "2026-11-01 06:10", 1) == ["2026-11-02 06:30"]


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("59 23 31 12 *", "2026-06-01 00:00", ["2026-12-31 23:59", "2027-12-31 23:59"]),
        ("0 0 1 1 *", "2026-12-31 23:59", ["2027-01-01 00:00", "2028-01-01 00:00"]),
        ("0 4 29 2 *", "2026-01-01 00:00", ["2028-02-29 04:00", "2032-02-29 04:00"]),
        (
            "0 4 L * *",
            "2027-12-31 12:00",
            ["2028-01-31 04:00", "2028-02-29 04:00", "2028-03-31 04:00", "2028-04-30 04:00"],
        ),
        ("0 4 31 * *", "2026-01-31 12:00", ["2026-03-31 04:00", "2026-05-31 04:00"]),
        ("0 6 * * MON#1", "2026-06-01 06:00", ["2026-07-06 06:00"]),
        ("0 6 * * 5L", "2026-06-01 06:00", ["2026-06-26 06:00"]),
    ],
)
def test_ends_of_years_and_months_and_leap_days(expression, after, expected):
    assert fires(expression, "UTC", after, len(expected)) == expected


def test_a_tick_is_later_than_what_it_is_asked_after_and_they_grow():
    zone = ZoneInfo("America/New_York")
    for expression in ("*/7 * * * *", "0 */2 * * *", "30 1,2 * * *", "*/20 1 * * *"):
        for after in ("2026-10-31 12:00", "2026-03-07 12:00"):
            found = list(islice(cron.ticks(expression, zone, utc(after)), 300))
            assert found == sorted(set(found))
            assert found[0] > utc(after)
            # Wherever one begins, the rest is the same: what was decided does not come again.
            assert list(islice(cron.ticks(expression, zone, found[5]), 50)) == found[6:56]


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "0 1 * *",
        "0 0 1 * * *",
        "60 1 * * *",
        "0 25 * * *",
        "0 0 30 2 *",
        "x",
        "@daily",
        "*/0 * * * *",
        "\u0661 1 * * *",
    ],
)
def test_an_expression_that_cannot_be_used_is_refused_with_the_form(expression):
    with pytest.raises(ValueError, match="five fields"):
        cron.check(expression)


@pytest.mark.parametrize("name", ["", "Mars", "Asia", "/etc/passwd", "../Tokyo", "a\0b", "x" * 300])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="Asia/Tokyo"):
        cron.zone_of(name)


def test_instants_are_utc():
    found = next(cron.ticks("0 1 * * *", ZoneInfo("Asia/Tokyo"), utc("2026-06-01 00:00")))
    assert found == datetime(2026, 6, 1, 16, tzinfo=found.tzinfo)
    assert str(found.tzinfo) == "UTC"

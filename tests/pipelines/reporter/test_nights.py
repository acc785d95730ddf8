"""The sleep section."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from pipelines.reporter.context import Context
from pipelines.reporter.sections import sleep

from .conftest import load

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


def tiles(section: dict[str, Any]) -> dict[str, str]:
    return {tile["label"]: tile["value"].replace("\xa0", " ") for tile in section["tiles"]}


@pytest.fixture
def nights(marts, piece):
    """The week before 6 h on one night; Monday 8 h with a break, and a nap; Tuesday 7 h after midnight."""
    marts.fill(
        [
            piece("2026-03-09 23:00", 360, "Sleep"),
            piece("2026-03-16 22:00", 240, "Sleep"),
            piece("2026-03-17 02:30", 240, "Sleep"),
            piece("2026-03-17 15:00", 60, "Sleep"),
            piece("2026-03-18 00:30", 420, "Sleep"),
            piece("2026-03-19 10:00", 60, "Work"),
        ],
        LATER,
    )
    return marts


def test_a_nap_counts_as_sleep_and_not_as_waking_up_late(nights, context: Make):
    section = load(sleep, context(TUESDAY, "en", "daily"))
    assert tiles(section) == {"Asleep": "9 h 00 m", "Bedtime": "22:00", "Wake-up": "6:30"}
    assert section["rows"][-1]["times"] == "22:00 \N{EN DASH} 6:30"
    # Cut at midnight and by the break; the axis ends in the morning, before the nap.
    assert len(section["rows"][-1]["pieces"]) == 3


def test_a_week_has_the_mean_of_its_nights_and_compares_it_with_the_week_before(nights, context: Make):
    section = load(sleep, context(MONDAY))
    assert tiles(section) == {
        "Mean sleep": "8 h 00 m",
        "Bedtime": "23:15",
        "Wake-up": "7:00",
        "Shortest night": "7 h 00 m",
        "Longest night": "9 h 00 m",
    }
    assert section["tiles"][0]["note"] == "previous week: 6\xa0h\xa000\xa0m"


def test_a_night_lies_on_the_axis_of_its_evening_over_midnight(nights, context: Make):
    section = load(sleep, context(WEDNESDAY, "en", "daily"))
    hours = [int(tick["label"]) for tick in section["ticks"]]
    tuesday = section["rows"][-1]["pieces"][0]
    width = 3 * (len(hours) - 1)
    assert hours[0] == 21
    assert tuesday["start"] == pytest.approx(3.5 / width)
    assert tuesday["size"] == pytest.approx(7 / width)


def test_a_day_stands_in_the_row_of_the_nights_before_it(nights, context: Make):
    rows = load(sleep, context(WEDNESDAY, "en", "daily"))["rows"]
    assert [row["own"] for row in rows] == [False] * 6 + [True]
    assert rows[0]["label"].replace("\xa0", " ") == "Wed 11 Mar"


def test_a_day_shows_the_night_that_ended_on_its_morning(nights, context: Make):
    section = load(sleep, context(TUESDAY, "en", "daily"))
    assert section["rows"][-1]["label"].replace("\xa0", " ") == "Mon 16 Mar"
    assert "ended on the morning of this day" in section["note"]
    assert load(sleep, context(MONDAY, "en", "daily")) is None


def test_sleep_before_and_after_midnight_is_one_night_with_the_date_of_its_evening(marts, piece, context: Make):
    # To bed early, awake before midnight, and again from midnight on; then a nap on the next afternoon.
    marts.fill(
        [
            piece("2026-03-16 19:00", 240, "Sleep"),
            piece("2026-03-17 00:20", 340, "Sleep"),
            piece("2026-03-17 15:00", 30, "Sleep"),
            piece("2026-03-17 17:30", 750, "Sleep"),
            piece("2026-03-19 10:00", 60, "Work"),
        ],
        LATER,
    )
    rows = {row["label"].replace("\xa0", " "): row["pieces"] for row in load(sleep, context(MONDAY))["rows"]}
    # 17:30 is before the start of the night, so that sleep is of Monday's night, also what lies after midnight.
    assert len(rows["Mon 16 Mar"]) >= 2
    assert rows["Tue 17 Mar"] == []


@pytest.mark.parametrize(
    ("as_of", "more", "running", "shown"),
    [
        ("2026-03-18 08:00", None, 0, False),
        ("2026-03-18 08:00", "2026-03-18 07:45", 0, True),
        ("2026-03-18 12:00", None, 0, True),
        ("2026-03-18 13:00", None, 1, False),
    ],
    ids=["morning", "something else has begun", "past noon", "past noon, still asleep"],
)
def test_an_unfinished_night_is_not_shown(marts, piece, berlin, context: Make, as_of, more, running, shown):
    later = [piece(more, 10, "Vitals")] if more else []
    now = datetime.fromisoformat(as_of).replace(tzinfo=berlin)
    nights = [piece("2026-03-16 23:00", 420, "Sleep"), piece("2026-03-17 23:00", 480, "Sleep")]
    marts.fill([*nights, piece("2026-03-17 09:00", 60, "Work"), *later], now)
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set running_count = %s", [running])
    section = load(sleep, context(MONDAY))
    labels = [row["label"].replace("\xa0", " ") for row in section["rows"]]
    assert ("Tue 17 Mar" in labels) == shown
    assert ("is not over" in section["note"]) != shown
    assert (load(sleep, context(WEDNESDAY, "en", "daily")) is not None) == shown


def test_nights_outside_the_records_have_no_row(nights, context: Make):
    rows = load(sleep, context(MONDAY, "en", "monthly"))["rows"]
    assert [row["label"].replace("\xa0", " ") for row in (rows[0], rows[-1])] == ["Mon 9 Mar", "Wed 18 Mar"]
    assert rows[1]["value"] == "\N{EN DASH}"


def test_without_sleep_there_is_no_heading(nights, context: Make):
    assert load(sleep, context(date(2026, 3, 20), "en", "daily")) is None

"""What a page shows of the gateway's answers."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.texts import ENGLISH, JAPANESE
from console.texts.formats import Formats
from console.views.aims import Aims
from console.views.changes import changes
from console.views.clock import Clock
from console.views.decide import Decisions
from console.views.sleep import Sleep, sleep_view
from console.views.strips import DayClock, DayName, Strips
from console.views.verdicts import verdicts_of
from console.views.words import Categories
from console.wire.days import ClockChange, Day, Night, PlannedSegment, Segment, UnreadSpan, Usual, UsualCategory
from console.wire.estimates import SummaryCategory, SummaryDay

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
DATE, HOUR = dt.date(2026, 6, 29), 3600
NOW = Clock(now=dt.datetime(2026, 6, 28, 22, 30, tzinfo=dt.UTC), zone=TOKYO)
EN = Categories(ENGLISH, [])


def piece(
    start: float, end: float, category: str, description: str | None = None, *, is_generated: bool = False
) -> Segment:
    return Segment(
        start=round(start * HOUR),
        end=round(end * HOUR),
        category=category,
        is_generated=is_generated,
        project=None,
        client=None,
        description=description,
    )


def day(*pieces: Segment, date: dt.date = DATE, **changed) -> Day:
    tracked = sum(one.end - one.start for one in pieces if not one.is_generated)
    values: dict[str, Any] = {
        "day_type": "workday",
        "holiday_name": None,
        "length_seconds": 24 * HOUR,
        "elapsed_seconds": 24 * HOUR,
        "tracked_seconds": tracked,
        "is_complete": True,
        "is_read": True,
        "clock_change": None,
        "unread": [],
        "plan": [],
        "notes": [],
    }
    return Day(date=date, actual=list(pieces), **{**values, **changed})


def category(name: str = "Work", **values) -> SummaryCategory:
    names = ("color", "actual", "plan", "target", "direction", "target_chance", "estimate", "median", "lower", "upper")
    return SummaryCategory(category=name, **{**dict.fromkeys(names), **values})


def summary(*categories: SummaryCategory, is_complete: bool = True, is_read: bool = True) -> SummaryDay:
    return SummaryDay(
        date=DATE,
        day_type="workday",
        length_minutes=1440,
        is_complete=is_complete,
        is_read=is_read,
        categories=list(categories),
    )


@pytest.mark.parametrize(
    ("values", "is_over", "state", "why"),
    [
        ({"direction": "more", "target": 60, "actual": 61}, False, "met", "1:01 of 1:00"),
        (
            {"direction": "more", "target": 60, "actual": 9, "target_chance": 0.5, "median": 54},
            False,
            "open",
            "0:51 to go · likely 0:54",
        ),
        ({"direction": "more", "target": 60, "actual": 9, "target_chance": 0.8}, False, "on track", "0:51 to go"),
        ({"direction": "more", "target": 60, "actual": 9, "target_chance": 0.2}, False, "at risk", "0:51 to go"),
        (
            {"direction": "less", "target": 480, "target_chance": 0.9, "median": 405},
            False,
            "on track",
            "at most 8:00 · likely 6:45",
        ),
        ({"direction": "less", "target": 120, "actual": 121}, False, "missed", "at most 2:00"),
        ({"direction": "less", "target": 120, "actual": 119}, False, "open", "at most 2:00"),
        ({"direction": "more", "target": 60, "actual": 59}, True, "missed", "0:59 of 1:00"),
        ({"direction": "less", "target": 60}, True, "met", "0:00 of 1:00"),
        ({"direction": "neutral", "target": 45, "median": 35}, False, "", "about 0:45 · likely 0:35"),
    ],
)
def test_a_target_has_a_verdict_only_when_it_is_certain(values, is_over, state, why):
    aim = Aims(ENGLISH, EN, is_whole_day=True).of(summary(category(**values)), is_over=is_over)[0]
    assert (aim.state, aim.why) == (state, why)


def test_what_is_likely_is_never_less_than_what_is_logged():
    values: dict[str, Any] = {
        "direction": "less",
        "target": 600,
        "actual": 500,
        "median": 400,
        "lower": 300,
        "upper": 450,
    }
    aim = Aims(ENGLISH, EN, is_whole_day=True).of(summary(category(**values)), is_over=False)[0]
    assert "likely 8:20" in aim.why
    assert "expected 8:20 between 8:20 and 8:20" in aim.drawing


@pytest.mark.parametrize(("is_complete", "is_whole_day", "judged"), [(False, True, False), (False, False, True)])
def test_an_incomplete_day_has_no_verdict_for_who_tracks_whole_days(is_complete, is_whole_day, judged):
    one = summary(category(direction="more", target=60, actual=61), is_complete=is_complete)
    aim = Aims(ENGLISH, EN, is_whole_day=is_whole_day).of(one, is_over=True)[0]
    assert aim.state == ("met" if judged else "no verdict")
    found = verdicts_of(one, day(piece(0, 12, "Work")), EN, is_whole_day=is_whole_day)
    assert found is not None
    assert (found.logged is None) is judged


def test_the_nearest_miss_is_named():
    found = verdicts_of(
        summary(
            category("Exercise", direction="more", target=60, actual=53),
            category("Sleep", direction="more", target=420, actual=300),
            category("Work", direction="less", target=480),
        ),
        None,
        EN,
        is_whole_day=True,
    )
    assert found is not None
    assert (found.met, found.judged) == (1, 3)
    assert found.nearest is not None
    assert (found.nearest.category, found.nearest.minutes, found.nearest.side) == ("Exercise", 7, "under")


def rows(one: Day, zone: ZoneInfo = TOKYO, *, is_whole_day: bool = True, has_calendar: bool = True):
    strips = Strips(ENGLISH, EN, zone, is_whole_day=is_whole_day)
    return strips, strips.rows(DayName(day=one, name="Today"), None, has_calendar=has_calendar)


def test_a_row_says_what_is_logged_missing_and_without_a_category():
    one = day(
        piece(0, 7, "Sleep"),
        piece(7, 9, "Uncategorized"),
        piece(9, 9.5, "Untracked", is_generated=True),
        elapsed_seconds=round(9.5 * HOUR),
    )
    assert rows(one)[1][0].note == "9 h logged, 30 min untracked · 2 h uncategorized"
    assert rows(one, is_whole_day=False)[1][0].note == "9 h logged · 2 h uncategorized"


def test_what_was_not_read_is_not_untracked():
    one = day(piece(0, 7, "Sleep"), unread=[UnreadSpan(start=7 * HOUR, end=24 * HOUR)])
    row = rows(one)[1][0]
    assert row.note == "7 h logged, nothing missing · 17 h not read yet"
    assert "unread" in str(row.drawing)


@pytest.mark.parametrize(
    ("has_calendar", "words"), [(True, "nothing in the calendar"), (False, "lifetracer connect google")]
)
def test_without_a_plan_there_is_a_line_and_no_empty_chart(has_calendar, words):
    plan = rows(day(piece(0, 7, "Sleep")), has_calendar=has_calendar)[1][1]
    assert plan.drawing is None
    assert words in plan.note


def test_the_axis_of_a_part_day_person_ends_with_the_day():
    one = day(piece(9, 17, "Work"), plan=[PlannedSegment(start=10 * HOUR, end=18 * HOUR, category="Work", title="x")])
    drawing = str(rows(one, is_whole_day=False)[1][0].drawing)
    hours = re.findall(r">(\d+)</text>", drawing)
    assert hours == [] or (int(hours[0]) >= 9 and int(hours[-1]) <= 18)
    assert "f-untracked" not in drawing


@pytest.mark.parametrize(
    ("date", "length", "change", "second", "time"),
    [
        (dt.date(2026, 3, 29), 23, ClockChange(second=2 * HOUR, before="02:00", after="03:00"), 3 * HOUR, "04:00"),
        (dt.date(2026, 10, 25), 25, ClockChange(second=3 * HOUR, before="03:00", after="02:00"), 4 * HOUR, "03:00"),
    ],
)
def test_times_are_those_of_the_wall_on_days_of_23_and_25_hours(date, length, change, second, time):
    one = day(
        piece(0, length, "Sleep"),
        date=date,
        length_seconds=length * HOUR,
        clock_change=change,
        elapsed_seconds=length * HOUR,
    )
    assert DayClock(one, BERLIN).words(second, Formats(ENGLISH)) == time
    assert DayClock(one, BERLIN).words(length * HOUR, Formats(ENGLISH)) == "24:00"
    strips, found = rows(one, BERLIN)
    assert found[0].drawing is not None
    assert [line.end for line in strips.hours(one)] == ["24:00"]


def night(date: dt.date, bed: str, up: str) -> Night:
    bed_at, up_at = (dt.datetime.fromisoformat(f"{text}+09:00") for text in (bed, up))
    seconds = round((up_at - bed_at).total_seconds())
    return Night(
        date=date, bed_at=bed_at, up_at=up_at, sleep_seconds=seconds, entries=1, is_finished=True, is_read=True
    )


def test_nights_have_medians_and_the_own_one_in_numbers():
    found = [
        night(dt.date(2026, 6, 26), "2026-06-26T23:00", "2026-06-27T07:00"),
        night(dt.date(2026, 6, 27), "2026-06-28T00:30", "2026-06-28T08:00"),
        night(dt.date(2026, 6, 28), "2026-06-28T22:58", "2026-06-29T06:29"),
    ]
    view = sleep_view(Sleep(found, TOKYO), dt.date(2026, 6, 28), ENGLISH)
    assert (view.last, view.bed_and_up, view.count) == ("7:31", "22:58–06:29", "3 nights")
    assert view.usually.startswith("Usually 23:00–07:00")
    assert sleep_view(Sleep(found[:2], TOKYO), dt.date(2026, 6, 28), ENGLISH).last == ""
    assert sleep_view(Sleep([], TOKYO), dt.date(2026, 6, 28), JAPANESE).usually == "この期間に睡眠の記録はありません。"


def test_long_gaps_wait_for_a_decision_and_short_ones_do_not():
    one = day(
        piece(0, 14, "Sleep"),
        piece(14, 16, "Uncategorized", "飲み会"),
        piece(16, 16.4, "Uncategorized"),
        piece(17, 18, "Untracked", is_generated=True),
    )
    decisions = Decisions(ENGLISH, EN, TOKYO)
    titles = [found.title for found in decisions.of([], [], one, is_whole_day=True)]
    assert titles == ["Monday 29 June: 2 h uncategorized", "Monday 29 June: 1 h untracked"]
    assert [found.title for found in decisions.of([], [], one, is_whole_day=False)] == titles[:1]


def test_the_largest_differences_from_the_usual_day_come_first():
    usual = Usual(
        date=DATE,
        days=8,
        categories=[
            UsualCategory(category="Work", color="#5392fc", minutes=480),
            UsualCategory(category="Meta", color="#d6b01c", minutes=64),
        ],
    )
    found = changes(day(piece(0, 6, "Work"), piece(6, 7, "Meta")), usual, EN, ENGLISH)
    assert found is not None
    assert [(one.name, one.change) for one in found] == [("Work", "\N{MINUS SIGN}2:00")]
    assert changes(day(), Usual(date=DATE, days=2, categories=[]), EN, ENGLISH) is None

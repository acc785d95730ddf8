"""What a day and a month do otherwise than a week."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from pipelines.reporter.context import Context
from pipelines.reporter.sections import breakdown, header, notice, strip, summary, trend

from .conftest import cells, load

DAY = date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


@pytest.fixture
def work(marts, piece):
    """28 h of work in February, 62 h in March: 1 h and 2 h a day; 3 h on the 17th, 6 h on the 18th of March."""
    february = [piece(f"2026-02-{day:02} 08:00", 60, "Work") for day in range(1, 29)]
    march = [piece(f"2026-03-{day:02} 08:00", 120, "Work") for day in range(1, 32) if day not in (10, 11, 17, 18)]
    extra = [piece("2026-03-17 08:00", 180, "Work"), piece("2026-03-18 08:00", 300, "Work")]
    marts.fill([piece("2026-01-01 08:00", 60, "Work"), *february, *march, *extra], LATER)


def test_a_day_is_compared_with_the_day_before_and_the_mean_of_seven(work, context: Make):
    day = context(DAY, "en", "daily")
    assert load(breakdown, day)["head"] == ["Category", "Day", "Share", "Change"]
    assert cells(load(breakdown, day), "Work") == ["5 h 00 m", "20.8 %", "+2 h 00 m"]
    tiles = load(summary, day)["tiles"]
    # 12th to 16th: 2 h each, 17th: 3 h; on the 11th nothing was tracked, so it is no day to compare with.
    assert [tile["value"].replace("\xa0", " ") for tile in tiles] == ["5 h 00 m", "+2 h 00 m", "+2 h 50 m"]
    assert tiles[2]["note"] == "6-day mean: 2\xa0h\xa010\xa0m"


def test_months_are_compared_by_their_mean_day(work, context: Make):
    month = context(DAY, "en", "monthly")
    assert load(breakdown, month)["head"][-1] == "Change per day"
    assert cells(load(breakdown, month), "Work") == ["62 h 00 m", "2 h 00 m", "8.3 %", "+1 h 00 m"]
    # March lost an hour to the clock.
    assert cells(load(breakdown, month), "Untracked")[3] == "\N{MINUS SIGN}1 h 02 m"
    assert load(trend, month)["panels"][0]["bars"][-2:] == [pytest.approx(0.5), 1]


def test_the_trend_of_each_period_is_as_long_as_it_should_be(work, context: Make):
    panels = {period: load(trend, context(DAY, "en", period))["panels"][0] for period in ("daily", "weekly", "monthly")}
    assert {period: len(panel["bars"]) for period, panel in panels.items()} == {
        "daily": 28,
        "weekly": 12,
        "monthly": 12,
    }


def test_a_month_has_a_strip_and_a_bar_for_each_day(work, context: Make):
    month = context(DAY, "en", "monthly")
    assert len(strip.chart(month).rows) == len(load(breakdown, month)["days"]) == 31


def test_a_day_has_its_plan_under_what_happened(work, marts, context: Make):
    marts.plan("Work", DAY, (8, 12), (10, 11), (12, 13))
    marts.plan("Sleep", DAY, (10, 12.5))
    marts.plan("Social", date(2026, 3, 19), (10, 11))
    actual, plan = strip.chart(context(DAY, "en", "daily")).rows
    assert (actual.name, actual.is_plan, plan.name, plan.is_plan) == ("Actual", False, "Plan", True)
    # Events are not joined: each is drawn by itself.
    drawn = [(piece.label, piece.start / 3600, piece.end / 3600) for piece in plan.pieces]
    assert drawn == [("Work", 8, 12), ("Work", 10, 11), ("Sleep", 10, 12.5), ("Work", 12, 13)]


def test_a_day_without_events_says_so_where_there_is_a_calendar(work, marts, context: Make):
    assert "No events" not in load(strip, context(DAY, "en", "daily"))["note"]
    marts.plan("Work", date(2026, 3, 2), (8, 12))
    assert "No events were planned" in load(strip, context(DAY, "en", "daily"))["note"]
    assert "No events" not in load(strip, context(DAY))["note"]


def test_all_day_events_are_named_up_to_a_number(work, marts, context: Make):
    marts.insert("marts.plan_notes", *((DAY, f"Note {number}") for number in range(8)))
    note = load(strip, context(DAY, "en", "daily"))["note"]
    assert "All day: Note 0, Note 1, Note 2, Note 3, Note 4, Note 5, 2 more." in note


def test_a_public_holiday_is_named_on_its_day(work, marts, context: Make):
    marts.insert("marts.calendar_days", (DAY, "holiday", "Spring Day", 86400))
    assert load(header, context(DAY, "en", "daily"))["holiday"] == "Spring Day"
    assert load(header, context(DAY))["holiday"] is None


@pytest.mark.parametrize(
    ("period", "title", "aside"),
    [
        ("daily", "Wednesday, 18 March 2026", "Week 12 of 2026"),
        ("weekly", "16\N{EN DASH}22 March 2026", "Week 12 of 2026"),
        ("monthly", "March 2026", "31 days"),
    ],
)
def test_each_period_has_its_name(work, context: Make, period: str, title: str, aside: str):
    head = load(header, context(DAY, "en", period))
    assert (head["period"], head["aside"]) == (title, aside)


def test_an_empty_day_says_how_to_print_another(work, context: Make):
    assert "reporter --period daily --date" in load(notice, context(date(2026, 3, 10), "en", "daily"))["text"]

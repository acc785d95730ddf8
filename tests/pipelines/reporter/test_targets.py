"""Targets, plan and estimates beside what happened."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from pipelines.reporter import targets
from pipelines.reporter.context import Context
from pipelines.reporter.queries.plans import Target
from pipelines.reporter.sections import comparison, summary

from .conftest import load

MONDAY, TUESDAY, SUNDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 22)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


@pytest.fixture
def week(marts, piece):
    """Work: 2 h on Monday, 1 h on Tuesday; the records end on Sunday."""
    marts.fill(
        [
            piece("2026-03-16 08:00", 120, "Work"),
            piece("2026-03-17 08:00", 60, "Work"),
            piece("2026-03-22 08:00", 30, "Sleep"),
        ],
        LATER,
    )
    return marts


def line(section: dict[str, Any], label: str) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in section["rows"] if row["label"] == label)
    return row | {"cells": [cell.replace("\xa0", " ").replace("\u2009", " ") for cell in row["cells"]]}


@pytest.mark.parametrize(
    ("direction", "minutes", "expected"),
    [
        *(("more", 119, True), ("more", 120, True), ("more", 121, False)),
        *(("less", 119, False), ("less", 120, True), ("less", 121, True)),
        ("neutral", 120, None),
    ],
)
def test_a_target_is_met_at_its_very_minutes_in_its_direction(direction, minutes, expected):
    assert Target(MONDAY, "Work", minutes, direction).is_met(120 * 60) is expected


def test_the_rate_is_a_share_of_the_target_and_none_at_zero(week, context: Make):
    week.want("Work", 80, "more", MONDAY, TUESDAY)
    week.want("Sleep", 0, "less", MONDAY)
    found = targets.read(context(MONDAY))
    assert found["Work"].rate == 113
    assert found["Sleep"].rate is None
    assert line(load(comparison, context(MONDAY)), "Sleep")["cells"][-1] == "\N{EN DASH}"


def test_a_day_is_met_or_missed_and_a_week_counts_its_days(week, context: Make):
    week.want("Work", 80, "more", MONDAY, TUESDAY)
    verdicts = [
        line(load(comparison, context(day, "en", period)), "Work")["verdict"]
        for day, period in ((MONDAY, "daily"), (TUESDAY, "daily"), (MONDAY, "weekly"))
    ]
    assert verdicts == [
        {"label": "met", "good": True},
        {"label": "missed", "good": False},
        {"label": "1 of 2", "good": False},
    ]
    assert load(summary, context(MONDAY))["tiles"][-1]["value"] == "1 of 2"


def test_a_neutral_target_has_no_verdict(week, context: Make):
    week.want("Work", 80, "neutral", MONDAY)
    assert line(load(comparison, context(MONDAY)), "Work")["verdict"] == {"label": "no verdict", "good": None}
    assert "Targets met" not in [tile["label"] for tile in load(summary, context(MONDAY))["tiles"]]


def test_a_day_that_is_not_over_or_lies_outside_the_records_is_not_evaluated(week, context: Make):
    week.want("Work", 80, "less", date(2026, 3, 15), MONDAY, TUESDAY, date(2026, 3, 23))
    assert targets.read(context(date(2026, 3, 15)))["Work"].verdicts == []
    assert targets.read(context(date(2026, 3, 23)))["Work"].verdicts == []
    with psycopg.connect(week.url) as connection:
        connection.execute("update marts.data_quality set as_of = '2026-03-17 20:00+01'")
    assert targets.read(context(MONDAY))["Work"].verdicts == [False]


def test_the_amounts_of_a_week_are_those_of_its_mean_day(week, context: Make):
    week.plan("Work", MONDAY, (8, 11.5))
    week.plan("Social", MONDAY, (20, 20 + 70 / 60))
    week.want("Work", 80, "more", MONDAY, TUESDAY)
    week.expected("Work", MONDAY, 100, 120)
    week.expected("Work", TUESDAY, 140, 60)
    section = load(comparison, context(MONDAY))
    assert section["head"] == ["Actual", "Plan", "Target", "Estimate", "Rate", "Target met"]
    row = line(section, "Work")
    # All of them are of Monday and Tuesday, the days with the target; without one the plan is of all seven days.
    assert row["cells"] == ["1 h 30 m", "1 h 45 m", "≥ 1 h 20 m", "2 h 00 m", "113 %"]
    assert line(section, "Social")["cells"][:2] == ["0 m", "10 m"]
    # The largest amount, the estimate, reaches the end of the scale.
    assert row["marks"]["estimate"] == 1
    assert row["marks"]["plan"] == pytest.approx(105 / 120)


def test_actual_target_and_rate_of_a_row_are_of_the_same_days(week, context: Make):
    week.want("Work", 60, "more", MONDAY)
    week.want("Work", 120, "more", TUESDAY)
    for read in (True, False):
        with psycopg.connect(week.url) as connection:
            connection.execute("update marts.daily_summary set is_read = %s where local_date = '2026-03-17'", [read])
        row = line(load(comparison, context(MONDAY)), "Work")
        # A day that was not read in full is in no mean.
        assert row["cells"] == (["1 h 30 m", "≥ 1 h 30 m", "100 %"] if read else ["2 h 00 m", "≥ 1 h 00 m", "200 %"])


def test_what_is_missing_has_no_column(week, context: Make):
    week.plan("Work", MONDAY, (8, 9))
    section = load(comparison, context(MONDAY))
    assert section["head"] == ["Actual", "Plan"]
    assert load(comparison, context(TUESDAY, "en", "daily")) is None


def test_for_today_the_newest_estimate_counts(week, context: Make):
    week.expect("Work", date(2026, 4, 1), 90)
    week.expect("Work", date(2026, 4, 2), 30)
    assert line(load(comparison, context(date(2026, 4, 1), "en", "daily")), "Work")["cells"] == ["0 m", "1 h 30 m"]


def test_a_long_comparison_keeps_the_targets_and_counts_what_it_leaves_out(week, context: Make):
    for number in range(25):
        week.plan(f"Project {number:02}", MONDAY, (8, 9 + number / 10))
    week.want("Work", 1, "more", MONDAY)
    section = load(comparison, context(MONDAY))
    assert len(section["rows"]) == 17
    assert {"Work", "Project 24"} <= {row["label"] for row in section["rows"]}
    assert "Categories left out: 9." in section["note"]


def test_a_minute_that_was_expected_of_nothing_has_no_row_but_is_counted(week, context: Make):
    week.expected("Work", MONDAY, 100, 120)
    week.expected("Meta", MONDAY, 4.9, 0, median=0)
    week.expected("Social", MONDAY, 5, 0, median=0)
    section = load(comparison, context(MONDAY))
    assert [row["label"] for row in section["rows"]] == ["Work", "Social"]
    assert "Categories left out: 1." in section["note"]
    week.want("Meta", 30, "more", MONDAY)
    assert [row["label"] for row in load(comparison, context(MONDAY))["rows"]] == ["Work", "Social", "Meta"]

"""A number that is shown twice is rounded once, and rows add up to their total."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from pipelines.mode import Mode
from pipelines.reporter.amounts import mean, per_day
from pipelines.reporter.context import Context
from pipelines.reporter.sections import breakdown, quality, summary, trend

from .conftest import load
from .pieces import Piece

LATER = datetime(2026, 4, 20, 7, tzinfo=UTC)
WEDNESDAY = date(2026, 3, 18)
Make = Callable[..., Context]


@pytest.fixture
def odd_seconds(marts):
    """Nine categories in pieces of odd seconds, from January to April."""
    rng = random.Random(5)
    now, pieces = datetime(2026, 1, 5, 6, tzinfo=UTC), []
    while now < datetime(2026, 4, 15, tzinfo=UTC):
        end = now + timedelta(seconds=rng.randrange(700, 9000))
        pieces.append(Piece(now, end, rng.choice(["Work", "Sleep", "Social", *(f"Project {n}" for n in range(6))])))
        now = end + timedelta(seconds=rng.choice([0, 0, 1111]))
    marts.fill(pieces, LATER)


def minutes(text: str) -> int:
    """Read a duration or a change as it is printed."""
    sign = -1 if text.startswith("\N{MINUS SIGN}") else 1
    parts = text.lstrip("+\N{MINUS SIGN}").replace("\xa0", "").replace("m", "").replace(",", "").split("h")
    return sign * sum(int(part) * unit for part, unit in zip(reversed(parts), (1, 60), strict=False))


def rows(context: Context) -> dict[str, list[str]]:
    return {row["label"]: row["cells"] for row in load(breakdown, context)["rows"]}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_each_column_adds_up_to_its_total(odd_seconds, context: Make, period, mode):
    table = load(breakdown, context(WEDNESDAY, "en", period, mode))
    columns = 1 if period == "daily" else 2
    for column in range(columns):
        shown = sum(minutes(row["cells"][column]) for row in table["rows"])
        assert shown == minutes(table["total"]["cells"][column])


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("period", "column"), [("daily", 0), ("weekly", 0), ("monthly", 1)])
def test_the_trend_shows_the_number_of_the_table(odd_seconds, context: Make, period, column, mode):
    report = context(WEDNESDAY, "en", period, mode)
    panels = {panel["label"]: panel["value"] for panel in load(trend, report)["panels"]}
    shown = {label: cells[column] for label, cells in rows(report).items() if label in panels}
    assert shown == {label: panels[label] for label in shown}
    assert len(shown) > 1


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("period", "column"), [("daily", 0), ("weekly", 0), ("monthly", 1)])
def test_a_change_is_the_difference_of_the_numbers_of_two_reports(odd_seconds, context: Make, period, column, mode):
    report = context(WEDNESDAY, "en", period, mode)
    earlier = context(report.period.before(1).first, "en", period, mode)
    now, before = rows(report), rows(earlier)
    zero = ["0 m"] * 4
    for label, cells in now.items():
        assert minutes(cells[-1]) == minutes(cells[column]) - minutes(before.get(label, zero)[column]), label
    tracked = [
        sum(minutes(cells[column]) for label, cells in table.items() if label != "Untracked") for table in (now, before)
    ]
    tile = load(summary, report)["tiles"][1]
    assert minutes(tile["value"]) == tracked[0] - tracked[1]
    assert minutes(tile["note"].split(": ")[-1]) == tracked[1]


def test_logged_is_counted_and_overlap_also_in_whole_minutes(odd_seconds, marts, context: Make):
    with psycopg.connect(marts.url) as connection:
        connection.execute(
            "update marts.data_quality set logged_seconds = 3660, counted_seconds = 3570, overlap_seconds = 90, "
            "overlap_count = 0"
        )
    items = {item["label"]: item["value"] for item in load(quality, context(WEDNESDAY))["items"]}
    logged, counted, overlap = (
        minutes(items[name]) for name in ("Total logged", "of which counted", "and overlapping")
    )
    assert logged == counted + overlap == 61


def test_the_untracked_time_is_the_same_in_table_and_data_quality(odd_seconds, context: Make):
    report = context(WEDNESDAY)
    items = {item["label"]: item["value"] for item in load(quality, report)["items"]}
    assert items["Untracked this week"] == rows(report)["Untracked"][0]


def test_the_mean_day_of_a_month_so_far_is_of_the_days_that_have_begun(odd_seconds, marts, context: Make):
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set as_of = '2026-03-11 00:00+01'")
    report = context(WEDNESDAY, "en", "monthly", Mode.PART_DAY)
    panels = {panel["label"]: panel["value"] for panel in load(trend, report)["panels"]}
    assert {label: cells[1] for label, cells in rows(report).items()} == panels


def test_rounding_of_means():
    assert per_day([90, 90], 1) == [2, 1]
    assert sum(per_day([1000, 2000, 3000], 7)) == round(6000 / 7 / 60)
    assert [mean([1, 2]), mean([1, 2, 2]), mean([3])] == [2, 2, 3]

"""The rules of the numbers, seen where the templates get them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines.reporter.context import Context
from pipelines.reporter.sections import breakdown, header, notice, quality, strip, summary, trend

from .conftest import cells, load

WEDNESDAY = date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


@pytest.fixture
def three_weeks(marts, piece):
    """Work: 10 h, 4 h, then 5 h 30 m. Sleep: 2 h in the first week, 3 h in the last."""
    marts.fill(
        [
            piece("2026-03-02 08:00", 600, "Work"),
            piece("2026-03-03 00:00", 120, "Sleep"),
            piece("2026-03-09 08:00", 240, "Work"),
            piece("2026-03-16 08:00", 330, "Work"),
            piece("2026-03-17 00:00", 180, "Sleep"),
        ],
        LATER,
    )


def test_hours_shares_and_changes_are_those_of_the_week(three_weeks, context: Make):
    table = load(breakdown, context(WEDNESDAY))
    assert cells(table, "Work") == ["5 h 30 m", "47 m", "3.3 %", "+1 h 30 m"]
    assert cells(table, "Sleep") == ["3 h 00 m", "26 m", "1.8 %", "+3 h 00 m"]
    assert cells(table, "Untracked") == ["159 h 30 m", "22 h 47 m", "94.9 %", "\N{MINUS SIGN}4 h 30 m"]
    assert [cell.replace("\xa0", " ") for cell in table["total"]["cells"][:3]] == ["168 h 00 m", "24 h 00 m", "100.0 %"]


def test_the_summary_compares_with_the_previous_week_and_with_the_mean_of_the_weeks_before(three_weeks, context: Make):
    tiles = [tile["value"].replace("\xa0", " ") for tile in load(summary, context(WEDNESDAY))["tiles"]]
    assert tiles == ["8 h 30 m", "+4 h 30 m", "+30 m", "0 of 7"]


def test_a_category_that_vanished_is_listed(three_weeks, marts, piece, context: Make):
    week = context(date(2026, 3, 10))
    assert cells(load(breakdown, week), "Sleep") == ["0 m", "0 m", "0.0 %", "\N{MINUS SIGN}2 h 00 m"]
    assert "Sleep" in [row["label"] for row in load(summary, week)["lists"][1]["rows"]]
    assert "Sleep" not in [entry["label"] for entry in load(strip, week)["legend"]]


def test_a_week_in_whose_middle_the_records_begin_is_not_compared_with(marts, piece, context: Make):
    marts.fill([piece("2026-03-10 08:00", 60, "Work"), piece("2026-03-17 08:00", 90, "Work")], LATER)
    section = load(breakdown, context(WEDNESDAY))
    assert len(section["head"]) == 4
    assert load(summary, context(WEDNESDAY))["tiles"][1]["note"] == "no earlier complete week"


def test_shares_and_minutes_of_any_week_add_up(marts, live, berlin: ZoneInfo, context: Make):
    marts.fill(live(date(2026, 3, 9), date(2026, 3, 30), berlin), LATER)
    for day, length in ((WEDNESDAY, 168), (date(2026, 3, 29), 167)):
        week = context(day)
        assert sum(amount.share for amount in week.amounts) + week.untracked[1] == 1000
        assert sum(amount.minutes for amount in week.amounts) + week.untracked[0] == length * 60


def test_a_week_that_is_not_over_counts_its_hours_so_far_and_compares_with_nothing(three_weeks, marts, context: Make):
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set as_of = '2026-03-17 12:00+01'")
    week = context(WEDNESDAY)
    assert "17\xa0Mar\xa02026 12:00" in load(header, week)["note"]
    assert load(breakdown, week)["total"]["cells"][0] == "36\xa0h\xa000\xa0m"
    assert load(summary, week)["tiles"][1]["note"] == "this week is not over"
    assert [row.now for row in strip.chart(week).rows] == [None, 43_200, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("day", "hours", "at"), [(date(2026, 3, 29), 23, 2), (date(2026, 10, 25), 25, 3)], ids=["spring", "autumn"]
)
def test_the_strip_of_a_day_with_a_clock_change_has_its_true_length(marts, piece, context: Make, day, hours, at):
    marts.fill([piece(f"{day} 00:00", hours * 60, "Sleep")], datetime(2026, 11, 1, tzinfo=UTC))
    chart = strip.chart(context(day))
    saturday, sunday = chart.rows[5:]
    assert (saturday.length, sunday.length) == (24 * 3600, hours * 3600)
    assert [(piece.start, piece.end) for piece in sunday.pieces] == [(0, hours * 3600)]
    assert (saturday.changes_at, sunday.changes_at) == (None, at * 3600)
    assert chart.axis.end == max(24, hours) * 3600
    assert list(chart.axis.hours())[-1] == (24 * 3600, "24")
    assert f"{hours}\xa0h" in load(strip, context(day))["note"]


def test_a_long_list_is_folded_in_the_charts_and_named_in_the_table(marts, piece, context: Make):
    pieces = [piece(f"2026-03-{16 + n % 5} {6 + n // 5:02}:00", 60 - n, f"Project {n:02}") for n in range(25)]
    marts.fill(pieces, LATER)
    week = context(WEDNESDAY)
    table = load(breakdown, week)
    assert [row["label"] for row in table["rows"]][-2:] == ["9 more", "Untracked"]
    assert len(table["rows"]) == 18
    legend = [entry["label"] for entry in load(strip, week)["legend"]]
    assert legend == [*(f"Project {n:02}" for n in range(11)), "Other (14)", "Untracked"]
    assert len({entry["color"] for entry in load(strip, week)["legend"]}) == 13
    tracked = sum(part["size"] for bar in table["days"] for part in bar["parts"]) * 24 * 60
    assert round(tracked) == sum(60 - n for n in range(25))


def test_the_ten_categories_keep_their_order_and_others_follow_by_size(marts, piece, context: Make):
    marts.fill(
        [
            piece("2026-03-16 06:00", 30, "Small project"),
            piece("2026-03-16 07:00", 120, "Large project"),
            piece("2026-03-16 10:00", 15, "Work"),
            piece("2026-03-16 11:00", 10, "Vitals"),
        ],
        LATER,
    )
    labels = [row["label"] for row in load(breakdown, context(WEDNESDAY, "ja"))["rows"]]
    assert labels == ["身の回りのこと", "仕事", "Large project", "Small project", "未記録"]


def test_the_trend_has_no_bar_before_the_first_record_and_a_zero_after_it(three_weeks, context: Make):
    panels = load(trend, context(WEDNESDAY))["panels"]
    sleep, work = panels
    assert [panel["label"] for panel in panels] == ["Sleep", "Work"]
    assert work["bars"] == [None] * 9 + [1, 0.4, 0.55]
    assert sleep["bars"][-3:] == [pytest.approx(2 / 3), 0, 1]
    assert work["mean"] == pytest.approx((10 + 4 + 5.5) / 3 / 10)


def test_one_week_is_no_trend(marts, piece, context: Make):
    marts.fill([piece("2026-03-16 06:00", 30, "Work")], LATER)
    assert load(trend, context(WEDNESDAY)) is None


def test_the_quality_section_shows_what_is_missing(three_weeks, context: Make):
    items = {item["label"]: item["value"].replace("\xa0", " ") for item in load(quality, context(WEDNESDAY))["items"]}
    assert items["Untracked this week"] == "159 h 30 m"
    assert items["Deleted entries"] == "3"
    assert items["As of"] == "1 Apr 2026 09:00"
    assert items["Last sync"] == "1 Apr 2026 08:55"


def test_the_quality_section_accounts_for_what_was_logged(marts, piece, context: Make):
    marts.fill([piece("2026-03-18 12:00", 480, "Work")], LATER)
    items = {item["label"]: item["value"].replace("\xa0", " ") for item in load(quality, context(WEDNESDAY))["items"]}
    assert items["Total logged"] == "9 h 30 m"
    assert items["of which counted"] == "8 h 00 m"
    assert items["and overlapping"] == "1 h 30 m (2 entries)"
    assert "Entries without duration" not in items
    assert items["Days not read in full"] == "0"
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set empty_count = 4, unread_day_count = 5, overlap_count = 0")
    items = {item["label"]: item["value"].replace("\xa0", " ") for item in load(quality, context(WEDNESDAY))["items"]}
    assert (items["Entries without duration"], items["Days not read in full"]) == ("4", "5")
    assert items["and overlapping"] == "1 h 30 m"


def test_an_entry_across_midnight_is_one_entry_of_the_week_and_untracked_time_is_none(marts, piece, context: Make):
    pieces = [("2026-03-15 23:00", "Sleep"), ("2026-03-17 23:00", "Sleep"), ("2026-03-18 12:00", "Work")]
    marts.fill([piece(start, 480, name) for start, name in pieces], LATER)
    items = {item["label"]: item["value"] for item in load(quality, context(WEDNESDAY))["items"]}
    # The night that began on the Sunday before has time in this week.
    assert (items["Entries this week"], items["Total entries"]) == ("3", "3")


def test_each_kind_of_empty_week_says_what_to_do(three_weeks, marts, context: Make):
    assert load(notice, context(WEDNESDAY)) is None
    assert "2\xa0Mar\xa02026" in load(notice, context(date(2026, 2, 1)))["text"]
    assert load(notice, context(date(2026, 7, 1)))["title"] == "This week has not started."
    marts.fill([], LATER)
    assert "TOGGL_API_TOKEN" in load(notice, context(WEDNESDAY))["text"]
    assert [load(section, context(WEDNESDAY)) for section in (summary, breakdown, strip, trend)] == [None] * 4


def test_an_hour_that_the_clock_took_is_no_untracked_time(marts, piece, context: Make):
    marts.fill([piece(f"2026-03-{day} 08:00", 60, "Work") for day in (15, 16, 23)], LATER)
    table = load(breakdown, context(date(2026, 3, 29)))
    assert cells(table, "Work")[3] == "0 m"
    assert cells(table, "Untracked")[3] == "\N{MINUS SIGN}1 h 00 m"


def test_a_piece_after_the_end_of_its_day_is_drawn(marts, piece, context: Make):
    marts.fill([piece("2026-03-29 20:00", 240, "Work")], LATER)
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.day_segments set end_second = 90000")
    sunday = strip.chart(context(date(2026, 3, 29))).rows[6]
    assert (sunday.length, [piece.end for piece in sunday.pieces]) == (90_000, [90_000])


def test_a_name_that_a_drawing_cannot_have_stands_in_the_legend(marts, piece, context: Make):
    marts.fill([piece("2026-03-16 08:00", 300, "مشروع"), piece("2026-03-16 13:00", 300, "Бюро")], LATER)
    week = context(WEDNESDAY)
    assert [each.label for each in strip.chart(week).rows[0].pieces] == ["", "Бюро"]
    assert {"مشروع", "Бюро"} <= {entry["label"] for entry in load(strip, week)["legend"]}


def test_neighbours_of_one_category_are_drawn_as_one_piece(marts, piece, context: Make):
    entries = [("08:00", 60, "Work"), ("09:00", 30, "Work"), ("09:30", 30, "Sleep"), ("11:00", 60, "Sleep")]
    marts.fill([piece(f"2026-03-16 {start}", minutes, name) for start, minutes, name in entries], LATER)
    pieces = strip.chart(context(WEDNESDAY)).rows[0].pieces
    drawn = [(each.label, each.start // 60, each.end // 60) for each in pieces]
    assert drawn == [("Work", 480, 570), ("Sleep", 570, 600), ("Sleep", 660, 720)]

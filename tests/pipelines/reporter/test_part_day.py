"""The form for people who track a part of the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import psycopg
import pytest

from drawing.strip import Strip
from pipelines.mode import Mode
from pipelines.reporter.context import Context
from pipelines.reporter.sections import accuracy, breakdown, closing, details, quality, strip, summary, trend

from .conftest import cells, load

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


@pytest.fixture
def part_day(context: Make) -> Make:
    return partial(context, mode=Mode.PART_DAY)


@pytest.fixture
def freelancer(marts, piece):
    """Two weeks: 4 h for two clients in the first, 7 h 30 m in the second; Thursday to Sunday free."""
    marts.fill(
        [
            piece("2026-03-09 09:00", 240, "Work", client="Acme", project="Site", billable=True),
            piece("2026-03-16 09:00", 150, "Work", client="Acme", project="Site", tags=("a", "b"), billable=True),
            piece("2026-03-16 13:15", 120, "Work", client="Beta", project="Shop", description="Call"),
            piece("2026-03-17 08:30", 90, "Work", client="Beta", project="Shop", billable=True),
            piece("2026-03-18 10:00", 90, "Admin", project="Admin"),
        ],
        LATER,
    )


def flat(value: str) -> str:
    return value.replace("\xa0", " ")


def tiles(section: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {tile["label"]: (flat(tile["value"]), flat(tile["note"])) for tile in section["tiles"]}


def texts(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    return [data] if isinstance(data, str) else []


def test_the_form_follows_the_mode_at_the_end_of_the_period(marts, live, berlin, piece, context: Make):
    whole = live(date(2026, 1, 20), date(2026, 2, 28), berlin)
    parts = [piece(f"2026-03-{day:02} 09:00", 300, "Work") for day in range(2, 32)]
    marts.fill([*whole, *parts], LATER)
    found = {day: context(day, "en", "daily", mode=None).mode for day in (date(2026, 2, 5), date(2026, 2, 20))}
    assert found == {date(2026, 2, 5): Mode.PART_DAY, date(2026, 2, 20): Mode.WHOLE_DAY}
    assert context(date(2026, 2, 20), "en", "monthly", mode=None).mode is Mode.WHOLE_DAY
    assert context(date(2026, 3, 20), "en", "monthly", mode=None).mode is Mode.PART_DAY


def test_a_day_that_is_not_over_does_not_count_against_whole_days(marts, live, berlin, context: Make):
    marts.fill(live(date(2026, 3, 1), date(2026, 3, 24), berlin), LATER)
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.data_quality set as_of = '2026-03-24 12:00+01'")
        connection.execute("update marts.daily_summary set is_complete = local_date < '2026-03-24'")
    assert context(date(2026, 3, 24), "en", "daily", mode=None).mode is Mode.WHOLE_DAY


def test_shares_are_of_the_tracked_time(freelancer, part_day: Make):
    table = load(breakdown, part_day(WEDNESDAY))
    assert table["head"] == ["Category", "Week", "Billable", "Per day", "Share", "Change"]
    assert cells(table, "Work") == ["6 h 00 m", "4 h 00 m", "51 m", "80.0 %", "+2 h 00 m"]
    assert cells(table, "Admin") == ["1 h 30 m", "0 m", "13 m", "20.0 %", "+1 h 30 m"]
    assert [flat(cell) for cell in table["total"]["cells"]][:3] == ["7 h 30 m", "4 h 00 m", "1 h 04 m"]
    assert "of the tracked time" in table["note"]


def test_nothing_is_called_untracked_and_no_day_is_counted_as_missing(freelancer, part_day: Make):
    for period in ("daily", "weekly", "monthly"):
        report = part_day(WEDNESDAY, "en", period)
        found = [
            text for section in (summary, breakdown, strip, trend, quality) for text in texts(load(section, report))
        ]
        [svg] = [text for text in found if text.startswith("<svg")]
        assert 'class="f-untracked"' not in svg
        found.remove(svg)
        assert [text for text in found if "ntracked" in text or "95 %" in text] == []
        assert [text for text in found if text.startswith("0 of")] == []
        assert not strip.chart(report).is_whole_day
        assert {day["elapsed"] for day in load(breakdown, report)["days"]} == {0}


def test_the_summary_says_on_how_many_days_there_was_an_entry(freelancer, part_day: Make):
    found = tiles(load(summary, part_day(WEDNESDAY)))
    assert found["Tracked"] == ("7 h 30 m", "entries: 4")
    assert found["Days with entries"] == ("3", "mean of these days: 2 h 30 m")
    assert found["Billable"] == ("4 h 00 m", "53.3 % of the tracked time")
    assert "Well-tracked days" not in found


def test_without_billable_time_there_is_no_word_of_it(marts, piece, part_day: Make):
    marts.fill([piece("2026-03-16 09:00", 60, "Work", project="Site")], LATER)
    report = part_day(WEDNESDAY)
    assert "Billable" not in [*texts(load(summary, report)), *texts(load(breakdown, report))]


def test_a_week_without_an_entry_is_a_zero_to_compare_with(freelancer, marts, piece, part_day: Make):
    marts.fill([piece("2026-03-02 09:00", 60, "Work"), piece("2026-03-18 09:00", 90, "Work")], LATER)
    assert tiles(load(summary, part_day(WEDNESDAY)))["Against the previous week"][0] == "+1 h 30 m"
    with psycopg.connect(marts.url) as connection:
        connection.execute("insert into marts.daily_summary values ('2026-03-11', 86400, 0, 0, 0, 0, false, false)")
    assert tiles(load(summary, part_day(WEDNESDAY)))["Against the previous week"][1] == "no earlier complete week"


@pytest.mark.parametrize(
    ("minutes", "labels"),
    [
        (25, ["0", "0:10", "0:20", "0:30"]),
        (100, ["0", "0:30", "1", "1:30", "2"]),
        (270, ["0", "1", "2", "3", "4", "5"]),
        (500, ["0", "2", "4", "6", "8", "10"]),
        (1400, ["0", "6", "12", "18", "24"]),
    ],
)
def test_the_axis_of_the_days_ends_at_the_longest_one(marts, piece, part_day: Make, minutes, labels):
    marts.fill([piece("2026-03-16 00:00", minutes, "Work"), piece("2026-03-17 09:00", 5, "Work")], LATER)
    section = load(breakdown, part_day(WEDNESDAY))
    assert [tick["label"] for tick in section["ticks"]] == labels
    highest = sum(part["size"] for part in section["days"][0]["parts"])
    assert section["ticks"][-2]["at"] < highest <= 1


def hours(chart: Strip) -> list[str]:
    return [hour for _, hour in chart.axis.hours()]


def test_the_strip_shows_the_hours_that_occur(freelancer, part_day: Make):
    week = part_day(WEDNESDAY)
    chart = strip.chart(week)
    assert hours(chart) == [str(hour) for hour in range(8, 17)]
    assert [(piece.start / 3600, piece.end / 3600) for piece in chart.rows[0].pieces] == [(9, 11.5), (13.25, 15.25)]
    assert len(chart.rows) == 7
    assert [entry["label"] for entry in load(strip, week)["legend"]] == ["Work", "Admin"]


def test_the_strip_of_a_short_day_has_a_few_hours_and_its_plan(marts, piece, part_day: Make):
    marts.fill([piece("2026-03-16 23:30", 20, "Work")], LATER)
    assert hours(strip.chart(part_day(MONDAY, "en", "daily"))) == ["20", "21", "22", "23", "24"]
    marts.plan("Work", MONDAY, (9, 12))
    assert hours(strip.chart(part_day(MONDAY, "en", "daily"))) == ["10", "12", "14", "16", "18", "20", "22", "24"]


def test_the_second_level_is_what_the_entries_say(freelancer, part_day: Make):
    (work,) = load(details, part_day(WEDNESDAY))["blocks"]
    assert (work["label"], flat(work["value"])) == ("Work", "6 h 00 m")
    found = {each["title"]: [(row["label"], flat(row["value"])) for row in each["rows"]] for each in work["lists"]}
    assert found == {
        "Clients": [("Beta", "3 h 30 m"), ("Acme", "2 h 30 m")],
        "Projects": [("Shop", "3 h 30 m"), ("Site", "2 h 30 m")],
        "Tags": [("(no tag)", "3 h 30 m"), ("a, b", "2 h 30 m")],
        "Descriptions": [("(no description)", "4 h 00 m"), ("Call", "2 h 00 m")],
    }


def test_a_project_of_the_same_name_as_its_category_is_not_repeated(freelancer, part_day: Make):
    assert [block["label"] for block in load(details, part_day(WEDNESDAY))["blocks"]] == ["Work"]
    assert load(details, part_day(WEDNESDAY, "en", "daily")) is None


def test_the_five_largest_and_the_rest_are_the_total_of_their_category(marts, piece, part_day: Make):
    pieces = [
        piece(f"2026-03-16 {n // 3:02}:{n % 3 * 20:02}", 12, "Work", description=f"Task {n:02}") for n in range(9)
    ]
    # Half minutes, so that rows rounded by themselves would not add up.
    for number, each in enumerate(pieces):
        object.__setattr__(each, "end", each.end.replace(second=30))
        object.__setattr__(each, "description", f"Task {number:02}")
    marts.fill(pieces, LATER)
    section = load(details, part_day(WEDNESDAY))
    rows = section["blocks"][0]["lists"][0]["rows"]
    assert [row["label"] for row in rows] == [*(f"Task {n:02}" for n in range(5)), "4 more"]
    minutes = [sum(int(part) * unit for part, unit in zip(*clock(row["value"]), strict=True)) for row in rows]
    assert sum(minutes) == sum(
        int(part) * unit for part, unit in zip(*clock(section["blocks"][0]["value"]), strict=True)
    )
    assert cells(load(breakdown, part_day(WEDNESDAY)), "Work")[0] == flat(section["blocks"][0]["value"])


def clock(value: str) -> tuple[list[str], list[int]]:
    parts = flat(value).replace("h", "").replace("m", "").split()
    return parts, [60, 1][-len(parts) :]


def test_a_rest_of_one_keeps_its_name(marts, piece, part_day: Make):
    pieces = [piece(f"2026-03-16 {9 + n:02}:00", 10 + n, "Work", description=f"Task {n}") for n in range(6)]
    marts.fill(pieces, LATER)
    rows = load(details, part_day(WEDNESDAY))["blocks"][0]["lists"][0]["rows"]
    assert [row["label"] for row in rows] == [f"Task {n}" for n in (5, 4, 3, 2, 1, 0)]


def test_descriptions_that_are_printed_alike_are_one_row(marts, piece, part_day: Make):
    texts_of = ["x" * 200 + "a", "x" * 200 + "b", "Other"]
    marts.fill(
        [piece(f"2026-03-16 {9 + n:02}:00", 30, "Work", description=text) for n, text in enumerate(texts_of)], LATER
    )
    rows = load(details, part_day(WEDNESDAY))["blocks"][0]["lists"][0]["rows"]
    assert [(row["label"][:3], flat(row["value"])) for row in rows] == [("xxx", "1 h 00 m"), ("Oth", "30 m")]


def test_only_the_names_that_are_printed_are_checked_for_glyphs(marts, piece, part_day: Make):
    """Each check compiles a document, and a month has hundreds of descriptions."""
    texts_of = [f"作業 {n}" for n in range(40)]
    marts.fill(
        [piece(f"2026-03-16 {n // 3:02}:{n % 3 * 20:02}", 10, "Work", description=t) for n, t in enumerate(texts_of)],
        LATER,
    )
    report, checked = part_day(WEDNESDAY), []

    def showable(text: str, limit: int = 160) -> str:
        checked.append(text)
        return text

    load(details, replace(report, showable=showable))
    assert len(set(checked) & set(texts_of)) == 5


def test_the_whole_day_form_has_no_second_level(freelancer, context: Make):
    assert load(details, context(WEDNESDAY)) is None


def test_the_data_quality_names_the_mode_and_what_toggl_adds_up(freelancer, marts, part_day: Make, context: Make):
    marts.insert("marts.daily_account", *((date(2026, 3, day), 1, 3600, 3000, 600, 1) for day in (15, 16, 22, 23)))
    items = {item["label"]: flat(item["value"]) for item in load(quality, part_day(WEDNESDAY))["items"]}
    assert items["Tracking"] == "a part of the day"
    assert items["Logged this week, as in Toggl"] == "2 h 00 m"
    assert {item["label"]: item["value"] for item in load(quality, context(WEDNESDAY))["items"]}[
        "Tracking"
    ] == "whole days"


def test_the_last_line_names_what_is_missing_and_nothing_else(freelancer, marts, part_day: Make):
    line = closing.line(part_day(WEDNESDAY), trend=False) or ""
    assert "a trend" in line
    for command in ("lifetracer connect google", "lifetracer targets set", "lifetracer run analyzer --wait"):
        assert command in line
    marts.plan("Work", MONDAY, (9, 12))
    marts.expect("Work", date(2026, 4, 2), 60)
    marts.insert("marts.sleep_nights", (MONDAY, LATER, LATER, 60, 1))
    with psycopg.connect(marts.url) as connection:
        connection.execute("select app.set_target('Work', 'all', 60, 'more', 3, '', '2026-01-01T00:00Z')")
    assert closing.line(part_day(WEDNESDAY), trend=True) is None
    marts.expected("Work", MONDAY, 60, 60)
    with psycopg.connect(marts.url) as connection:
        connection.execute("truncate marts.latest_estimates")
    assert closing.line(part_day(WEDNESDAY), trend=True) is None
    with psycopg.connect(marts.url) as connection:
        connection.execute("insert into analyzer.silences values (now(), 'Nothing was logged.')")
    assert "lifetracer run analyzer --wait" in (closing.line(part_day(WEDNESDAY), trend=True) or "")


def test_estimates_are_evaluated_on_all_days(freelancer, marts, part_day: Make, context: Make):
    for day in (MONDAY, date(2026, 3, 17)):
        marts.expected("Work", day, 100, 120, complete=False)
    section = load(accuracy, part_day(WEDNESDAY))
    assert cells(section, "Work")[-1] == "2 of 2"
    assert "95 %" not in section["note"]
    assert load(accuracy, context(WEDNESDAY)) is None


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_the_part_day_form_is_printed_without_a_heading_without_content(freelancer, print_report, period, language):
    text = "\n".join(page.extract_text() for page in print_report(date(2026, 3, 17), language, period).pages)
    assert [
        words for words in ("Untracked", "未記録", "Proposed targets", "目標の提案", "Sleep\n") if words in text
    ] == []
    assert "lifetracer targets set" in text
    assert "Acme" in text or period == "daily"
    assert "Beta" in text

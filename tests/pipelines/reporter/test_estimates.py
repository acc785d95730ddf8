"""Estimates past and to come, what was out of the ordinary, and what is proposed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from pipelines.reporter.context import Context
from pipelines.reporter.sections import accuracy, anomalies, closing, comparison, outlook, proposals, quality

from .conftest import load

MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


@pytest.fixture
def marts(marts, piece):
    marts.fill([piece("2026-03-16 08:00", 120, "Work"), piece("2026-03-17 08:00", 60, "Sleep")], LATER)
    return marts


def plain(values: list[str]) -> list[str]:
    return [value.replace("\xa0", " ") for value in values]


def test_the_error_is_the_mean_of_the_days_without_sign(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 120, off=30)
    marts.expected("Work", TUESDAY, 100, 60, off=30)
    section = load(accuracy, context(MONDAY))
    assert plain(section["rows"][0]["cells"]) == ["1 h 40 m", "1 h 30 m", "30 m", "1 of 2"]
    assert section["rows"][0]["points"] == [{"at": 0.5, "inside": True}, {"at": -1, "inside": False}]
    assert "30\xa0m; 50\xa0% lay inside" in section["note"]


def test_a_day_shows_its_interval(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 120, off=30)
    section = load(accuracy, context(MONDAY, "en", "daily"))
    assert section["head"][-1] == "Interval"
    assert section["rows"][0]["cells"][-1] == "1:10\N{EN DASH}2:10"


def test_a_day_that_was_not_tracked_says_nothing_about_its_estimates(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 100)
    marts.expected("Work", TUESDAY, 100, 0, complete=False)
    assert load(accuracy, context(MONDAY))["rows"][0]["cells"][-1] == "1 of 1"
    tuesday = context(TUESDAY, "en", "daily")
    assert load(accuracy, tuesday) is None
    assert "Less than 95 %" in (closing.line(tuesday, trend=True) or "")


def test_errors_are_those_of_the_typical_minutes_and_amounts_are_means(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 120, median=110, off=30)
    marts.expected("Work", TUESDAY, 100, 60, median=70, off=5)
    section = load(accuracy, context(MONDAY))
    assert plain(section["rows"][0]["cells"]) == ["1 h 40 m", "1 h 30 m", "10 m", "1 of 2"]
    assert plain(load(accuracy, context(MONDAY, "en", "daily"))["rows"][0]["cells"])[0] == "1 h 50 m"


def test_an_estimate_made_in_the_course_of_its_day_is_not_evaluated_but_compared(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 120, during=True)
    assert load(accuracy, context(MONDAY)) is None
    section = load(comparison, context(MONDAY))
    assert "On 1 of the days the estimate was made in the course of the day." in section["note"]
    assert "Estimates are means, which add up." in section["note"]
    marts.expected("Work", TUESDAY, 100, 60)
    assert load(accuracy, context(MONDAY))["rows"][0]["cells"][-1] == "0 of 1"


def test_today_and_the_next_seven_days_are_shown(marts, context: Make):
    for day in range(1, 12):
        marts.expect("Work", date(2026, 4, day), 10 + day, median=60 + day)
    section = load(outlook, context(MONDAY))
    assert [head["day"] for head in section["head"]] == [f"{day}\xa0Apr" for day in range(1, 9)]
    # The median and its interval, never the mean.
    assert section["rows"][0]["cells"][1] == {"value": "1:02", "interval": "0:32\N{EN DASH}1:32", "target": ""}
    assert "1\xa0Apr\xa02026 09:00" in section["note"]
    assert "target" not in section["note"]


def test_what_usually_does_not_happen_has_a_chance_and_no_minutes(marts, context: Make):
    marts.expect("Work", date(2026, 4, 2), 12, median=0, off=60, chance=0.38)
    marts.expect("Sleep", date(2026, 4, 2), None, chance=0.08)
    marts.expect("Meta", date(2026, 4, 2), 12, median=2, chance=0.49)
    cells = {row["label"]: row["cells"][0] for row in load(outlook, context(MONDAY))["rows"]}
    assert cells == {
        "Work": {"value": "\N{EN DASH}", "interval": "38\xa0%", "target": ""},
        "Sleep": {"value": "\N{EN DASH}", "interval": "8\xa0%", "target": ""},
        "Meta": {"value": "\N{EN DASH}", "interval": "49\xa0%", "target": ""},
    }


def test_what_stays_unlikely_has_no_row_but_a_number(marts, context: Make):
    marts.expect("Work", date(2026, 4, 2), 60)
    marts.expect("Sleep", date(2026, 4, 2), 1, median=0, chance=0.04)
    section = load(outlook, context(MONDAY))
    assert [row["label"] for row in section["rows"]] == ["Work"]
    assert section["note"].endswith("Categories left out, with a chance below 5\xa0% on each day: 1.")
    marts.aim("Sleep", date(2026, 4, 2), 60, "more", 0.01)
    assert [row["label"] for row in load(outlook, context(MONDAY))["rows"]] == ["Sleep", "Work"]


def test_what_was_expected_to_have_no_time_and_had_none_has_no_row_but_a_number(marts, context: Make):
    marts.expected("Work", MONDAY, 100, 120)
    marts.expected("Sleep", MONDAY, 2, 0, median=0)
    section = load(accuracy, context(MONDAY))
    assert [row["label"] for row in section["rows"]] == ["Work"]
    assert section["note"].endswith("Categories left out, typically without time and without any now: 1.")


def test_the_chance_of_a_target_stands_below_the_estimate(marts, context: Make):
    marts.expect("Work", date(2026, 4, 2), 70)
    marts.expect("Sleep", date(2026, 4, 2), 70)
    marts.aim("Work", date(2026, 4, 2), 60, "more", 0.724)
    marts.aim("Sleep", date(2026, 4, 2), 60, "neutral", None)
    marts.expect("Meta", date(2026, 4, 2), 70)
    marts.aim("Meta", date(2026, 4, 2), 60, "less", 0.004)
    section = load(outlook, context(MONDAY))
    cells = {row["label"]: row["cells"][0]["target"] for row in section["rows"]}
    assert cells == {
        "Work": "≥\N{THIN SPACE}1:00: 72\xa0%",
        "Sleep": "",
        "Meta": "≤\N{THIN SPACE}1:00: <1\xa0%",
    }
    assert "Last, the chance to meet the target." in section["note"]


@pytest.mark.parametrize(
    ("weakness", "sentence"),
    [
        ({"until": date(2026, 3, 28)}, "They are from data up to 28\xa0Mar\xa02026."),
        ({"guess": True}, "A break is just over, so they are a guess."),
        ({"grade": "rough", "days": 9}, "They are rough: 9 days to learn from so far."),
        ({}, None),
    ],
)
def test_what_weakens_the_estimates_is_said(marts, context: Make, weakness: dict[str, Any], sentence: str | None):
    marts.expect("Work", date(2026, 4, 1), 60, **weakness)
    note = load(outlook, context(MONDAY))["note"]
    assert sentence in note if sentence else note.endswith("the chance of any.")


def test_a_day_without_estimate_of_a_category_leaves_its_cell_empty(marts, context: Make):
    marts.expect("Work", date(2026, 4, 2), 60)
    marts.expect("Sleep", date(2026, 4, 3), 60)
    cells = {
        row["label"]: [cell is not None for cell in row["cells"]] for row in load(outlook, context(MONDAY))["rows"]
    }
    assert cells == {"Work": [True, False], "Sleep": [False, True]}


def test_only_the_largest_anomalies_of_the_period_are_listed_by_date(marts, context: Make):
    assert load(anomalies, context(MONDAY)) is None
    days = [date(2026, 3, day) for day in range(15, 26)]
    marts.insert("analyzer.anomalies", *((day, "Work", 90, 100, 200, -day.day, LATER) for day in days))
    week = load(anomalies, context(MONDAY))
    assert [row["day"].replace("\xa0", " ") for row in week["rows"]][::6] == ["Mon 16 Mar", "Sun 22 Mar"]
    assert plain(week["rows"][0]["cells"]) == ["1 h 30 m", "1 h 40 m \N{EN DASH} 3 h 20 m", "\N{MINUS SIGN}16 m"]
    month = load(anomalies, context(MONDAY, "en", "monthly"))
    assert [row["day"].replace("\xa0", " ") for row in month["rows"]][::7] == ["Wed 18 Mar", "Wed 25 Mar"]
    assert "The 8 largest of 11." in month["note"]


@pytest.mark.parametrize(("language", "reason"), [("en", "Because of Work."), ("ja", "「仕事」のため。")])
def test_a_proposal_gives_its_reason_in_the_language_of_the_report(marts, context: Make, language: str, reason: str):
    marts.propose("Work", reason_en="Because of Work.", reason_ja="「Work」のため。")
    row = load(proposals, context(MONDAY, language))["rows"][0]
    assert row["reason"] == reason
    change = {"en": "≥ 1 h 00 m → ≥ 50 m", "ja": "≥ 1時間00分 → ≥ 50分"}[language]
    assert plain([row["change"].replace("\u2009", " ")]) == [change]


@pytest.mark.parametrize(("language", "sentence"), [("en", "Work: done on 38 %."), ("ja", "「仕事」は38%です。")])
def test_a_target_that_no_daily_minutes_fit_has_a_remark(marts, context: Make, language: str, sentence: str):
    with psycopg.connect(marts.url) as connection:
        connection.execute(
            "insert into app.target_states (target_id, state, chance, remark, remark_en, remark_ja, calculated_at) "
            "select id, 'off_track', 0.1, '{}', 'Work: done on 38 %%.', '「Work」は38%%です。', now() "
            "from app.set_target('Work', 'all', 60, 'more', 2, '', %s)",
            [datetime(2026, 1, 1, tzinfo=UTC)],
        )
    section = load(proposals, context(MONDAY, language))
    row = section["rows"][0]
    assert (row["reason"], row["change"][0]) == (sentence, "≥")
    assert "lifetracer targets set" in section["note"]
    assert "lifetracer proposals list" not in section["note"]
    marts.propose("Sleep", reason_en="Because of Sleep.", reason_ja="「Sleep」のため。")
    both = load(proposals, context(MONDAY, language))
    assert [command in both["note"] for command in ("lifetracer proposals list", "lifetracer targets set")] == [
        True
    ] * 2


def test_without_a_proposal_or_an_estimate_there_is_no_heading(marts, context: Make):
    assert [load(section, context(MONDAY)) for section in (accuracy, outlook, proposals)] == [None] * 3


def test_the_method_of_the_newest_backtest_is_named(marts, context: Make):
    def method() -> Any:
        items = load(quality, context(MONDAY))["items"]
        return next((item["value"] for item in items if item["label"] == "Estimation method"), None)

    assert method() is None
    columns = "(calculated_at, method, mae, relmae, coverage, origins, days, chosen, crps)"
    earlier = datetime(2026, 3, 1, tzinfo=UTC)
    marts.insert(
        f"analyzer.backtests {columns}",
        # Of a version before, which had no CRPS.
        (earlier, "smoothing", 25.0, 0.9, 0.8, 60, 90, True, None),
    )
    assert method() == "exponential smoothing; error 0.90 × that of repeating the previous week"
    marts.insert(
        f"analyzer.backtests {columns}",
        (LATER, "last_week", 25.0, 1, 0.8, 60, 90, False, 20.0),
        (LATER, "mixture", 20.0, 0.785, 0.8, 60, 90, True, 14.0),
    )
    assert method() == "mixture of similar past days; error 0.70 × that of repeating the previous week"


def test_days_of_a_forgotten_timer_are_named_unless_such_days_are_usual(marts, piece, context: Make):
    marts.fill([piece(f"2026-03-{day:02} 08:00", 60, "Work") for day in range(1, 21)], LATER)

    def named() -> Any:
        items = load(quality, context(MONDAY))["items"]
        return next((item["value"] for item in items if item["label"] == "Not in the estimates"), None)

    assert named() is None
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.daily_summary set long_entry_count = 1 where local_date = %s", [MONDAY])
    assert named().endswith("(a timer that was forgotten?): 1; 16\xa0Mar\xa02026")
    with psycopg.connect(marts.url) as connection:
        connection.execute("update marts.daily_summary set long_entry_count = 1 where local_date < '2026-03-04'")
    # Long shifts.
    assert named() is None

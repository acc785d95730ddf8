"""The stage as the job engine runs it: a child process, its exit code, its lines, its row."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stored import set_settings

LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
WEEK = ("--date", "2026-03-18")


@pytest.fixture
def filled(marts, live, berlin, monkeypatch):
    marts.fill(live(date(2026, 3, 2), date(2026, 3, 30), berlin), LATER)
    monkeypatch.setenv("DATABASE_URL", marts.url)
    set_settings(marts.url, timezone="Europe/Berlin", country="DE", language="en")
    return marts


def rows(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "select period, first_date, language, sha256, pages, pdf, created_at, xmin::text "
            "from app.reports order by language"
        ).fetchall()


def test_a_second_run_makes_the_same_bytes_and_does_not_write_them(filled, run_stage, tmp_path: Path):
    first = run_stage(*WEEK, "--output", str(tmp_path / "week.pdf"))
    stored = rows(filled.url)
    second = run_stage(*WEEK)
    assert (first.code, second.code) == (0, 0)
    assert (first.result["unchanged"], second.result["unchanged"]) == (False, True)
    assert first.result | {"unchanged": True} == second.result
    assert rows(filled.url) == stored
    assert (tmp_path / "week.pdf").read_bytes() == stored[0][5]


def test_new_data_replaces_the_report_under_the_same_id(filled, run_stage, live, berlin):
    first = run_stage(*WEEK)
    filled.fill(live(date(2026, 3, 2), date(2026, 3, 30), berlin, seed=8), LATER)
    second = run_stage(*WEEK)
    assert second.result["unchanged"] is False
    assert second.result["report_id"] == first.result["report_id"]
    assert [row[3] for row in rows(filled.url)] == [second.result["sha256"]]


def test_each_language_is_a_report_of_its_own(filled, run_stage):
    run_stage(*WEEK)
    set_settings(filled.url, language="ja")
    outcome = run_stage(*WEEK)
    assert outcome.result["language"] == "ja"
    assert [row[:3] for row in rows(filled.url)] == [
        ("weekly", date(2026, 3, 16), language) for language in ("en", "ja")
    ]


def test_without_a_date_the_last_complete_week_is_printed(filled, run_stage):
    outcome = run_stage(LIFETRACER_AS_OF="2026-03-23T00:00:00+01:00")
    assert (outcome.result["first_date"], outcome.result["last_date"]) == ("2026-03-16", "2026-03-22")


def test_the_marts_own_zone_counts_until_the_next_transform(filled, run_stage):
    set_settings(filled.url, timezone="Asia/Tokyo")
    outcome = run_stage(*WEEK)
    assert outcome.code == 0
    assert "the time zone is Asia/Tokyo now" in str(outcome.events[0]["message"])


def test_a_database_that_was_never_transformed_is_reported_with_the_transform(database_url, run_stage):
    outcome = run_stage(*WEEK, DATABASE_URL=database_url)
    assert outcome.code == 65
    assert "lifetracer run transform" in outcome.error
    assert outcome.stderr == ""


def test_marts_that_were_never_filled_are_reported_with_the_transform(marts, run_stage):
    outcome = run_stage(*WEEK, DATABASE_URL=marts.url)
    assert outcome.code == 65
    assert "lifetracer run transform" in outcome.error


def test_a_database_without_migrations_is_reported_with_the_migration(filled, run_stage):
    with psycopg.connect(filled.url) as connection:
        connection.execute("alter table app.reports rename to elsewhere")
    outcome = run_stage(*WEEK)
    with psycopg.connect(filled.url) as connection:
        connection.execute("alter table app.elsewhere rename to reports")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error


def test_no_database_setting_is_a_mistake_of_configuration(run_stage):
    outcome = run_stage(*WEEK)
    assert outcome.code == 78
    assert "DATABASE_URL" in outcome.error


def test_a_database_that_does_not_answer_is_worth_a_retry(run_stage):
    assert run_stage(*WEEK, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none").code == 75


def test_a_missing_font_package_is_named(filled, run_stage, tmp_path: Path):
    shadow = tmp_path / "noto_cjk_sans_jp_bold"
    shadow.mkdir()
    (shadow / "__init__.py").touch()
    outcome = run_stage(*WEEK, PYTHONPATH=str(tmp_path))
    assert outcome.code == 78
    assert "pip install --force-reinstall noto-cjk-sans-jp-bold" in outcome.error
    assert rows(filled.url) == []


def test_an_output_that_cannot_be_written_names_the_file(filled, run_stage, tmp_path: Path):
    target = tmp_path / "nowhere" / "week.pdf"
    outcome = run_stage(*WEEK, "--output", str(target))
    assert outcome.code == 78
    assert str(target) in outcome.error


@pytest.mark.parametrize(
    "arguments", [("--period", "hourly"), ("--date", "soon"), ("--date", "0001-01-01"), ("--language", "de")]
)
def test_what_is_not_offered_is_refused_with_its_name(run_stage, arguments):
    outcome = run_stage(*arguments)
    assert outcome.code == 2
    assert arguments[1] in outcome.stderr

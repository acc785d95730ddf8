"""What goes wrong, and what the exit code, the message and the database say then."""

import os
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from pipelines import settings
from pipelines import stage as contract
from pipelines.database import connect, with_stored_settings
from pipelines.transform import session
from tests.pipelines.transform import rows
from tests.pipelines.transform.waiting import sessions, waiting_run

# Each build makes the table anew.
STAMP = "select to_regclass('core.fct_time_actual')::oid"


def test_an_interrupt_ends_the_query_and_the_stage(stage, database, transform_url):
    with waiting_run(stage, database, transform_url) as running:
        running.send(signal.SIGINT)
        # The lock is still held: the query ends because it was cancelled.
        outcome = running.wait()
        assert sessions(database) == []
    assert outcome.code == 1, outcome.text
    assert "interrupted" in outcome.message
    assert "Traceback" not in outcome.text


def test_a_database_that_goes_away_is_worth_a_retry(stage, database, transform_url):
    with waiting_run(stage, database, transform_url) as running:
        database.execute("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", (sessions(database),))
        outcome = running.wait()
    assert outcome.code == os.EX_TEMPFAIL, outcome.text
    assert "went away" in outcome.message


def test_a_second_transform_of_the_same_database_is_told_to_wait(stage, transform_url):
    with psycopg.connect(transform_url) as other:
        session.lock(other)
        outcome = stage.run()
    assert outcome.code == os.EX_TEMPFAIL
    assert {"level": "info", "event": "retry", "after_seconds": 15} in outcome.lines
    assert "Another transform" in outcome.message


def test_data_that_a_test_refuses_is_bad_input(stage, database):
    rows.clear(database)
    before = database.execute(STAMP).fetchone()
    # One id in two sources: nothing the rules allow, so the test of the key must see it.
    start, stop = datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 1, 11, tzinfo=UTC)
    rows.insert(database, "toggl__time_entries", [rows.entry(1, start, stop)])
    rows.insert(database, "toggl_csv__time_entries", [rows.file_row("1", "2026-03-02", "12:00:00", "01:00:00")])
    outcome = stage.run()
    assert outcome.code == os.EX_DATAERR, outcome.text
    assert "primary_key_int_time_logged_entry_id" in outcome.message
    [line] = [line for line in outcome.lines if line["event"] == "log" and line["level"] == "error"]
    assert line["model"] == "primary_key_int_time_logged_entry_id"
    # What was built before stays.
    assert database.execute(STAMP).fetchone() == before


def test_text_that_is_no_time_fails_with_the_words_of_the_database(stage, database):
    rows.clear(database)
    rows.insert(database, "toggl__time_entries", [("2", {"start": "yesterday evening"})])
    outcome = stage.run()
    assert outcome.code == 1, outcome.text
    assert "int_people" in outcome.message
    assert "yesterday evening" in outcome.message


def broken_project() -> int:
    """Build a copy of the project in which one model refers to nothing."""
    from pipelines.transform import invocation

    copy = Path(os.environ["LIFETRACER_DATA_DIR"], "broken")
    shutil.copytree(invocation.PROJECT, copy)
    (copy / "models" / "marts" / "lost.sql").write_text("select * from {{ ref('nowhere') }}")

    def build() -> None:
        current = with_stored_settings(settings.load(), stage="transform")
        with connect(current, stage="transform") as connection:
            session.hand_over(connection, as_of=current.now(), timezone=current.timezone)
            invocation.build(connection, full=False, project=copy)

    return contract.run(build)


def test_a_wrong_project_is_a_matter_of_configuration(stage):
    outcome = stage.run(broken_project)
    assert outcome.code == os.EX_CONFIG, outcome.text
    assert "nowhere" in outcome.message


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"DATABASE_URL": ""}, os.EX_CONFIG, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "postgresql://nobody:hidden@127.0.0.1:1/none"}, os.EX_TEMPFAIL, "cannot be reached"),
        ({"LIFETRACER_TIMEZONE": "Mars/Base"}, os.EX_CONFIG, "Mars/Base is not a time zone"),
        ({"LIFETRACER_CATEGORIES": __file__}, os.EX_DATAERR, "line 1: column match_type is missing"),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence_before_dbt_starts(stage, changes, code, told):
    outcome = stage.run(**changes)
    assert outcome.code == code, outcome.text
    assert told in outcome.message
    assert "hidden" not in outcome.text
    assert len(outcome.lines) == len(outcome.text.splitlines()) == 1


def test_a_database_without_migrations_is_told_how_to_get_them(stage, server_url):
    outcome = stage.run(DATABASE_URL=server_url)
    assert outcome.code == os.EX_CONFIG, outcome.text
    assert "lifetracer migrate" in outcome.message

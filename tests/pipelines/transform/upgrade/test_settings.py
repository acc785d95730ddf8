"""A database of the version without stored settings: an upgrade changes no number, whatever the shell that does it.

`settings.sql` is what that version (53ce696) left of the log of a person in Berlin, by its variables: see
dump_settings.py. The database is really migrated from the revisions of then.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql

import pipelines.migrations
import service.migrations
from tests.conftest import database as url_of
from tests.pipelines.transform.running import Stage
from tests.pipelines.transform.upgrade import dump_settings

# The last revisions before settings were stored.
HEADS = ((service.migrations, "0008"), (pipelines.migrations, "0010"))
HERE = Path(__file__).parent
# Columns of both versions; colours and order are no numbers.
NUMBERS = {
    "core.fct_time_actual": "select id, local_date, start_at, end_at, duration_seconds, counted_seconds, category "
    "from core.fct_time_actual",
    "marts.daily_categories": "select local_date, category, seconds from marts.daily_categories where seconds > 0",
    "marts.daily_summary": "select local_date, length_seconds, covered_seconds, tracked_seconds, untracked_seconds, "
    "entry_count, is_complete, is_read from marts.daily_summary",
    "marts.calendar_days": "select local_date, day_type, holiday_name, length_seconds from marts.calendar_days",
    "marts.daily_targets": "select local_date, day_type, category, minutes, direction, version "
    "from marts.daily_targets",
    "marts.sleep_nights": "select night_date, first_start_at, last_end_at, sleep_seconds, entry_count "
    "from marts.sleep_nights",
    "marts.latest_estimates": "select target_date, category, minutes, lower, upper, method, calculated_at "
    "from marts.latest_estimates",
    "marts.estimate_accuracy": "select target_date, category, method, minutes, lower, upper, actual_minutes, "
    "is_complete, calculated_at from marts.estimate_accuracy",
    "marts.data_quality": "select as_of, timezone, entry_count, logged_seconds, counted_seconds, overlap_seconds "
    "from marts.data_quality",
}
SCHEDULES = "select name, cron, timezone from gateway.schedules order by name"


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    """An empty database of the version before."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        url = url_of(server_url, name)
        for owner, revision in HEADS:
            config = Config()
            config.set_main_option("script_location", str(owner.HERE))
            config.attributes["url"] = url
            command.upgrade(config, revision)
        with psycopg.connect(url) as connection:
            for file in ("before.sql", "settings.sql"):
                connection.execute((HERE / file).read_bytes())
            edited = "update gateway.schedules set cron = '30 5 * * *', updated_at = clock_timestamp() where name = %s"
            connection.execute(edited, ["daily-report"])
        yield url
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def stage(url: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("upgrade")
    (folder / "tmp").mkdir()
    settings = {
        "DATABASE_URL": url,
        "LIFETRACER_AS_OF": dump_settings.AS_OF.isoformat(),
        "LIFETRACER_DATA_DIR": str(folder / "data"),
        "TMPDIR": str(folder / "tmp"),
    }
    return Stage(folder, settings)


def numbers(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url) as connection:
        connection.execute("set time zone 'UTC'")
        return {table: sorted(map(repr, connection.execute(query))) for table, query in NUMBERS.items()}


@pytest.fixture(scope="module")
def before(url: str) -> dict[str, list[str]]:
    """The numbers of the version before."""
    return numbers(url)


@pytest.fixture(scope="module")
def upgraded(url: str, stage: Stage, before: dict[str, list[str]]) -> str:
    """What the first command of this version says, in the shell of someone in New York, and without variables."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(stage.folder), "TZ": "America/New_York", "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "settings"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_database_of_before_holds_what_the_test_is_about(before):
    assert [table for table, rows in before.items() if not rows] == []
    assert "Europe/Berlin" in before["marts.data_quality"][0]
    assert any("Labor Day" in found for found in before["marts.calendar_days"])
    assert any("'Work'" in found for found in before["marts.daily_categories"])


def test_zone_and_country_are_those_of_the_numbers(url, upgraded):
    with psycopg.connect(url) as connection:
        stored: dict[str, str] = dict(connection.execute("select name, value from app.settings").fetchall())
    assert stored == {"timezone": "Europe/Berlin", "country": "DE", "language": "en"}
    assert "timezone Europe/Berlin (from the numbers of the version before)" in upgraded


def test_a_transform_after_the_upgrade_gives_the_same_numbers(url, stage, before, upgraded):
    outcome = stage.run(TZ="America/New_York")
    assert outcome.code == 0, outcome.text
    assert numbers(url) == before


def test_another_variable_is_reported_and_the_numbers_stay(url, stage, before, upgraded):
    outcome = stage.run(LIFETRACER_TIMEZONE="Asia/Tokyo", LIFETRACER_COUNTRY="US")
    assert outcome.code == 0, outcome.text
    assert {line["message"].split(" ")[0] for line in outcome.lines if "is not used" in str(line.get("message"))} == {
        "LIFETRACER_TIMEZONE=Asia/Tokyo",
        "LIFETRACER_COUNTRY=US",
    }
    assert numbers(url) == before


def test_untouched_schedules_follow_the_zone_and_edited_ones_stay(url, upgraded):
    with psycopg.connect(url) as connection:
        assert connection.execute(SCHEDULES).fetchall() == [
            ("daily-pipeline", "0 1 * * *", "Europe/Berlin"),
            ("daily-report", "30 5 * * *", "Asia/Tokyo"),
            ("weekly-report", "0 6 * * 1", "Europe/Berlin"),
        ]


def test_targets_and_snapshots_are_untouched(url, before, upgraded):
    with psycopg.connect(url) as connection:
        targets = connection.execute("select category, minutes, version from app.targets order by minutes").fetchall()
        assert targets == [("Work", 30, 1), ("Work", 120, 1)]
        assert connection.execute("select count(*) from analyzer.estimates").fetchone() == (7,)

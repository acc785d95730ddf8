"""A database of the version without stored settings: an upgrade changes no number, whatever the shell that does it.

The database is really migrated to the revisions of then, and filled by the code that imports, transforms and estimates,
with the variables of a person in Berlin.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql

import pipelines.migrations
import service.migrations
from pipelines.connector.toggl_csv.importer import CsvOptions, import_file
from tests.conftest import database as url_of
from tests.pipelines.connector.toggl_csv.exports import row, write
from tests.pipelines.transform.running import Stage

# The last revisions before settings were stored.
HEADS = ((service.migrations, "0008"), (pipelines.migrations, "0010"))
FIRST, DAYS = date(2026, 3, 2), 75
AS_OF = datetime(2026, 5, 16, 8, tzinfo=UTC)
NUMBERS = {
    "core.fct_time_actual": "id, local_date, start_at, end_at, duration_seconds, counted_seconds, category",
    "marts.daily_categories": "*",
    "marts.daily_summary": "*",
    "marts.calendar_days": "*",
    "marts.daily_targets": "local_date, day_type, category, minutes, direction, version",
    "marts.sleep_nights": "*",
    "marts.latest_estimates": "*",
    "marts.estimate_accuracy": "*",
    "marts.data_quality": "as_of, timezone, entry_count, logged_seconds, counted_seconds, overlap_seconds",
}
SCHEDULES = "select name, cron, timezone from gateway.schedules order by name"


def transform_of_before() -> int:
    """Do what the transform of the version before did: with zone and country of the variables."""
    from zoneinfo import ZoneInfo

    from pipelines import settings, stage
    from pipelines.database import connect
    from pipelines.transform import invocation, mapping, public_holidays, session

    def build() -> None:
        current, zone = settings.load(), ZoneInfo("Europe/Berlin")
        assert current.categories is not None
        with connect(current, stage="transform") as connection:
            session.lock(connection)
            mapping.store(connection, mapping.read(current.categories))
            now = current.now().astimezone(zone)
            public_holidays.load(connection, country="DE", language="en", now=now)
            session.hand_over(connection, as_of=current.now(), timezone=zone)
            invocation.build(connection, full=False)

    return stage.run(build)


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
        yield url
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def stage(url: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("upgrade")
    (folder / "tmp").mkdir()
    mapping = folder / "mapping.csv"
    mapping.write_text("match_type,match_value,personal_category\nproject_name,Client A,Work\nproject_name,Bed,Sleep\n")
    settings = {
        "DATABASE_URL": url,
        "LIFETRACER_CATEGORIES": str(mapping),
        "LIFETRACER_AS_OF": AS_OF.isoformat(),
        "LIFETRACER_DATA_DIR": str(folder / "data"),
        "TMPDIR": str(folder / "tmp"),
    }
    return Stage(folder, settings)


def numbers(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url) as connection:
        connection.execute("set time zone 'UTC'")
        found = {}
        for table, columns in NUMBERS.items():
            query = sql.SQL("select {} from {}").format(sql.SQL(columns), sql.Identifier(*table.split(".")))
            found[table] = sorted(map(repr, connection.execute(query)))
        return found


def export(folder: Path) -> Path:
    """Nights across midnight, work, and on each third day something without a rule."""
    rows = []
    for number in range(DAYS):
        day, following = FIRST + timedelta(days=number), FIRST + timedelta(days=number + 1)
        length, end = f"0{1 + number % 4}:30:00", f"{10 + number % 4}:30:00"
        rows.append(row(str(day), "09:00:00", end, Duration=length, Project="Client A"))
        rows.append(row(str(day), "22:45:00", "06:15:00", End_date=str(following), Duration="07:30:00", Project="Bed"))
        if number % 3 == 0:
            rows.append(row(str(day), "18:00:00", "19:00:00", Duration="01:00:00", Project="Garden"))
    return write(folder / "export.csv", *rows)


@pytest.fixture(scope="module")
def before(url: str, stage: Stage) -> dict[str, list[str]]:
    """The numbers of a person in Berlin, with targets, a snapshot of estimates, own schedules and an own mapping."""
    path = export(stage.folder)
    import_file(lambda: psycopg.connect(url), path, CsvOptions(timezone="Europe/Berlin"), now=AS_OF)
    with psycopg.connect(url) as connection:
        for days, minutes in (("all", 120), ("holiday", 30)):
            target = ("Work", days, minutes, "more", 1, "", datetime(2026, 3, 10, tzinfo=UTC))
            connection.execute("select app.set_target(%s, %s, %s, %s, %s, %s, %s)", target)
        edited = "update gateway.schedules set cron = '30 5 * * *', updated_at = clock_timestamp() where name = %s"
        connection.execute(edited, ["daily-report"])
        snapshot = "insert into analyzer.estimates values (%s, %s, 'Work', 140, 100, 180, 'mean_day_type')"
        for number in range(7):
            connection.execute(snapshot, (AS_OF - timedelta(days=3), date(2026, 5, 13) + timedelta(days=number)))
        # The models of today read the chosen person there.
        connection.execute("create table app.settings (name text, value text, valid_to timestamptz)")
    outcome = stage.run(transform_of_before)
    assert outcome.code == 0, outcome.text
    with psycopg.connect(url) as connection:
        connection.execute("drop table app.settings")
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

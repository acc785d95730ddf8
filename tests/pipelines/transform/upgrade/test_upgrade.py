"""A database that the version before has migrated and transformed: no number changes by category.

`before.json` and `before.sql` are what that version (53ce696) made of the log: see dump.py.
"""

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql

import pipelines.migrations
import service.migrations
from naming import category_key
from tests.conftest import database
from tests.pipelines.transform import rows
from tests.pipelines.transform.running import Stage
from tests.pipelines.transform.upgrade import log

HERE = Path(__file__).parent
HEADS = ((service.migrations, "0008"), (pipelines.migrations, "0010"))
BEFORE: dict[str, dict[str, Any]] = json.loads((HERE / "before.json").read_text(encoding="utf-8"))
CASES = ("shipped", "own")


@dataclass(frozen=True)
class Upgraded:
    url: str
    before: dict[str, Any]

    def run(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            connection.execute("set time zone 'UTC'")
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module", params=CASES)
def upgraded(server_url: str, request: pytest.FixtureRequest) -> Iterator[Upgraded]:
    """The database of the version before with its tables, migrated to this version and not yet transformed."""
    name = f"test_{secrets.token_hex(6)}"
    found = Upgraded(database(server_url, name), BEFORE[request.param])
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        for owner, revision in HEADS:
            config = Config()
            config.set_main_option("script_location", str(owner.HERE))
            config.attributes["url"] = found.url
            command.upgrade(config, revision)
        with psycopg.connect(found.url) as connection:
            connection.execute((HERE / "before.sql").read_bytes())
            for table, data in log.rows().items():
                rows.insert(connection, table, data)
            connection.execute(log.READ)
            with connection.cursor() as cursor:
                cursor.executemany("insert into raw.category_mapping values (%s, %s, %s, %s)", found.before["mapping"])
                cursor.executemany("select app.set_target(%s, %s, %s, %s, 3, 'Mine.', %s)", log.TARGETS)
                cursor.execute(
                    "insert into analyzer.estimates values ('2026-03-30Z', '2026-03-31', 'Sleep', 50, 40, 60, 'mean'), "
                    "('2026-03-30Z', '2026-03-31', 'sleep', 70, 60, 80, 'mean'), "
                    "('2026-03-30Z', '2026-04-03', 'Sleep', 55, 45, 65, 'mean')"
                )
        for owner, _ in HEADS:
            owner.upgrade(found.url)
        yield found
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def transformed(upgraded: Upgraded, tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    folder = tmp_path_factory.mktemp("upgrade")
    settings = {
        "DATABASE_URL": upgraded.url,
        "LIFETRACER_DATA_DIR": str(folder / "data"),
        "LIFETRACER_TIMEZONE": "Europe/Berlin",
        "LIFETRACER_AS_OF": log.AS_OF,
    }
    outcome = Stage(folder, settings).run()
    assert outcome.code == 0, outcome.text
    return upgraded


def merged(found: list[list[Any]]) -> Counter[tuple[str, str]]:
    """The numbers with names that are one category now."""
    total: Counter[tuple[str, str]] = Counter()
    for day, category, seconds in found:
        total[day, category_key(category)] += seconds
    return total


def test_the_mapping_in_force_is_the_first_version_of_the_rules(upgraded):
    [(version, origin, rule_sets, order, stored)] = upgraded.run(
        "select version, origin, rule_sets, match_order, rules from app.category_rules"
    )
    assert (version, origin) == (1, "upgrade")
    # A file replaced the mapping that shipped as a whole.
    assert rule_sets == ([] if upgraded.before["mapping"] else ["colors"])
    assert order == ["project_name", "project_color", "client_name", "tag", "description"]
    values = [(rule["match_type"], rule["match_value"], rule["category"]) for rule in stored]
    if upgraded.before["mapping"]:
        assert values == [tuple(row[1:]) for row in upgraded.before["mapping"]]
    else:
        assert len(values) == 10
        assert ("project_name", "Sleep", "Sleep") in values


@pytest.mark.parametrize(("name", "mart"), [("actual", "daily_categories"), ("plan", "daily_plan")])
def test_no_number_changes_by_category(transformed, name, mart):
    now = transformed.run(f"select local_date::text, category_key, seconds from marts.{mart}")
    assert Counter({(day, key): seconds for day, key, seconds in now}) == merged(transformed.before[name])


def test_each_category_has_one_name(transformed):
    names = transformed.run("select category, category_key from core.dim_category where is_used order by 1")
    assert [name for name, key in names if key == "sleep"] == ["Sleep"]
    assert len({key for _, key in names}) == len(names)


def test_of_targets_that_are_one_now_the_newest_stays_and_the_other_says_why(upgraded):
    found = upgraded.run(
        "select category, day_type, minutes, version, valid_to::date::text, note from app.targets "
        "order by category_key, day_type, version"
    )
    closed = "Mine. Closed by an upgrade: Sleep and sleep are one category, and the newest target stays."
    assert found == [
        ("Sleep", "all", 420, 1, "2026-03-20", closed),
        ("sleep", "all", 450, 2, None, "Mine."),
        ("sleep", "workday", 400, 1, None, "Mine."),
        ("Work", "all", 480, 1, None, "Mine."),
    ]


def test_a_target_goes_on_with_its_next_version(upgraded):
    with psycopg.connect(upgraded.url) as connection:
        row = connection.execute(
            "select version from app.set_target('Sleep', 'sleep', 'all', 430, 'more', 3, '', now())"
        ).fetchone()
        connection.rollback()
    assert row == (3,)


def test_a_snapshot_of_before_has_one_estimate_for_one_category(transformed):
    query = "select category, minutes, lower, upper from marts.estimate_accuracy where category_key = 'sleep'"
    assert transformed.run(query) == [("Sleep", 120.0, 100.0, 140.0)]


def test_a_snapshot_of_before_stays_readable(transformed):
    """It had one number, no chance and no mode."""
    of_past = "select minutes, median, any_chance, is_during from marts.estimate_accuracy where category_key = 'sleep'"
    assert transformed.run(of_past) == [(120.0, 120.0, None, False)]
    coming = "select minutes, median, lower, upper, any_chance, mode, days, grade, is_guess from marts.latest_estimates"
    assert transformed.run(coming) == [(55.0, 55.0, 45.0, 65.0, None, None, None, None, False)]
    assert transformed.run("select revision, method, mode, until from analyzer.snapshots") == [(1, "mean", None, None)]

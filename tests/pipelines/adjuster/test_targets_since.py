"""A target for the past, by the SQL function that writes it."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.pipelines.adjuster.targets import AT, HOUR, Row, set_target

MARCH = datetime(2026, 3, 1, 15, tzinfo=UTC)
APRIL = datetime(2026, 4, 9, 15, tzinfo=UTC)


def set_since(
    connection: psycopg.Connection[Row], minutes: int, since: Any = MARCH, *, replacing: bool = False, at: Any = AT
) -> Row:
    row = connection.execute(
        "select * from app.set_target_since('Work', 'work', 'all', %s, 'more', 3, '', %s, 'Asia/Tokyo', %s, %s)",
        (minutes, since, replacing, at),
    ).fetchone()
    assert row is not None
    return row


def versions(connection: psycopg.Connection[Row]) -> list[tuple[Any, ...]]:
    rows = connection.execute("select * from app.targets order by version").fetchall()
    return [(row["minutes"], row["valid_from"], row["valid_to"], row["superseded_at"]) for row in rows]


def test_a_first_target_may_begin_in_the_past(database):
    assert set_since(database, 400)["version"] == 1
    assert versions(database) == [(400, MARCH, None, None)]


def test_the_version_in_force_then_ends_there(database):
    set_target(database, "Work", 300, at=MARCH)
    set_since(database, 400, APRIL)
    assert versions(database) == [(300, MARCH, APRIL, None), (400, APRIL, None, None)]


def test_later_versions_are_refused_with_their_dates(database):
    set_target(database, "Work", 300, at=APRIL)
    set_target(database, "Work", 310, at=AT - HOUR)
    before = versions(database)
    with pytest.raises(psycopg.DatabaseError, match="from 2026-04-10, 2026-06-01 on") as refusal:
        set_since(database, 400)
    assert refusal.value.sqlstate == "LT006"
    assert versions(database) == before


def test_replaced_versions_stay_in_the_history_as_superseded(database):
    set_target(database, "Work", 200, at=MARCH - 24 * HOUR)
    set_target(database, "Work", 300, at=APRIL)
    set_target(database, "Work", 310, at=AT - HOUR)
    assert set_since(database, 400, replacing=True)["version"] == 4
    assert versions(database) == [
        (200, MARCH - 24 * HOUR, MARCH, None),
        (300, APRIL, AT - HOUR, AT),
        (310, AT - HOUR, AT, AT),
        (400, MARCH, None, None),
    ]
    # A superseded version is not in the way a second time.
    set_since(database, 410, APRIL)
    assert versions(database)[-2:] == [(400, MARCH, APRIL, None), (410, APRIL, None, None)]


def test_other_targets_stay_as_they_are(database):
    set_target(database, "Work", 300, at=APRIL, day_type="workday")
    set_target(database, "Sleep", 300, at=APRIL)
    set_since(database, 400)
    others = database.execute("select valid_to, superseded_at from app.targets where minutes = 300").fetchall()
    assert [tuple(row.values()) for row in others] == [(None, None)] * 2


def test_the_rules_of_any_target_hold(database):
    with pytest.raises(psycopg.DatabaseError, match="0 to 1440"):
        set_since(database, 1441)
    set_target(database, "Sleep", 1000)
    with pytest.raises(psycopg.DatabaseError, match="add up to 1441 minutes"):
        set_since(database, 441)
    with pytest.raises(psycopg.DatabaseError, match="before now"):
        set_since(database, 1, AT + HOUR)
    assert len(versions(database)) == 1

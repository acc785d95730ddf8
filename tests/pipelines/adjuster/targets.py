"""Setting targets by the SQL function that alone may, also from several connections at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from naming import category_key

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
Row = dict[str, Any]


def set_target(
    connection: psycopg.Connection[Row],
    category: Any = "Exercise",
    minutes: Any = 60,
    *,
    day_type: Any = "all",
    direction: Any = "more",
    priority: Any = 3,
    note: Any = "",
    at: Any = AT,
) -> Row:
    row = connection.execute(
        "select * from app.set_target(%s, %s, %s, %s, %s, %s, %s, %s)",
        (category, category and category_key(category), day_type, minutes, direction, priority, note, at),
    ).fetchone()
    assert row is not None
    return row


def targets(connection: psycopg.Connection[Row]) -> list[tuple[Any, ...]]:
    rows = connection.execute("select * from app.targets order by category, day_type, version").fetchall()
    return [(row["category"], row["day_type"], row["minutes"], row["version"], row["valid_to"]) for row in rows]


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Start the work; its result, or the error it ended with, is in the list once the thread has ended."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def wait_until_blocked(database: psycopg.Connection[Row], blocked: psycopg.Connection[Row]) -> None:
    """Wait until the server says that the other connection waits for a lock."""
    query = "select count(*) as n from pg_locks where pid = %s and not granted"
    for _ in range(100_000):
        row = database.execute(query, [blocked.info.backend_pid]).fetchone()
        if row and row["n"]:
            return
    pytest.fail("the second connection never waited for the first")

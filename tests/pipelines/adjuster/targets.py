"""Setting targets by the SQL function that alone may."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

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
        "select * from app.set_target(%s, %s, %s, %s, %s, %s, %s)",
        (category, day_type, minutes, direction, priority, note, at),
    ).fetchone()
    assert row is not None
    return row

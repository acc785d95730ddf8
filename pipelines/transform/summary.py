"""What the stage tells about the tables it built."""

from typing import Any

import psycopg


def facts(connection: psycopg.Connection) -> dict[str, Any]:
    """Return rows, first and last local date of `core.fct_time_actual`, and rows of the plan.

    The dates are None without data.
    """
    row = connection.execute("select count(*), min(local_date), max(local_date) from core.fct_time_actual").fetchone()
    plan = connection.execute("select count(*) from core.fct_time_plan").fetchone()
    assert row is not None
    assert plan is not None
    return {"rows": row[0], "first_date": row[1], "last_date": row[2], "plan_rows": plan[0]}

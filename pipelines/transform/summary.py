"""Figures of the built tables, for the result of the stage."""

from typing import Any

import psycopg


def facts(connection: psycopg.Connection) -> dict[str, Any]:
    """Return rows, first and last local date of `core.fct_time_actual`, rows of the plan, and the account.

    The dates are None without data.
    """
    row = connection.execute("select count(*), min(local_date), max(local_date) from core.fct_time_actual").fetchone()
    plan = connection.execute("select count(*) from core.fct_time_plan").fetchone()
    account = connection.execute(
        "select entry_count, logged_seconds, counted_seconds, overlap_seconds from marts.data_quality"
    ).fetchone()
    assert row is not None
    assert plan is not None
    assert account is not None
    names = ("entries", "logged_seconds", "counted_seconds", "overlap_seconds")
    facts = {"rows": row[0], "first_date": row[1], "last_date": row[2], "plan_rows": plan[0]}
    return facts | dict(zip(names, account, strict=True))

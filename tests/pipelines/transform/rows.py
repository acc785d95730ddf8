"""Puts rows into raw as the connector does."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

SYNCED = datetime.fromisoformat("2026-04-03T00:00:00Z")


def clear(connection: psycopg.Connection) -> None:
    """Make raw empty and the category rules those that ship."""
    tables = connection.execute("select tablename from pg_tables where schemaname = 'raw'").fetchall()
    names = sql.SQL(", ").join(sql.Identifier("raw", name) for (name,) in tables)
    connection.execute(sql.SQL("truncate {}").format(names))
    connection.execute("delete from app.category_rules where version > 1")


def insert(
    connection: psycopg.Connection,
    table: str,
    rows: Iterable[tuple[str, dict[str, Any]]],
    *,
    deleted_at: datetime | None = None,
) -> None:
    statement = sql.SQL("insert into {} values (%s, %s, %s, %s, 'v9')").format(sql.Identifier("raw", table))
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(key, Jsonb(data), SYNCED, deleted_at) for key, data in rows])


def entry(
    number: int, start: datetime, stop: datetime | None, project: int | None = None, **more: Any
) -> tuple[str, dict[str, Any]]:
    """Return a v9 time entry."""
    data = {
        "id": number,
        "start": start.isoformat(),
        "stop": stop and stop.isoformat(),
        "duration": -1 if stop is None else int((stop - start).total_seconds()),
        "project_id": project,
        "tags": None,
        "description": "",
        "server_deleted_at": None,
    }
    return str(number), data | more


def event(key: str, start: str, end: str, title: str | None = None, **more: Any) -> tuple[str, dict[str, Any]]:
    """Return a calendar event; a start and end of ten characters are dates of an all-day one."""
    kind = "date" if len(start) == len("2026-03-01") else "dateTime"
    return key, {"id": key, "status": "confirmed", "summary": title, "start": {kind: start}, "end": {kind: end}, **more}


def file_row(key: str, date: str, time: str, duration: str, **more: str) -> tuple[str, dict[str, Any]]:
    """Return a row of an imported CSV."""
    data = {"Start date": date, "Start time": time, "Duration": duration, "timezone": "Europe/Berlin"}
    empty = dict.fromkeys(("User", "Email", "Client", "Project", "Task", "Description", "Billable", "Tags"), "")
    return key, {**empty, **data, **more}

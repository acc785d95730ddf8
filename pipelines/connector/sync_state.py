"""The connector's memory in the database: how far it has read (`raw.sync_state`) and which spans it knows whole."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.connector.span import Span, merged

ENTITY = "time_entries"


def read_cursor(connection: psycopg.Connection, service: str) -> dict[str, Any]:
    """Return the service's cursor; empty before its first run."""
    found = connection.execute("select cursor from raw.sync_state where service = %s", (service,)).fetchone()
    return dict(found[0]) if found else {}


def write_cursor(connection: psycopg.Connection, service: str, cursor: dict[str, Any]) -> None:
    """Replace the service's cursor."""
    connection.execute(
        """
        insert into raw.sync_state (service, cursor) values (%s, %s)
        on conflict (service) do update set cursor = excluded.cursor
        """,
        (service, Jsonb(cursor)),
    )


def write_finished(connection: psycopg.Connection, service: str, counts: dict[str, Any], now: datetime) -> None:
    """Record that a run of the service came to its end, and what it did."""
    connection.execute(
        """
        insert into raw.sync_state (service, last_synced_at, last_counts) values (%s, %s, %s)
        on conflict (service) do update
        set last_synced_at = excluded.last_synced_at, last_counts = excluded.last_counts
        """,
        (service, now, Jsonb(counts)),
    )


def write_quota(
    connection: psycopg.Connection, service: str, *, remaining: int | None, resets_at: datetime | None
) -> None:
    """Record the quota that the service last reported."""
    connection.execute(
        """
        insert into raw.sync_state (service, quota_remaining, quota_resets_at) values (%s, %s, %s)
        on conflict (service) do update
        set quota_remaining = excluded.quota_remaining, quota_resets_at = excluded.quota_resets_at
        """,
        (service, remaining, resets_at),
    )


def read_windows(connection: psycopg.Connection, service: str) -> list[Span]:
    """Return the spans that were loaded in full."""
    rows = connection.execute(
        "select start_at, end_at from raw.sync_windows where service = %s and entity = %s order by start_at",
        (service, ENTITY),
    )
    return [Span(start, end) for start, end in rows]


def add_window(connection: psycopg.Connection, service: str, window: Span, now: datetime) -> None:
    """Record a span as loaded in full, as one row with what it touches or overlaps."""
    if not window:
        return
    removed = connection.execute(
        """
        delete from raw.sync_windows
        where service = %s and entity = %s and start_at <= %s and end_at >= %s
        returning start_at, end_at
        """,
        (service, ENTITY, window.end, window.start),
    ).fetchall()
    [whole] = merged([window, *(Span(start, end) for start, end in removed)])
    connection.execute(
        "insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at) values (%s, %s, %s, %s, %s)",
        (service, ENTITY, whole.start, whole.end, now),
    )

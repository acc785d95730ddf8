"""How far each source was read (`raw.sync_state`), and which spans of it were read in full (`raw.sync_windows`)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.connector.span import Span, merged

ENTITY = "time_entries"
# Windows of this workspace are the common part of all that are read, or those of a source without workspaces.
ALL_WORKSPACES = 0


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
    connection: psycopg.Connection, service: str, *, remaining: int | None, total: int, resets_at: datetime | None
) -> None:
    """Record the quota that the service last reported, and the calls that it allows in an hour."""
    connection.execute(
        """
        insert into raw.sync_state (service, quota_remaining, quota_total, quota_resets_at) values (%s, %s, %s, %s)
        on conflict (service) do update
        set quota_remaining = excluded.quota_remaining,
            quota_total = excluded.quota_total,
            quota_resets_at = excluded.quota_resets_at
        """,
        (service, remaining, total, resets_at),
    )


def write_history(
    connection: psycopg.Connection, service: str, *, first_day: date, days: int, days_left: int, calls_left: int
) -> None:
    """Record the progress of the history.

    Args:
        connection: the caller's transaction.
        service: the source.
        first_day: the day that the history reaches back to, as far as is known now.
        days: from that day on, each workspace's counted.
        days_left: those that are not read yet.
        calls_left: about how many calls these take.
    """
    history = {"first_day": first_day.isoformat(), "days": days, "days_left": days_left, "calls_left": calls_left}
    connection.execute(
        """
        insert into raw.sync_state (service, history) values (%s, %s)
        on conflict (service) do update set history = excluded.history
        """,
        (service, Jsonb(history)),
    )


def read_windows(
    connection: psycopg.Connection, service: str, *, entity: str = ENTITY, workspace: int = ALL_WORKSPACES
) -> list[Span]:
    """Return the spans that were loaded in full, in order."""
    rows = connection.execute(
        """
        select start_at, end_at
        from raw.sync_windows
        where service = %s and entity = %s and workspace_id = %s
        order by start_at
        """,
        (service, entity, workspace),
    )
    return [Span(start, end) for start, end in rows]


def add_window(
    connection: psycopg.Connection,
    service: str,
    window: Span,
    now: datetime,
    *,
    entity: str = ENTITY,
    workspace: int = ALL_WORKSPACES,
) -> None:
    """Record a span as loaded in full, as one row with what it touches or overlaps."""
    if not window:
        return
    removed = connection.execute(
        """
        delete from raw.sync_windows
        where service = %s and entity = %s and workspace_id = %s and start_at <= %s and end_at >= %s
        returning start_at, end_at
        """,
        (service, entity, workspace, window.end, window.start),
    ).fetchall()
    [whole] = merged([window, *(Span(start, end) for start, end in removed)])
    _insert(connection, service, whole, now, entity=entity, workspace=workspace)


def replace_windows(
    connection: psycopg.Connection,
    service: str,
    windows: Iterable[Span],
    now: datetime,
    *,
    entity: str = ENTITY,
    workspace: int = ALL_WORKSPACES,
) -> None:
    """Record these spans, and no others, as loaded in full."""
    wanted = merged(windows)
    if wanted == read_windows(connection, service, entity=entity, workspace=workspace):
        return
    connection.execute(
        "delete from raw.sync_windows where service = %s and entity = %s and workspace_id = %s",
        (service, entity, workspace),
    )
    for window in wanted:
        _insert(connection, service, window, now, entity=entity, workspace=workspace)


def _insert(
    connection: psycopg.Connection, service: str, window: Span, now: datetime, *, entity: str, workspace: int
) -> None:
    connection.execute(
        """
        insert into raw.sync_windows (service, entity, workspace_id, start_at, end_at, loaded_at)
        values (%s, %s, %s, %s, %s, %s)
        """,
        (service, entity, workspace, window.start, window.end, now),
    )

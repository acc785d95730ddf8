"""What changed since the last run, deletions included: one call."""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from pipelines.connector import sync_state
from pipelines.connector.raw_table import load
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import SERVICE, api, backfill
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import ENTRIES, deleted_at, entry_row, starts_at

# Toggl's clock and ours may differ, and a change may become visible late: ask again for the last minutes.
OVERLAP = timedelta(minutes=10)
# `since` reaches back about three months.
REACH = timedelta(days=80)


def sync_changes(run: SyncRun[Client], recent: Span) -> dict[int, dict[str, Any]]:
    """Load what changed since the cursor, move the cursor, and return the loaded entries by id.

    Entries outside of everything that was or is being loaded are left to the history: stored alone they would make
    a gap of years. When the changes cannot be told (the cursor is too old, or the answer may have been cut), what is
    known of the history is noted for reading again.
    """
    with run.unit() as connection:
        since = _cursor(connection)
        if since is None or run.now - since > REACH:
            _move(connection, run.now, again=since is not None)
            return {}
    changed = api.changed_since(run.client, min(since, run.now) - OVERLAP)
    with run.unit() as connection:
        wanted = _wanted(connection, changed, recent)
        run.count("time_entries", load(connection, ENTRIES, map(entry_row, wanted), run.now))
        _move(connection, run.now, again=len(changed) >= api.ENTRY_LIMIT)
    return {entry["id"]: entry for entry in wanted}


def _cursor(connection: psycopg.Connection) -> datetime | None:
    since = sync_state.read_cursor(connection, SERVICE).get("since")
    return datetime.fromisoformat(since) if since else None


def _wanted(connection: psycopg.Connection, changed: list[dict[str, Any]], recent: Span) -> list[dict[str, Any]]:
    found = connection.execute(
        """
        select source_id from raw.toggl__time_entries where source_id = any(%(ids)s)
        union
        select source_id from raw.toggl__report_time_entries where source_id = any(%(ids)s)
        """,
        {"ids": [str(entry["id"]) for entry in changed]},
    )
    known = {row[0] for row in found}
    loaded = [recent, *sync_state.read_windows(connection, SERVICE)]
    return [
        entry
        for entry in changed
        if deleted_at(entry) or str(entry["id"]) in known or any(starts_at(entry) in span for span in loaded)
    ]


def _move(connection: psycopg.Connection, now: datetime, *, again: bool) -> None:
    """Set the cursor to now; with `again` the known history is to be read once more."""
    if again:
        backfill.request(connection, sync_state.read_windows(connection, SERVICE), None)
    sync_state.write_cursor(
        connection, SERVICE, {**sync_state.read_cursor(connection, SERVICE), "since": now.isoformat()}
    )

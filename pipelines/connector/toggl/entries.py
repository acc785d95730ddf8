"""Time entries as rows of the two raw tables, and which of them a comparison may mark as deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg

from pipelines.connector.counts import Counts
from pipelines.connector.raw_table import RawTable, Row, delete_missing
from pipelines.connector.span import Span

API = "v9"
ENTRIES = RawTable("toggl__time_entries", API)
REPORT = RawTable("toggl__report_time_entries", "reports-v3")

STARTS_WITHIN = "(data ->> 'start')::timestamptz >= %(start)s and (data ->> 'start')::timestamptz < %(end)s"
# A report holds one workspace and no running entry: their absence says nothing.
REPORTED = "data ->> 'stop' is not null and (data ->> 'workspace_id')::bigint = %(workspace)s and "


def deleted_at(item: dict[str, Any]) -> datetime | None:
    """Return when Toggl says that it was deleted; None while it lives."""
    stamp = item.get("server_deleted_at")
    return datetime.fromisoformat(stamp) if stamp else None


def entry_row(entry: dict[str, Any]) -> Row:
    """Return an entry as a row."""
    return Row(str(entry["id"]), entry, deleted_at(entry))


def starts_at(entry: dict[str, Any]) -> datetime:
    """Return the instant at which the entry starts."""
    return datetime.fromisoformat(entry["start"])


def delete_missing_entries(
    connection: psycopg.Connection, span: Span, present: Iterable[str], now: datetime, *, workspace: int | None = None
) -> Counts:
    """Mark as deleted what starts within the span, in either table, and is not present.

    Args:
        connection: the caller's transaction.
        span: what the answer covers.
        present: the ids in the answer.
        now: becomes `deleted_at`.
        workspace: the answer was a report of this workspace; None = it was v9's, which knows everything.

    Returns:
        Counts in which an entry that was in both tables counts once.
    """
    ids = list(present)
    parameters: dict[str, Any] = {"start": span.start, "end": span.end, "workspace": workspace}
    where = STARTS_WITHIN if workspace is None else REPORTED + STARTS_WITHIN
    entries = delete_missing(connection, ENTRIES, ids, now, where=where, parameters=parameters)
    # v9 wins where both have the entry, so the entry in the report alone is what this deletes for a reader.
    alone = delete_missing(connection, REPORT, ids, now, where=where + NOT_IN_V9, parameters=parameters)
    return entries + alone


NOT_IN_V9 = " and source_id not in (select v9.source_id from raw.toggl__time_entries as v9)"

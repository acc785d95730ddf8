"""Time entries as rows of the two raw tables, and which of them a comparison finds missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from pipelines.connector.raw_table import RawTable, Row
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl.client import Client

API = "v9"
ENTRIES = RawTable("toggl__time_entries", API)
REPORT = RawTable("toggl__report_time_entries", "reports-v3")

_MISSING = sql.SQL("""
select source_id
from {table} as stored
where deleted_at is null
    and (data ->> 'start')::timestamptz >= %(start)s
    and (data ->> 'start')::timestamptz < %(end)s
    and coalesce((coalesce(data ->> 'workspace_id', data ->> 'wid'))::bigint = any(%(workspaces)s), true)
    and not exists (select from unnest(%(present)s::text[]) as present (id) where present.id = stored.source_id)
    and {condition}
""")
# A report holds no running entry: its absence there shows nothing.
_ENDED = sql.SQL("(data ->> 'stop' is not null or coalesce((data ->> 'duration')::bigint, 0) >= 0)")
_ANY = sql.SQL("true")
# v9 wins where both tables have an entry, so only a row that is in the report alone decides for a reader.
_NOT_IN_V9 = sql.SQL("source_id not in (select v9.source_id from raw.toggl__time_entries as v9)")


@dataclass
class Missing:
    """Living rows that an answer does not have, by their keys.

    Attributes:
        entries: rows of v9.
        report: rows that only the report has.
    """

    entries: set[str]
    report: set[str]

    def __bool__(self) -> bool:
        return bool(self.entries or self.report)

    def without(self, keys: Collection[str]) -> "Missing":
        """Return the rows that are not among the keys."""
        return Missing(self.entries - set(keys), self.report - set(keys))

    def delete(self, run: SyncRun[Client]) -> None:
        """Mark the rows as deleted in the open transaction."""
        run.delete("time_entries", ENTRIES, self.entries)
        run.delete("report_time_entries", REPORT, self.report)


def missing(
    connection: psycopg.Connection,
    span: Span,
    present: Iterable[str],
    workspaces: Collection[int],
    *,
    has_running: bool,
) -> Missing:
    """Return what starts within the span in these workspaces, and is not present.

    Args:
        connection: the caller's transaction.
        span: what the answer covers.
        present: the keys in the answer.
        workspaces: the workspaces that the answer covers.
        has_running: whether the answer would have running entries.
    """
    parameters = {
        "start": span.start,
        "end": span.end,
        "present": list(present),
        "workspaces": list(workspaces),
    }

    def keys(table: RawTable, condition: sql.Composable) -> set[str]:
        statement = _MISSING.format(table=table.identifier, condition=condition)
        return {row[0] for row in connection.execute(statement, parameters)}

    return Missing(keys(ENTRIES, _ANY if has_running else _ENDED), keys(REPORT, _NOT_IN_V9))


def deleted_at(item: dict[str, Any]) -> datetime | None:
    """Return when Toggl deleted it; None while it lives."""
    stamp = item.get("server_deleted_at")
    return datetime.fromisoformat(stamp) if stamp else None


def entry_row(entry: dict[str, Any]) -> Row:
    """Return an entry as a row."""
    return Row(str(entry["id"]), entry, deleted_at(entry))


def workspace_of(entry: dict[str, Any]) -> int | None:
    """Return the id of the entry's workspace; None when the entry does not name it."""
    found = entry.get("workspace_id")
    return entry.get("wid") if found is None else found

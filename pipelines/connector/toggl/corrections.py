"""Rows of v9 that a report shows differently.

v9 wins over the report for a reader. So where a report shows an entry alive that v9's row has as deleted, or with other
values, and v9's row is not simply newer than the report, that row has to follow the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from pipelines.connector.raw_table import Row
from pipelines.connector.toggl.changes import REPORT_LAG
from pipelines.connector.toggl.usable import instant


@dataclass
class Corrections:
    """The result of a comparison of v9's rows with a report.

    Attributes:
        rows: the rows of v9 that have to change.
        undecided: entries that differ, but changed too recently for the report to decide: it has to be read again.
    """

    rows: list[Row] = field(default_factory=list)
    undecided: set[int] = field(default_factory=set)


def corrections(connection: psycopg.Connection, report: Sequence[dict[str, Any]], read_at: datetime) -> Corrections:
    """Compare v9's rows with a report.

    Args:
        connection: the caller's transaction.
        report: flat rows of a report, with their workspace.
        read_at: when the report was read, by Toggl's clock.
    """
    result = Corrections()
    found = connection.execute(
        "select data, deleted_at is not null from raw.toggl__time_entries where source_id = any(%s)",
        ([str(row["id"]) for row in report],),
    ).fetchall()
    if not found:
        return result
    by_id = {row["id"]: row for row in report}
    tags = connection.execute("select source_id, data ->> 'name' from raw.toggl__tags where deleted_at is null")
    names = {int(key): name for key, name in tags}
    for data, is_deleted in found:
        shown = by_id[data["id"]]
        tombstone = data.get("server_deleted_at")
        if tombstone and not _is_older(tombstone, shown, read_at):
            result.undecided.add(data["id"])
            continue
        after = data | {"server_deleted_at": None} if tombstone else data
        if _values(data) != _values(shown):
            if _is_older(data.get("at"), shown, read_at):
                after = _merged(after, shown, names)
            else:
                result.undecided.add(data["id"])
        if is_deleted or after != data:
            result.rows.append(Row(str(data["id"]), after))
    return result


def _is_older(stamp: Any, report: dict[str, Any], read_at: datetime) -> bool:
    """Return whether the report was read late enough to know of a change at that instant, or shows a newer one."""
    at, reported_at = instant(stamp), instant(report.get("at"))
    return at is None or read_at - at >= REPORT_LAG or (reported_at is not None and reported_at > at)


def _values(entry: dict[str, Any]) -> tuple[Any, ...]:
    """Return the values that count, in one spelling for v9 and reports."""
    seconds = entry.get("seconds", entry.get("duration"))
    start, stop = datetime.fromisoformat(entry["start"]), instant(entry.get("stop"))
    if stop is None and seconds is not None and seconds >= 0:
        stop = start + timedelta(seconds=seconds)
    return (
        start.replace(microsecond=0),
        stop and stop.replace(microsecond=0),
        entry.get("description") or "",
        bool(entry.get("billable")),
        entry.get("project_id") or entry.get("pid"),
        sorted(map(str, entry.get("tag_ids") or ())),
        entry.get("workspace_id") or entry.get("wid"),
    )


def _merged(data: dict[str, Any], report: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """Return v9's row with the report's values."""
    tag_ids = report.get("tag_ids") or []
    changed = {
        "start": report["start"],
        "stop": report.get("stop"),
        "duration": report.get("seconds"),
        "description": report.get("description"),
        "billable": report.get("billable"),
        "project_id": report.get("project_id"),
        "tag_ids": tag_ids,
        "tags": [names[tag] for tag in tag_ids if tag in names],
        "workspace_id": report["workspace_id"],
        "wid": report["workspace_id"],
        "at": report.get("at"),
    }
    return {key: value for key, value in data.items() if key != "pid"} | changed

"""A log as rows of raw, and the answer of SQL in the shape of the oracle's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from tests.pipelines.transform import rows
from tests.pipelines.transform.oracle.actual import Actual, Day
from tests.pipelines.transform.oracle.log import Entry, Log

PROJECT_IDS = {"Work": 1, "Sleep": 2}


def store(connection: psycopg.Connection, log: Log) -> None:
    """Insert the rows of a log."""
    rows.insert(connection, "toggl__projects", [(str(key), {"name": name}) for name, key in PROJECT_IDS.items()])
    api = [entry for entry in log.entries if not entry.is_file]
    rows.insert(connection, "toggl__time_entries", [_api(entry) for entry in api if not entry.is_deleted])
    deleted = [_api(entry) for entry in api if entry.is_deleted]
    rows.insert(connection, "toggl__time_entries", deleted, deleted_at=rows.SYNCED)
    rows.insert(connection, "toggl_csv__time_entries", [_row(entry) for entry in log.entries if entry.is_file])
    workspaces = [("7", {"name": "Read"}), *([("8", {"name": "Left out"})] if log.leaves_out else [])]
    rows.insert(connection, "toggl__workspaces", workspaces)
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into raw.sync_windows (service, entity, workspace_id, start_at, end_at, loaded_at) "
            "values (%s, %s, %s, %s, %s, now())",
            [
                *(("toggl", "time_entries", 0, *span) for span in log.read),
                *(("toggl", "workspace_time_entries", 7, *span) for span in log.read),
                *(("toggl_csv", "time_entries", 0, *span) for span in log.files),
            ],
        )
    connection.execute("insert into raw.sync_state (service, last_synced_at) values ('toggl', %s)", [log.synced_at])


def _api(entry: Entry) -> tuple[str, dict[str, Any]]:
    project = PROJECT_IDS.get(entry.project or "")
    key, data = rows.entry(int(entry.id), entry.start, entry.stop, project, description=entry.description)
    return key, data if entry.stop else data | {"duration": entry.duration}


def _row(entry: Entry) -> tuple[str, dict[str, Any]]:
    assert entry.stop is not None
    data = {
        "Project": entry.project or "",
        "Description": entry.description or "",
        "timezone": "UTC",
        "started_at": entry.start.isoformat(),
        "file_ended_at" if entry.is_open else "ended_at": entry.stop.isoformat(),
    }
    return entry.id, data | ({"other_account": True} if entry.is_other_account else {})


def answer(connection: psycopg.Connection, name: Callable[[str], str]) -> Actual:
    """Read what the models made; `name` gives the relation of a model."""
    facts = connection.execute(
        f"select id, local_date, start_at, end_at, counted_seconds from {name('fct_time_actual')}"
    ).fetchall()
    account = connection.execute(
        f"select entry_id, local_date, logged_seconds, counted_seconds, overlap_seconds from {name('int_time_account')}"
    ).fetchall()
    days = connection.execute(
        f"select local_date, length_seconds, tracked_seconds, untracked_seconds, is_read from {name('daily_summary')}"
    ).fetchall()
    return Actual(
        set(facts),
        {key: (day, *sums) for key, day, *sums in account},
        {
            day: Day(timedelta(seconds=length), timedelta(seconds=tracked), timedelta(seconds=untracked), is_read)
            for day, length, tracked, untracked, is_read in days
        },
    )

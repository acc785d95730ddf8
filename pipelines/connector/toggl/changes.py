"""The changes since the last run, deletions included: one call."""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import api, backfill, cursor, windows
from pipelines.connector.toggl.account import Account
from pipelines.connector.toggl.api import Entries
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import ENTRIES, REPORT, deleted_at, entry_row, workspace_of
from pipelines.connector.toggl.usable import instant
from pipelines.connector.toggl.windows import CLOCK_TOLERANCE

# A change may become visible late, so the last minutes are requested once more.
OVERLAP = timedelta(minutes=10)
# Reports may be this far behind v9.
REPORT_LAG = timedelta(hours=1)
# `since` reaches back about three months.
REACH = timedelta(days=80)


def sync_changes(run: SyncRun[Client], account: Account, recent: Span) -> dict[int, dict[str, Any]]:
    """Load the changes since the cursor, move the cursor, and return the loaded entries by id.

    Without a cursor the changes of the last months show entries that lie before the history's beginning. When not all
    changes are to be had (the cursor is too old, or the answer may have been cut), all that is known of the history is
    noted for reading again.
    """
    with run.unit() as connection:
        since = cursor.read(connection).since
    reach = account.service_now - REACH
    changed = api.changed_since(run.client, max(since - OVERLAP, reach) if since else reach)
    is_partial = since is not None and (since < reach or changed.is_full)
    with run.unit() as connection:
        wanted, left = _load(run, account, changed, recent)
        _note_early(connection, account, left)
        _move(connection, account, _next(since or reach, account, changed, left), reread=is_partial)
    return {entry["id"]: entry for entry in wanted}


def still_alive(run: SyncRun[Client], account: Account, recent: Span, keys: set[str]) -> set[str] | None:
    """Request the latest changes once more, load them, and return which of the keys they show alive.

    An entry that moved while pages were read is on none of them; nothing is deleted before this request. None when
    the answer may have been cut, so that nothing can be concluded.
    """
    changed = api.changed_since(run.client, account.service_now - REPORT_LAG - OVERLAP)
    with run.unit():
        _load(run, account, changed, recent)
    if changed.is_full:
        return None
    shown = {str(entry["id"]) for entry in changed.rows if not deleted_at(entry)}
    return keys & (shown | {str(skipped.entry_id) for skipped in changed.skipped})


def delete_excluded(run: SyncRun[Client], account: Account) -> int:
    """Mark the entries of the workspaces that the settings leave out as deleted, and return how many there were."""
    if not account.excluded:
        return 0
    count = 0
    for entity, table in (("time_entries", ENTRIES), ("report_time_entries", REPORT)):
        found = run.connection.execute(
            _EXCLUDED_V9 if table is ENTRIES else _EXCLUDED_REPORT, {"workspaces": list(account.excluded)}
        )
        keys = [row[0] for row in found]
        run.delete(entity, table, keys)
        count += len(keys)
    return count


_EXCLUDED_V9 = """
select source_id from raw.toggl__time_entries
where deleted_at is null and (coalesce(data ->> 'workspace_id', data ->> 'wid'))::bigint = any(%(workspaces)s)
"""
_EXCLUDED_REPORT = """
select source_id from raw.toggl__report_time_entries
where deleted_at is null
    and (data ->> 'workspace_id')::bigint = any(%(workspaces)s)
    and source_id not in (select v9.source_id from raw.toggl__time_entries as v9)
"""


def _load(
    run: SyncRun[Client], account: Account, changed: Entries, recent: Span
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Load the changes that belong to what is loaded; return those, and the others.

    An entry outside of everything that was or is being loaded is left to the history: stored alone it would make a
    gap of years.
    """
    run.skip((skipped.entry_id, skipped.reason) for skipped in changed.skipped)
    known = _known(run.connection, [str(entry["id"]) for entry in changed.rows])
    loaded = {workspace: [recent, *windows.read(run.connection, workspace)] for workspace in account.workspaces}
    wanted, left = [], []
    for entry in changed.rows:
        workspace = workspace_of(entry)
        if str(entry["id"]) in known:
            wanted.append(entry)
        elif workspace in account.excluded:
            continue
        elif deleted_at(entry) or any(api.starts_at(entry) in span for span in loaded.get(workspace or 0, [recent])):
            wanted.append(entry)
        else:
            left.append(entry)
    run.load("time_entries", ENTRIES, map(entry_row, wanted))
    delete_excluded(run, account)
    return wanted, left


def _known(connection: psycopg.Connection, keys: list[str]) -> set[str]:
    found = connection.execute(
        """
        select source_id from raw.toggl__time_entries where source_id = any(%(keys)s)
        union
        select source_id from raw.toggl__report_time_entries where source_id = any(%(keys)s)
        """,
        {"keys": keys},
    )
    return {row[0] for row in found}


def _next(since: datetime, account: Account, changed: Entries, left: list[dict[str, Any]]) -> datetime:
    """Return the next cursor, an instant of Toggl's clock: its date, or the greatest `at` that it showed.

    A change that is left to the history must not get lost there because reports are behind: the next run requests it
    again, for as long as they may be.
    """
    stamps = [at for entry in changed.rows if (at := instant(entry.get("at")))]
    seen = changed.date or max([since, account.now - CLOCK_TOLERANCE, *stamps])
    waiting = [at for entry in left if (at := instant(entry.get("at"))) and at > seen - REPORT_LAG]
    return min([seen, *waiting])


def _note_early(connection: psycopg.Connection, account: Account, left: list[dict[str, Any]]) -> None:
    """Extend the history to the years of entries that were left to it, should they be before its beginning."""
    years = [account.local_date(api.starts_at(entry)).year for entry in left]
    if years:
        with cursor.change(connection) as state:
            state.earliest_year = min([state.earliest_year or min(years), *years])


def _move(connection: psycopg.Connection, account: Account, since: datetime, *, reread: bool) -> None:
    """Set the cursor; with `reread` the known history is to be read once more."""
    if reread:
        known = {workspace: windows.read(connection, workspace) for workspace in account.workspaces}
        backfill.request(connection, known, None)
    with cursor.change(connection) as state:
        state.since, state.is_ours = since, True

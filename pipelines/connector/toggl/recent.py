"""The trailing window: read in full at every run, because only the whole shows deletions without a trace."""

from collections import Counter
from datetime import timedelta
from typing import Any

from pipelines import stage
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import api, backfill, windows
from pipelines.connector.toggl.account import Account
from pipelines.connector.toggl.changes import still_alive
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import ENTRIES, entry_row, missing, workspace_of

# Well inside the three months that v9 reaches back.
DAYS = 60
# The running entry must be inside, and entries that were logged ahead.
AHEAD = timedelta(days=1)


def sync_recent(run: SyncRun[Client], account: Account, span: Span, changed: dict[int, dict[str, Any]]) -> Counter[int]:
    """Load the entries of the span page by page, then mark as deleted what the answer does not have.

    Args:
        run: the run.
        account: the account.
        span: what to read; its part up to now becomes a window of every workspace.
        changed: entries that this run has loaded already, by id.

    Returns:
        How many entries there are, by workspace.
    """
    present: set[str] = set()
    counts: Counter[int] = Counter()
    for page in api.recent_pages(run.client, span.start, span.end):
        own = [entry for entry in page.rows if workspace_of(entry) not in account.excluded]
        run.skip((skipped.entry_id, skipped.reason) for skipped in page.skipped)
        with run.unit():
            new = [entry_row(entry) for entry in own if changed.get(entry["id"]) != entry]
            run.load("time_entries", ENTRIES, new)
        # A bad entry is there, although it cannot be loaded: the row of its better days stays.
        present.update(str(entry["id"]) for entry in own)
        present.update(str(skipped.entry_id) for skipped in page.skipped)
        counts.update(workspace_of(entry) or 0 for entry in own)
        stage.progress(len(present), None, "entries")
    with run.unit() as connection:
        gone = missing(connection, span, present, account.workspaces, has_running=True)
    if gone:
        alive = still_alive(run, account, span, gone.entries | gone.report)
        gone = gone.without(gone.entries | gone.report if alive is None else alive)
    with run.unit() as connection:
        gone.delete(run)
        for workspace in account.workspaces:
            backfill.done(connection, workspace, span)
        windows.add(connection, account.workspaces, span.cut(Span(span.start, account.earlier_now)), run.now)
        windows.write_common(connection, account.workspaces, run.now)
    return counts

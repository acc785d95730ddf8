"""The trailing window: read in full at every run, because only the whole shows what is gone."""

from datetime import timedelta
from typing import Any

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.raw_table import load
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import SERVICE, api, backfill
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import ENTRIES, delete_missing_entries, entry_row

# Well inside the three months that v9 reaches back.
DAYS = 60
# Somebody may have logged ahead, and the running entry must be inside in any case.
AHEAD = timedelta(days=1)


def sync_recent(run: SyncRun[Client], span: Span, changed: dict[int, dict[str, Any]]) -> int:
    """Load the entries of the span page by page, then mark as deleted what the answer does not have.

    Args:
        run: the run.
        span: what to read; its part up to now becomes a window that is known whole.
        changed: entries that this run has loaded already, by id.

    Returns:
        How many entries there are.
    """
    present: list[str] = []
    for page in api.recent_pages(run.client, span.start, span.end):
        with run.unit() as connection:
            rows = [entry_row(entry) for entry in page if changed.get(entry["id"]) != entry]
            run.count("time_entries", load(connection, ENTRIES, rows, run.now))
        present += [str(entry["id"]) for entry in page]
        stage.progress(len(present), None, "entries")
    with run.unit() as connection:
        run.count("time_entries", delete_missing_entries(connection, span, present, run.now))
        backfill.done(connection, span)
        sync_state.add_window(connection, SERVICE, span.cut(Span(span.start, run.now)), run.now)
    return len(present)

"""The spans that were read of each workspace, and their common part, which is what counts as read for a reader."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce

import psycopg

from pipelines.connector import sync_state
from pipelines.connector.span import Span, common
from pipelines.connector.toggl import SERVICE, cursor
from pipelines.connector.toggl.account import Account

ENTITY = "workspace_time_entries"
# Our clock may be this wrong, where only ours is known.
CLOCK_TOLERANCE = timedelta(hours=1)


def read(connection: psycopg.Connection, workspace: int) -> list[Span]:
    """Return the spans of one workspace that were read in full."""
    return sync_state.read_windows(connection, SERVICE, entity=ENTITY, workspace=workspace)


def add(connection: psycopg.Connection, workspaces: Iterable[int], window: Span, now: datetime) -> None:
    """Record a span as read in these workspaces."""
    for workspace in workspaces:
        sync_state.add_window(connection, SERVICE, window, now, entity=ENTITY, workspace=workspace)


def replace(connection: psycopg.Connection, workspace: int, windows: Iterable[Span], now: datetime) -> None:
    """Record these spans of a workspace, and no others, as read."""
    sync_state.replace_windows(connection, SERVICE, windows, now, entity=ENTITY, workspace=workspace)


def write_common(connection: psycopg.Connection, workspaces: Sequence[int], now: datetime) -> None:
    """Record the common part of all workspaces that are read, for those who read `time_entries`."""
    spans = [read(connection, workspace) for workspace in workspaces]
    sync_state.replace_windows(connection, SERVICE, reduce(common, spans) if spans else [], now)


def take_over(connection: psycopg.Connection, account: Account) -> None:
    """Bring windows and cursor into this version's form after a sync by the version before, which read one workspace.

    Its windows belong to that workspace. Where this version has read before it, other workspaces keep the part that
    the version before saw as read: only there it has loaded their changes. Its cursor was an instant of our clock,
    which may be wrong.
    """
    with cursor.change(connection) as state:
        if not state.is_ours or state.workspaces is None:
            written = sync_state.read_windows(connection, SERVICE)
            for workspace in state.workspaces or ():
                replace(connection, workspace, common(read(connection, workspace), written), account.now)
            if state.legacy_workspace is not None:
                replace(connection, state.legacy_workspace, written, account.now)
        if not state.is_ours and state.since is not None:
            state.since, state.is_ours = min(state.since, account.service_now) - CLOCK_TOLERANCE, True
        joined = set(account.workspaces) - set(account.workspaces if state.workspaces is None else state.workspaces)
        state.workspaces = account.workspaces
        state.legacy_workspace = account.workspaces[0]
    # Entries that are not kept up to date count as unread. Those of a workspace that the limit leaves out are read
    # again without the limit; those of one that the person has joined again, now: no answer had its changes meanwhile.
    for workspace in {*account.excluded, *joined}:
        replace(connection, workspace, [], account.now)
    write_common(connection, account.workspaces, account.now)

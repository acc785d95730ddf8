"""How far the account was read, between two syncs: the cursor in `raw.sync_state`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from pipelines.connector import sync_state
from pipelines.connector.span import Span, merged
from pipelines.connector.toggl import SERVICE


@dataclass(kw_only=True)
class Cursor:
    """The state that one sync leaves for the next.

    Attributes:
        since: the changes up to this instant of Toggl's clock are loaded; None before the first sync.
        is_ours: whether this version wrote `since`; False after a sync by the version before, whose cursor was an
            instant of our clock.
        workspaces: the workspaces that were read; None before the first sync by this version.
        legacy_workspace: the one workspace whose history the version before read.
        page_size: rows of a report page that Toggl accepted.
        hourly_calls: the greatest number of report calls that was ever left; it shows the plan's quota.
        reread: known spans of the history that have to be read again, by workspace.
        reread_label: names the request for them, so that its repetition continues it.
        earliest_year: the first year of an entry that changed before everything that is read.
        clock_offset_seconds: how far Toggl's clock is ahead of ours.
        refused: workspaces whose reports Toggl refuses, with the reason.
    """

    since: datetime | None = None
    is_ours: bool = True
    workspaces: tuple[int, ...] | None = None
    legacy_workspace: int | None = None
    page_size: int | None = None
    hourly_calls: int | None = None
    reread: dict[int, list[Span]] = field(default_factory=dict)
    reread_label: str | None = None
    earliest_year: int | None = None
    clock_offset_seconds: int | None = None
    refused: dict[int, str] = field(default_factory=dict)


def read(connection: psycopg.Connection) -> Cursor:
    """Return the cursor; an empty one before the first sync."""
    state = sync_state.read_cursor(connection, SERVICE)
    since, workspaces = state.get("since"), state.get("workspaces")
    cursor = Cursor(
        since=datetime.fromisoformat(since) if since else None,
        is_ours=since == state.get("service_since"),
        workspaces=None if workspaces is None else tuple(workspaces),
        legacy_workspace=state.get("workspace_id"),
        page_size=state.get("page_size"),
        hourly_calls=state.get("hourly_calls"),
        reread=_spans(state.get("reread_by_workspace", {})),
        reread_label=state.get("reread_label"),
        earliest_year=state.get("earliest_year"),
        clock_offset_seconds=state.get("clock_offset_seconds"),
        refused={int(key): reason for key, reason in state.get("refused", {}).items()},
    )
    legacy = state.get("reread")
    if legacy and cursor.legacy_workspace is not None:
        known = cursor.reread.get(cursor.legacy_workspace, [])
        cursor.reread[cursor.legacy_workspace] = merged([*known, *map(Span.parse, legacy)])
    return cursor


@contextmanager
def change(connection: psycopg.Connection) -> Iterator[Cursor]:
    """Yield the cursor, and write it back in the caller's transaction."""
    cursor = read(connection)
    yield cursor
    reread = {str(key): [span.pair() for span in spans] for key, spans in cursor.reread.items() if spans}
    since = cursor.since.isoformat() if cursor.since else None
    state: dict[str, Any] = {
        # The version before reads these two, should it be installed again.
        "since": since,
        "workspace_id": cursor.legacy_workspace,
        "service_since": since if cursor.is_ours else None,
        "workspaces": None if cursor.workspaces is None else list(cursor.workspaces),
        "page_size": cursor.page_size,
        "hourly_calls": cursor.hourly_calls,
        "reread_by_workspace": reread,
        "reread_label": cursor.reread_label if reread else None,
        "earliest_year": cursor.earliest_year,
        "clock_offset_seconds": cursor.clock_offset_seconds,
        "refused": {str(key): reason for key, reason in cursor.refused.items()},
    }
    kept = {key: value for key, value in state.items() if value not in (None, {})}
    sync_state.write_cursor(connection, SERVICE, kept)


def _spans(stored: Mapping[str, list[list[str]]]) -> dict[int, list[Span]]:
    return {int(key): merged(map(Span.parse, pairs)) for key, pairs in stored.items()}

"""Spans of the history that are known and have to be read again: kept in the cursor until that is done."""

from collections.abc import Mapping

import psycopg

from pipelines.connector.span import Span, merged, without
from pipelines.connector.toggl import cursor


def request(connection: psycopg.Connection, wanted: Mapping[int, list[Span]], label: str | None) -> None:
    """Request that spans be read again.

    The same request, while the last one is unfinished in one of its workspaces, continues it: a small quota may need
    many runs. What is left of it in other workspaces, which are not read now, does not count.

    Args:
        connection: the caller's transaction.
        wanted: what to read again, by workspace.
        label: names the request, so that its repetition is recognised; None = it always adds to the one before.
    """
    with cursor.change(connection) as state:
        is_unfinished = any(state.reread.get(workspace) for workspace in wanted)
        if label is not None and is_unfinished and state.reread_label == label:
            return
        for workspace, spans in wanted.items():
            state.reread[workspace] = merged([*state.reread.get(workspace, []), *spans])
        if label is not None:
            state.reread_label = label


def done(connection: psycopg.Connection, workspace: int, span: Span) -> None:
    """Remove a span that was read."""
    if not cursor.read(connection).reread.get(workspace):
        return
    with cursor.change(connection) as state:
        state.reread[workspace] = [left for part in state.reread[workspace] for left in without(part, [span])]

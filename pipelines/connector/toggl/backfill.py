"""Which spans of the history have to be read again although they are known: kept in the cursor until done."""

from typing import Any

import psycopg

from pipelines.connector import sync_state
from pipelines.connector.span import Span, merged, without
from pipelines.connector.toggl import SERVICE


def spans(cursor: dict[str, Any]) -> list[Span]:
    """Return the spans that are still to be read again."""
    return merged(Span.parse(pair) for pair in cursor.get("reread", []))


def request(connection: psycopg.Connection, wanted: list[Span], label: str | None) -> None:
    """Ask for the spans to be read again.

    The same request, while the last one is unfinished, goes on with it: a small quota may need many runs.

    Args:
        connection: the caller's transaction.
        wanted: what to read again.
        label: names the request, so that its repetition is recognised; None = it always adds.
    """
    cursor = sync_state.read_cursor(connection, SERVICE)
    if label is not None and cursor.get("reread") and cursor.get("reread_label") == label:
        return
    _write(connection, cursor | {"reread_label": label}, merged([*spans(cursor), *wanted]))


def done(connection: psycopg.Connection, span: Span) -> None:
    """Strike out a span that was read."""
    cursor = sync_state.read_cursor(connection, SERVICE)
    if "reread" in cursor:
        _write(connection, cursor, [left for part in spans(cursor) for left in without(part, [span])])


def _write(connection: psycopg.Connection, cursor: dict[str, Any], left: list[Span]) -> None:
    kept = {key: value for key, value in cursor.items() if key not in {"reread", "reread_label"}}
    if left:
        kept["reread"] = [span.pair() for span in left]
        kept["reread_label"] = cursor.get("reread_label")
    sync_state.write_cursor(connection, SERVICE, kept)

"""Toggl's API v9 as plain calls: reference data, recent entries, changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.connector.scrub import scrub
from pipelines.connector.toggl import usable
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.usable import Skipped
from pipelines.stage import BadInputError

# Rows of one answer of /me/time_entries at most; a `since` answer this long may have been cut.
ENTRY_LIMIT = 1000
# Whether `start_date` itself belongs to a range is not documented, so a day more is requested.
MARGIN = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True)
class Entries:
    """Entries of one answer.

    Attributes:
        rows: the usable ones.
        skipped: the others.
        date: Toggl's clock when it answered.
    """

    rows: list[Row]
    skipped: list[Skipped]
    date: datetime | None

    @property
    def is_full(self) -> bool:
        """Whether the answer has as many rows as an answer can have, so that there may be more."""
        return len(self.rows) + len(self.skipped) >= ENTRY_LIMIT


def me(client: Client) -> tuple[Row, datetime | None]:
    """Return the user with all projects, clients, tags and workspaces, in one call, and Toggl's clock."""
    path = "/api/v9/me"
    answer = client.get(path, with_related_data="true")
    if usable.item_id(answer.data) is None:
        raise misshapen(path)
    row: Row = scrub(answer.data)
    return row, answer.date


def changed_since(client: Client, instant: datetime) -> Entries:
    """Return the entries changed since then, deleted ones included."""
    return _entries(client, since=int(instant.timestamp()))


def recent_pages(client: Client, start: datetime, end: datetime) -> Iterator[Entries]:
    """Yield the entries that start in [start, end), newest first, each once.

    Only a page without anything new, or one that reaches beyond the start, is the end: rows that were not read count
    as deleted, so a short page alone is not proof enough.
    """
    seen: set[int] = set()
    until = end
    while until > start:
        page = _entries(client, start_date=_stamp(start - MARGIN), end_date=_stamp(until))
        new = [row for row in page.rows if row["id"] not in seen]
        if not new and not page.is_full:
            yield Entries([], page.skipped, page.date)
            return
        seen.update(row["id"] for row in new)
        yield Entries([row for row in new if start <= starts_at(row) < end], page.skipped, page.date)
        if not page.rows:
            return
        # Entries that share their start with the last row may be on the next page, so it is requested once more; only
        # a page full of known rows is stepped over.
        oldest = min(map(starts_at, page.rows))
        until = min(until, oldest + timedelta(seconds=1)) if new else oldest


def starts_at(entry: Row) -> datetime:
    """Return the instant at which a usable entry starts."""
    return datetime.fromisoformat(entry["start"])


def items(data: Any, path: str) -> list[Any]:
    """Return a list of an answer; Toggl sends `null` for an empty one."""
    rows = scrub(data) or []
    if not isinstance(rows, list):
        raise misshapen(path)
    return rows


def misshapen(path: str) -> BadInputError:
    """Return the error for an answer that is not what the API describes."""
    return BadInputError(f"Toggl's answer to {path} has another shape than its API describes; check TOGGL_API_URL.")


def _entries(client: Client, **parameters: str | int) -> Entries:
    path = "/api/v9/me/time_entries"
    answer = client.get(path, **parameters)
    return Entries(*usable.split(items(answer.data, path)), answer.date)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

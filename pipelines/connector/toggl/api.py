"""Toggl's endpoints as plain calls: masters, recent entries, changes, history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.connector.scrub import scrub
from pipelines.connector.toggl.client import Answer, Client
from pipelines.stage import BadInputError

# Rows of one answer of /me/time_entries at most; a `since` answer this long may have been cut.
ENTRY_LIMIT = 1000
# The default is 50 rows a page: twenty times as many calls of a small quota. Toggl may give fewer.
REPORT_PAGE_SIZE = 1000

Row = dict[str, Any]


@dataclass(frozen=True)
class ReportPage:
    """One page of the detailed report, one flat row per time entry, and where the next page starts."""

    rows: list[Row]
    next: Mapping[str, int] | None


def me(client: Client) -> Row:
    """Return the user with all projects, clients, tags and workspaces, in one call."""
    path = "/api/v9/me"
    data = client.get(path, with_related_data="true").data
    if not isinstance(data, dict) or not isinstance(data.get("id"), int):
        raise _misshapen(path)
    row: Row = scrub(data)
    return row


def changed_since(client: Client, instant: datetime) -> list[Row]:
    """Return the entries changed since then, deleted ones included."""
    return _entries(client, since=int(instant.timestamp()))


def recent_pages(client: Client, start: datetime, end: datetime) -> Iterator[list[Row]]:
    """Yield the entries that start in [start, end), newest first, each once.

    Only a page without anything new is the end: rows that were not read count as deleted, so a short page alone is
    not proof enough.
    """
    seen: set[int] = set()
    until = end
    while until > start:
        page = _entries(client, start_date=_stamp(start), end_date=_stamp(until))
        new = [row for row in page if row["id"] not in seen]
        if not new and len(page) < ENTRY_LIMIT:
            return
        seen.update(row["id"] for row in new)
        if new:
            yield new
        # Entries that share their start with the last row may be on the next page, so it comes once more; only a
        # page full of known rows is stepped over.
        oldest = min(datetime.fromisoformat(row["start"]) for row in page)
        until = min(until, oldest + timedelta(seconds=1)) if new else oldest


class Report:
    """The detailed report of one workspace, of which only one user's rows are returned.

    Args:
        client: the connection to Toggl.
        workspace: whose report is read.
        user: whose rows; a report holds the whole team's.

    Attributes:
        page_size: rows to ask for, None = what Toggl gives by itself.
    """

    def __init__(self, client: Client, workspace: int, user: int) -> None:
        self.page_size: int | None = REPORT_PAGE_SIZE
        self._client = client
        self._user = user
        self._path = f"/reports/api/v3/workspace/{workspace}/search/time_entries"

    def page(self, first: date, last: date, following: Mapping[str, int] | None) -> ReportPage:
        """Return one page of [first, last], whole days of the account's zone, oldest first.

        Args:
            first: first day.
            last: last day, at most 366 days in all.
            following: what the page before said; None for the first.
        """
        span = {"start_date": first.isoformat(), "end_date": last.isoformat(), "order_by": "date", "order_dir": "ASC"}
        answer = self._ask({**span, **(following or {})})
        groups = _list(answer.data, self._path)
        own = [group for group in groups if group.get("user_id", self._user) == self._user]
        rows = [row for group in own for row in _flat(group, self._path)]
        return ReportPage(rows, _next(answer.headers, self._path))

    def _ask(self, body: dict[str, Any]) -> Answer:
        if self.page_size is not None:
            try:
                return self._client.post(self._path, {**body, "page_size": self.page_size})
            except BadInputError:
                # How large a page may be is not documented: rather small pages than none.
                self.page_size = None
        return self._client.post(self._path, body)


def _flat(group: Row, path: str) -> Iterator[Row]:
    shared = {key: value for key, value in group.items() if key not in {"time_entries", "row_number"}}
    for entry in group.get("time_entries") or []:
        own = {key: entry.get(key) for key in ("id", "seconds", "start", "stop", "at")}
        yield _checked(shared | own, path)


def _next(headers: Mapping[str, str], path: str) -> Mapping[str, int] | None:
    following, row = headers.get("X-Next-ID"), headers.get("X-Next-Row-Number")
    if not following or not row:
        return None
    if not (following.isdigit() and row.isdigit()):
        raise _misshapen(path)
    return {"first_id": int(following), "first_row_number": int(row)}


def _entries(client: Client, **parameters: str | int) -> list[Row]:
    path = "/api/v9/me/time_entries"
    return [_checked(row, path) for row in _list(client.get(path, **parameters).data, path)]


def _list(data: Any, path: str) -> list[Row]:
    """Return a list of objects; Toggl says `null` for an empty one."""
    rows = scrub(data) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _misshapen(path)
    return rows


def _checked(row: Row, path: str) -> Row:
    """Return the row when it has what every later query relies on: an id and an instant."""
    try:
        is_usable = isinstance(row["id"], int) and datetime.fromisoformat(row["start"]).tzinfo is not None
    except (KeyError, TypeError, ValueError):
        is_usable = False
    if not is_usable:
        raise BadInputError(
            f"Toggl's answer to {path} has an entry without a usable id or start (id {row.get('id')}); "
            "tell Toggl's support, or correct the entry in Toggl."
        )
    return row


def _misshapen(path: str) -> BadInputError:
    return BadInputError(f"Toggl's answer to {path} has another shape than its API describes; check TOGGL_API_URL.")


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""The detailed report of one workspace, page by page, newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipelines.connector.toggl import usable
from pipelines.connector.toggl.api import MARGIN, Row, items, misshapen
from pipelines.connector.toggl.client import Answer, Client
from pipelines.connector.toggl.usable import Skipped
from pipelines.stage import BadInputError

# How large a page may be is not documented: rather small pages than none. Toggl's default is 50.
PAGE_SIZES = (1000, 200, 50)
# The report takes 366 days, and one of them is the margin before the first.
LONGEST_DAYS = 365


@dataclass(frozen=True)
class Marker:
    """Where the next page begins, as fields of the request.

    Attributes:
        plain: the first row that was not sent yet, as the service names it.
        repeating: the last row of this page, so that a reader sees whether both pages fit together; None where the
            page has no other row.
    """

    plain: Mapping[str, int]
    repeating: Mapping[str, int] | None


@dataclass(frozen=True)
class ReportPage:
    """One page of the report.

    Attributes:
        rows: one flat row for each usable entry of the person.
        skipped: their other entries.
        ids: ids of the entries of each row, the person's or not.
        is_repeating: whether the first row should be the last one of the page before.
        next: where the next page begins; None = this is the last.
        date: Toggl's clock when it answered.
    """

    rows: list[Row]
    skipped: list[Skipped]
    ids: list[list[int]]
    is_repeating: bool
    next: Marker | None
    date: datetime | None


@dataclass
class Report:
    """The report of one workspace.

    Attributes:
        client: the connection to Toggl.
        workspace: whose report is read.
        user: whose rows; a report holds the whole team's unless it is limited.
        page_size: rows to request; shrinks when Toggl refuses it.
    """

    client: Client
    workspace: int
    user: int
    page_size: int = PAGE_SIZES[0]
    _may_repeat: bool = field(default=True, init=False)

    @property
    def path(self) -> str:
        return f"/reports/api/v3/workspace/{self.workspace}/search/time_entries"

    def page(self, first: date, last: date, marker: Marker | None) -> ReportPage:
        """Return one page of [first, last], whole days of the account's zone; the day before may be on it, too.

        Args:
            first: first day.
            last: last day, at most `LONGEST_DAYS` in all.
            marker: `next` of the page before; None for the first page.

        Raises:
            RefusedWorkspaceError: the reports of this workspace may not be read.
            StageError: see `Client.send`.
        """
        body = {
            "start_date": (first - MARGIN).isoformat(),
            "end_date": last.isoformat(),
            "order_by": "date",
            "order_dir": "DESC",
            "user_ids": [self.user],
        }
        answer, is_repeating = self._first(body) if marker is None else self._following(body, marker)
        groups = items(answer.data, self.path)
        own = [group for group in groups if _owner(group) in (None, self.user)]
        rows, skipped = usable.split(row for group in own for row in _flat(group))
        ids = [_ids(group) for group in groups]
        return ReportPage(rows, skipped, ids, is_repeating, self._next(answer.headers, ids), answer.date)

    def _first(self, body: dict[str, Any]) -> tuple[Answer, bool]:
        while True:
            try:
                return self._post(body), False
            except BadInputError:
                smaller = [size for size in PAGE_SIZES if size < self.page_size]
                if not smaller:
                    raise
                self.page_size = smaller[0]

    def _following(self, body: dict[str, Any], marker: Marker) -> tuple[Answer, bool]:
        if marker.repeating and self._may_repeat:
            try:
                return self._post(body | dict(marker.repeating)), True
            except BadInputError:
                self._may_repeat = False
        return self._post(body | dict(marker.plain)), False

    def _post(self, body: dict[str, Any]) -> Answer:
        return self.client.post(self.path, {**body, "page_size": self.page_size})

    def _next(self, headers: Mapping[str, str], ids: list[list[int]]) -> Marker | None:
        following, number = headers.get("X-Next-ID"), headers.get("X-Next-Row-Number")
        if not following or not number:
            return None
        if not (following.isdigit() and number.isdigit()):
            raise misshapen(self.path)
        repeating = None
        if len(ids) > 1 and ids[-1] and int(number) > 1:
            # Whether pages are continued by id or by row number is not documented; both lead to the last row.
            repeating = {"first_id": ids[-1][0], "first_row_number": int(number) - 1}
        return Marker({"first_id": int(following), "first_row_number": int(number)}, repeating)


def _owner(group: Any) -> Any:
    return group.get("user_id") if isinstance(group, dict) else None


def _ids(group: Any) -> list[int]:
    entries = group.get("time_entries") if isinstance(group, dict) else None
    found = map(usable.item_id, entries) if isinstance(entries, list) else ()
    return [number for number in found if number is not None]


def _flat(group: Any) -> Iterator[Any]:
    """Yield one row for each entry of a group, which shares everything but its times."""
    if not isinstance(group, dict):
        yield group
        return
    shared = {key: value for key, value in group.items() if key not in {"time_entries", "row_number"}}
    entries = group.get("time_entries") or []
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict):
            yield shared | {key: entry.get(key) for key in ("id", "seconds", "start", "stop", "at")}
        else:
            yield entry

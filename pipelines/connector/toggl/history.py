"""The history, from the detailed report: whole days, oldest first, each finished day recorded at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.connector import sync_state
from pipelines.connector.raw_table import Row, load
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span, days_of, merged, midnight
from pipelines.connector.toggl import SERVICE, backfill
from pipelines.connector.toggl.api import Report
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import REPORT, delete_missing_entries, starts_at
from pipelines.connector.toggl.repair import apply_report_corrections

# The report takes 366 days; one less stays clear of how it counts the last.
LONGEST_DAYS = 365
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Account:
    """Whose history is read: report dates are days of the account's zone."""

    user: int
    workspace: int
    zone: ZoneInfo


def report_ranges(spans: Iterable[Span], zone: ZoneInfo) -> list[tuple[date, date]]:
    """Return the spans as first and last days of single reports, the newest first."""
    whole_days = merged(
        Span(midnight(first, zone), midnight(last + DAY, zone))
        for first, last in (days_of(span, zone) for span in spans)
    )
    result = []
    for first, last in (days_of(span, zone) for span in whole_days):
        end = last
        while end >= first:
            begin = max(first, end - (LONGEST_DAYS - 1) * DAY)
            result.append((begin, end))
            end = begin - DAY
    return sorted(result, reverse=True)


@dataclass
class ReportRange:
    """One report, read page by page.

    The report is asked for in order of time, so a page finishes all days before its last row's: these are compared
    and recorded in the page's own transaction, and a run that is stopped by the quota goes on from there. Should an
    answer not be in order, the piece is recorded at its end only.
    """

    run: SyncRun[Client]
    account: Account
    report: Report
    first: date
    last: date
    _open: date = field(init=False)
    _ordered: bool = field(default=True, init=False)
    _present: dict[str, date] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._open = self.first

    def pages(self) -> Iterable[tuple[date, int]]:
        """Read the piece; after each page yield the first day that is not finished, and how many rows it had."""
        following = None
        while True:
            page = self.report.page(self.first, self.last, following)
            following = page.next
            self._store(page.rows, is_last=following is None)
            yield self._open, len(page.rows)
            if following is None:
                return

    def _store(self, rows: list[dict[str, Any]], *, is_last: bool) -> None:
        days = [starts_at(row).astimezone(self.account.zone).date() for row in rows]
        if days != sorted(days) or (days and days[0] < max(self._present.values(), default=self.first)):
            self._ordered, self._open = False, self.first
        ids = [str(row["id"]) for row in rows]
        self._present |= dict(zip(ids, days, strict=True))
        with self.run.unit() as connection:
            workspace = {"workspace_id": self.account.workspace}
            loaded = load(connection, REPORT, [Row(str(row["id"]), row | workspace) for row in rows], self.run.now)
            self.run.count("report_time_entries", loaded)
            self.run.count("time_entries", apply_report_corrections(connection, ids, self.run.now))
            if is_last:
                self._finish_before(self.last + DAY)
            elif self._ordered and days:
                self._finish_before(min(days[-1], self.last))

    def _finish_before(self, day: date) -> None:
        """Compare and record the days from the first open one up to, not including, the given one."""
        zone, run = self.account.zone, self.run
        span = Span(midnight(self._open, zone), midnight(day, zone))
        if not span:
            return
        present = [key for key, starts_on in self._present.items() if starts_on >= self._open]
        deleted = delete_missing_entries(run.connection, span, present, run.now, workspace=self.account.workspace)
        run.count("report_time_entries", deleted)
        sync_state.add_window(run.connection, SERVICE, span, run.now)
        backfill.done(run.connection, span)
        self._open = day

"""One report, read page by page: each finished day is compared and recorded at once, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.connector.raw_table import Row
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import api, backfill, windows
from pipelines.connector.toggl.account import Account
from pipelines.connector.toggl.changes import REPORT_LAG, still_alive
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.corrections import corrections
from pipelines.connector.toggl.entries import ENTRIES, REPORT, missing
from pipelines.connector.toggl.reference_data import uses_deleted
from pipelines.connector.toggl.reports import Marker, Report, ReportPage
from pipelines.local_time import midnight
from pipelines.stage import TemporaryError

DAY = timedelta(days=1)
# A report whose rows change between two pages is read again from the last finished day, so often in a row.
RESTARTS = 3
PAUSE_SECONDS = 300


@dataclass
class ReportRange:
    """One report of whole days.

    The report is requested newest first, so a page finishes all days after its last row's: these are compared and
    recorded in a transaction of that page, and a run that is stopped by the quota continues there. Should an answer
    not be in order, the range is recorded at its end only.
    """

    run: SyncRun[Client]
    account: Account
    report: Report
    first: date
    last: date
    recent: Span
    _open: date = field(init=False)
    _present: dict[str, date] = field(default_factory=dict, init=False)
    _seen: set[int] = field(default_factory=set, init=False)
    _undecided: set[date] = field(default_factory=set, init=False)
    _is_ordered: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self._open = self.last

    def pages(self) -> Iterator[tuple[date, int]]:
        """Read the range; after each page yield the last day that is not finished, and how many rows it had.

        Raises:
            TemporaryError: the rows change faster than they can be read.
        """
        restarts, marker = 0, None
        while True:
            before = self._open
            page = self.report.page(self.first, self._open if marker is None else self._asked, marker)
            if not self._fits(page, marker):
                restarts = restarts + 1
                if restarts > RESTARTS:
                    raise TemporaryError(
                        "The entries in Toggl change while their report is read; the next run continues there.",
                        after_seconds=PAUSE_SECONDS,
                    )
                marker = None
                continue
            if marker is None:
                self._begin()
            self._store(page)
            restarts = restarts if self._open == before else 0
            yield self._open, len(page.rows)
            marker = page.next
            if marker is None:
                return

    def _begin(self) -> None:
        """Forget the pages before: this one is the first of a report up to the open day."""
        self._asked = self._open
        self._present, self._seen, self._is_ordered = {}, set(), True

    def _fits(self, page: ReportPage, marker: Marker | None) -> bool:
        """Return whether the page continues the one before; otherwise rows may have slipped between both."""
        return marker is None or not page.is_repeating or bool(page.ids and self._seen.intersection(page.ids[0]))

    def _store(self, page: ReportPage) -> None:
        account, run, workspace = self.account, self.run, self.report.workspace
        dated = [(account.local_date(api.starts_at(row)), row) for row in page.rows]
        days = [day for day, _ in dated if day <= self._asked]
        if days != sorted(days, reverse=True) or (days and days[0] > min(self._present.values(), default=self._asked)):
            self._is_ordered = False
        rows = [row | {"workspace_id": workspace} for day, row in dated if self.first <= day <= self._asked]
        run.skip((skipped.entry_id, skipped.reason) for skipped in page.skipped)
        self._present |= {str(row["id"]): day for day, row in dated}
        # A bad entry is there, although it cannot be loaded: the row of its better days stays.
        self._present |= {str(skipped.entry_id): self.first for skipped in page.skipped if skipped.entry_id}
        self._seen.update(number for ids in page.ids for number in ids)
        with run.unit() as connection:
            run.load("report_time_entries", REPORT, [Row(str(row["id"]), row) for row in rows])
            compared = corrections(connection, rows, page.date or account.earlier_now)
            run.load("time_entries", ENTRIES, compared.rows)
            undecided = compared.undecided | uses_deleted(connection, rows, run.now - REPORT_LAG)
        self._undecided |= {day for day, row in dated if row["id"] in undecided}
        if page.next is None:
            self._finish_after(self.first - DAY)
        elif self._is_ordered and days:
            self._finish_after(max(days[-1], self.first - DAY))

    def _finish_after(self, day: date) -> None:
        """Compare and record the days from the last open one down to, not including, the given one."""
        account, run, workspace = self.account, self.run, self.report.workspace
        span = Span(midnight(day + DAY, account.zone), midnight(self._open + DAY, account.zone))
        if not span:
            return
        with run.unit() as connection:
            gone = missing(connection, span, self._present, [workspace], has_running=False)
        alive: set[str] | None = set()
        if gone:
            alive = still_alive(run, account, self.recent, gone.entries | gone.report)
            gone = gone.without(gone.entries | gone.report if alive is None else alive)
        with run.unit() as connection:
            gone.delete(run)
            windows.add(connection, [workspace], span, run.now)
            windows.write_common(connection, account.workspaces, run.now)
            backfill.done(connection, workspace, span)
            again = [span] if alive is None else [self._day(one) for one in self._undecided]
            backfill.request(connection, {workspace: [one for one in (part.cut(span) for part in again) if one]}, None)
        self._undecided.clear()
        self._open = day

    def _day(self, day: date) -> Span:
        return Span(midnight(day, self.account.zone), midnight(day + DAY, self.account.zone))

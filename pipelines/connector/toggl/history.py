"""The history, from the detailed reports of all workspaces: the newest days first, without holes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span, days_of, merged, without
from pipelines.connector.toggl import SERVICE, cursor, windows
from pipelines.connector.toggl.account import Account
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.errors import WORKSPACE_FIX, RefusedWorkspaceError
from pipelines.connector.toggl.plan import ROWS_PER_PAGE, DayRange, Plan
from pipelines.connector.toggl.report_range import DAY, ReportRange
from pipelines.connector.toggl.reports import LONGEST_DAYS, PAGE_SIZES, Report
from pipelines.local_time import midnight

# Toggl's own beginning: no account is older, and no entry starts before.
FIRST_DAY = date(2006, 1, 1)
# People import and backdate, so entries may be older than the account: the history ends where so many consecutive
# years before it have none.
EMPTY_YEARS = 2
YEAR = timedelta(days=LONGEST_DAYS)


def first_day(account: Account, earliest_year: int | None) -> date:
    """Return the day that the history reaches at least: the beginning of the account's year, or of an older entry's."""
    if account.created_at is None:
        return FIRST_DAY
    year = min(account.local_date(account.created_at).year, earliest_year or FIRST_DAY.max.year)
    return max(FIRST_DAY, date(year, 1, 1))


def unread(connection: psycopg.Connection, account: Account, span: Span) -> list[DayRange]:
    """Return the parts of the span that have to be read, or read again, as single reports, the newest first."""
    again = cursor.read(connection).reread
    ranges: list[DayRange] = []
    for workspace in account.workspaces:
        missing = without(span, windows.read(connection, workspace))
        known = [part.cut(span) for part in again.get(workspace, [])]
        days = day_ranges(filter(None, [*missing, *known]), account.zone)
        ranges += [DayRange(last, first, workspace) for first, last in days]
    order = {workspace: number for number, workspace in enumerate(account.workspaces)}
    return sorted(ranges, key=lambda one: (-one.last.toordinal(), order[one.workspace]))


def day_ranges(spans: Iterable[Span], zone: ZoneInfo) -> list[tuple[date, date]]:
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


def with_empty_years(span: Span, first: date | None, zone: ZoneInfo) -> Span:
    """Return the span with the years before the first day that are read in any case; None = none are."""
    if first is None:
        return span
    begin = max(FIRST_DAY, first - EMPTY_YEARS * YEAR)
    return Span(min(span.start, midnight(begin, zone)), span.end)


@dataclass
class History:
    """The reading of the history in one sync.

    Attributes:
        run: the run.
        account: the account.
        recent: the trailing window, which is read already.
        entries_per_day: by workspace, for the plan.
        refused: workspaces whose reports Toggl refuses, with the reason.
    """

    run: SyncRun[Client]
    account: Account
    recent: Span
    entries_per_day: Mapping[int, float]
    refused: dict[int, str] = field(default_factory=dict, init=False)
    _reports: dict[int, Report] = field(default_factory=dict, init=False)
    _days_read: int = field(default=0, init=False)
    _days: int = field(default=0, init=False)
    _calls_left: int | None = field(default=None, init=False)
    _is_cut: bool = field(default=False, init=False)
    _has_begun: bool = field(default=False, init=False)
    _target: Span | None = field(default=None, init=False)

    def sync(self, span: Span, first: date | None) -> None:
        """Read the parts of the span that are not known, or are to be read again.

        Args:
            span: what to read.
            first: before this day, older years are read until they are empty; None = they are not.
        """
        ranges = self._unread(span, first)
        self._days = sum(one.days for one in ranges)
        plan = self.plan(ranges)
        if ranges:
            plan.report()
        if first is not None:
            self._target = with_empty_years(span, first, self.account.zone)
            self._record_progress()
        if self.run.dry_run:
            if not plan.fits:
                stage.log("The difference leaves the history out: reading it would use up the quota.")
                return
            self._calls_left, self._is_cut = plan.calls, plan.calls == 0
        if span:
            self._read(span)
        if first is not None:
            self._read_older(first)
        self._record_progress()
        self._record_refusals()

    def calls_left(self, span: Span, first: date | None) -> int:
        """Return about how many calls the parts need that are still not read; the arguments are those of `sync`."""
        return self.plan(self._unread(span, first)).calls

    def _unread(self, span: Span, first: date | None) -> list[DayRange]:
        with self.run.unit() as connection:
            return unread(connection, self.account, with_empty_years(span, first, self.account.zone))

    def plan(self, ranges: Sequence[DayRange], rows_per_page: int = ROWS_PER_PAGE) -> Plan:
        """Return the cost of these ranges."""
        quota = self.run.client.quotas.get("workspace")
        remaining = quota.remaining if quota else None
        with self.run.unit() as connection:
            hourly = cursor.read(connection).hourly_calls
        born = self.account.created_at
        return Plan.of(
            ranges,
            self.entries_per_day,
            remaining,
            hourly=hourly,
            rows_per_page=rows_per_page,
            since=self.account.local_date(born) if born else None,
        )

    def _read_older(self, end: date) -> None:
        """Read year after year before the day, until enough consecutive ones are empty in every workspace."""
        zone, empty = self.account.zone, 0
        while empty < EMPTY_YEARS and end > FIRST_DAY and not self._is_cut:
            begin = max(FIRST_DAY, end - YEAR)
            year = Span(midnight(begin, zone), midnight(end, zone))
            self._extend_target(end - (EMPTY_YEARS - empty) * YEAR)
            self._read(year)
            with self.run.unit() as connection:
                empty = 0 if _has_entries(connection, self.account, year) else empty + 1
            end = begin

    def _read(self, span: Span) -> None:
        with self.run.unit() as connection:
            ranges = unread(connection, self.account, span)
        for number, one in enumerate(ranges):
            if self._is_cut:
                return
            if one.workspace not in self.refused:
                self._read_range(one, ranges[number:])
            self._days_read += one.days

    def _read_range(self, one: DayRange, left: Sequence[DayRange]) -> None:
        report = self._report(one.workspace)
        reading = ReportRange(self.run, self.account, report, one.first, one.last, self.recent)
        try:
            for day, rows in reading.pages():
                self._remember_page(report)
                self._record_progress()
                if not self._has_begun and day >= one.first and rows:
                    # Only now Toggl has reported the quota of reports, and the length of its pages is known.
                    self.plan(left, rows).report()
                self._has_begun = True
                done = self._days_read + (one.last - day).days
                stage.progress(done, max(self._days, done), "days")
                if not self._may_go_on():
                    return
        except RefusedWorkspaceError as error:
            self.refused[one.workspace] = error.reason

    def _extend_target(self, first: date) -> None:
        """Reach further back than was known at first; the part that is read already costs nothing."""
        if self._target is not None:
            start = midnight(max(FIRST_DAY, first), self.account.zone)
            self._target = Span(min(self._target.start, start), self._target.end)

    def _record_progress(self) -> None:
        """Record how much of the history is read; a refused workspace has none."""
        if not self._target:
            return
        first, last = days_of(self._target, self.account.zone)
        readable = [workspace for workspace in self.account.workspaces if workspace not in self.refused]
        with self.run.unit() as connection:
            found = unread(connection, self.account, self._target)
            ranges = [one for one in found if one.workspace in readable]
            sync_state.write_history(
                connection,
                SERVICE,
                first_day=first,
                days=((last - first).days + 1) * len(readable),
                days_left=sum(one.days for one in ranges),
                calls_left=self.plan(ranges).calls,
            )

    def _report(self, workspace: int) -> Report:
        if workspace not in self._reports:
            with self.run.unit() as connection:
                size = cursor.read(connection).page_size
            self._reports[workspace] = Report(self.run.client, workspace, self.account.user, size or PAGE_SIZES[0])
        return self._reports[workspace]

    def _remember_page(self, report: Report) -> None:
        """Keep the size of pages that Toggl accepts, and the greatest quota that was seen."""
        quota = self.run.client.quotas.get("workspace")
        seen = (quota.remaining if quota else None) or 0
        with self.run.unit() as connection:
            state = cursor.read(connection)
            if state.page_size == report.page_size and (state.hourly_calls or 0) >= seen:
                return
            with cursor.change(connection) as changed:
                changed.page_size = report.page_size
                changed.hourly_calls = max(seen, changed.hourly_calls or 0) or None

    def _may_go_on(self) -> bool:
        """Count a page of a dry run, which reads at most what its plan says."""
        if self._calls_left is not None:
            self._calls_left -= 1
            if self._calls_left <= 0:
                stage.log("The difference ends here: the calls of the plan are used up.")
                self._is_cut = True
        return not self._is_cut

    def _record_refusals(self) -> None:
        for reason in dict.fromkeys(self.refused.values()):
            labels = [self.account.label(key) for key, why in self.refused.items() if why == reason]
            stage.log(
                f"{reason} of workspace {', '.join(labels)}: older entries there are not read, recent ones are. "
                f"{WORKSPACE_FIX}",
                level="warning",
            )
        with self.run.unit() as connection:
            if cursor.read(connection).refused != self.refused:
                with cursor.change(connection) as state:
                    state.refused = dict(self.refused)


def _has_entries(connection: psycopg.Connection, account: Account, span: Span) -> bool:
    found = connection.execute(
        """
        select exists (
            select from (
                select data from raw.toggl__time_entries where deleted_at is null
                union all
                select data from raw.toggl__report_time_entries where deleted_at is null
            ) as stored
            where (data ->> 'start')::timestamptz >= %(start)s
                and (data ->> 'start')::timestamptz < %(end)s
                and (coalesce(data ->> 'workspace_id', data ->> 'wid'))::bigint = any(%(workspaces)s)
        )
        """,
        {"start": span.start, "end": span.end, "workspaces": list(account.workspaces)},
    ).fetchone()
    assert found is not None
    return bool(found[0])

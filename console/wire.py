"""The answers of the gateway, as far as the pages read them; other fields are ignored.

docs/http-api.md and the gateway's `/openapi.json` describe them; tests/console/test_wire.py compares both.
"""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct, field

Direction = Literal["more", "less", "neutral"]
DayType = Literal["all", "workday", "holiday"]
Status = Literal["queued", "waiting", "running", "succeeded", "failed", "cancelled", "skipped"]
FINAL: frozenset[Status] = frozenset({"succeeded", "failed", "cancelled", "skipped"})


class Wire(Struct, rename="camel", kw_only=True):
    """An answer, or a part of one."""


class Problem(Wire):
    """An error by RFC 9457; `params` are those of its type."""

    type: str = "about:blank"
    status: int = 500
    detail: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class Progress(Wire):
    """How far a running stage is."""

    done: int | None = None
    total: int | None = None
    unit: str | None = None


class Wait(Wire):
    """A pause until a known time."""

    reason: str
    until: dt.datetime
    left: int | None = None


class StartedBy(Wire):
    """The origin of a job."""

    kind: Literal["schedule", "key", "command"]


class Job(Wire):
    """A job with its steps; `started_by` is null for jobs of versions before."""

    job_id: str
    stage: str
    input: dict[str, Any]
    status: Status
    reason: str | None
    message: str | None
    steps: list["Job"]
    progress: Progress | None
    wait: Wait | None
    attempt: int
    max_attempts: int
    not_before: dt.datetime | None
    retry_of: str | None
    started_by: StartedBy | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    result: Any = None
    coalesced: bool = False

    @property
    def is_final(self) -> bool:
        """Return whether the job has ended."""
        return self.status in FINAL


class Jobs(Wire):
    """A page of jobs, newest first; `next` is the path of the next page."""

    jobs: list[Job]
    next: str | None


class LogLine(Wire):
    """One line of a stage."""

    stage: str
    at: dt.datetime
    level: str
    text: str


class Setting(Wire):
    """A stored setting."""

    name: str
    value: str | None


class Settings(Wire):
    """The stored settings."""

    settings: list[Setting]

    def value(self, name: str) -> str | None:
        """Return the value of a setting; None where there is none."""
        return next((setting.value for setting in self.settings if setting.name == name), None)


class Tick(Wire):
    """What became of one tick of a schedule."""

    scheduled_for: dt.datetime
    outcome: Literal["started", "waiting", "skipped", "missed"]
    reason: str | None
    job_id: str | None
    job_status: Status | None


class Schedule(Wire):
    """A schedule."""

    name: str
    cron: str
    timezone: str
    stage: str
    input: dict[str, Any]
    overlap: Literal["skip", "wait"]
    catch_up: Literal["last", "none"]
    after: str | None
    paused: bool
    next_run_at: dt.datetime | None
    last_tick: Tick | None
    last_run: Tick | None
    missed: int


class Schedules(Wire):
    """All schedules."""

    schedules: list[Schedule]


class WorkerState(Wire):
    """Whether a worker runs jobs, and the last heartbeat of any."""

    alive: bool
    heartbeat_at: dt.datetime | None


class StatusWarning(Wire):
    """A warning: a code with its parameters, and the English sentence made of them."""

    code: str
    params: dict[str, Any]
    text: str


class GatewayStatus(Wire):
    """The state of the whole; `as_of` is the instant that counted as now in the last transform."""

    as_of: dt.datetime | None
    timezone: str
    mode: Literal["whole-day", "part-day"] | None
    worker: WorkerState
    warnings: list[StatusWarning]


class ForecastDay(Wire):
    """What the estimates of a day rest on."""

    date: dt.date
    grade: Literal["rough", "even", "learnt"] | None
    training_days: int | None


class Forecasts(Wire):
    """The estimates of a span; `message` is the reason why there are none."""

    days: list[ForecastDay]
    message: str | None


class ClockChange(Wire):
    """The clock goes from `before` to `after` when `second` seconds of the day have passed."""

    second: int
    before: str
    after: str


class Segment(Wire):
    """A part of a day with one category, in elapsed seconds since local midnight."""

    start: int
    end: int
    category: str
    is_generated: bool
    project: str | None
    client: str | None
    description: str | None


class UnreadSpan(Wire):
    """A part of a day that was not read, in the same seconds."""

    start: int
    end: int


class PlannedSegment(Wire):
    """A part of a calendar event, in the same seconds."""

    start: int
    end: int
    category: str
    title: str | None


class Day(Wire):
    """One local day."""

    date: dt.date
    day_type: Literal["workday", "holiday"]
    holiday_name: str | None
    length_seconds: int
    elapsed_seconds: int
    tracked_seconds: int
    is_complete: bool
    is_read: bool
    clock_change: ClockChange | None
    actual: list[Segment]
    unread: list[UnreadSpan]
    plan: list[PlannedSegment]
    notes: list[str]


class Days(Wire):
    """Days of a span, as of the last transform."""

    timezone: str
    as_of: dt.datetime
    days: list[Day]


class Night(Wire):
    """The sleep of a night, with the date of its evening."""

    date: dt.date
    bed_at: dt.datetime
    up_at: dt.datetime | None
    sleep_seconds: int
    entries: int
    is_finished: bool
    is_read: bool


class Nights(Wire):
    """The nights with sleep of a span, oldest first."""

    timezone: str
    as_of: dt.datetime
    nights: list[Night]


class UsualCategory(Wire):
    """Minutes of a category on the usual day: the median."""

    category: str
    color: str
    minutes: float


class Usual(Wire):
    """The usual day of a weekday, over `days` days."""

    date: dt.date
    days: int
    categories: list[UsualCategory]


class SummaryCategory(Wire):
    """One category of one day, in minutes; what is not known is null."""

    category: str
    color: str | None
    actual: float | None
    plan: float | None
    target: float | None
    direction: Direction | None
    target_chance: float | None
    estimate: float | None
    median: float | None
    lower: float | None
    upper: float | None


class SummaryDay(Wire):
    """One local day."""

    date: dt.date
    day_type: Literal["workday", "holiday"]
    length_minutes: float
    is_complete: bool
    is_read: bool
    categories: list[SummaryCategory]


class Summary(Wire):
    """The days of a span."""

    days: list[SummaryDay]


class Target(Wire):
    """One version of a target."""

    target_id: str
    category: str
    day_type: DayType
    minutes: int
    direction: Direction
    priority: int
    note: str
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    version: int


class Targets(Wire):
    """Targets, or their versions."""

    targets: list[Target]


class Evidence(Wire):
    """The facts behind a proposal."""

    days_met: int | None = None
    days_looked_at: int | None = None
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    chance: float | None = None
    new_chance: float | None = None
    days_ahead: int | None = None


class Proposal(Wire):
    """A change of a target that the adjuster proposes; `reason` is by language."""

    proposal_id: str
    category: str
    day_type: DayType
    kind: Literal["ease", "tighten"]
    direction: Direction
    old_minutes: int
    new_minutes: int
    evidence: Evidence
    reason: dict[str, str]
    status: str
    created_at: dt.datetime
    decided_at: dt.datetime | None


class Remark(Wire):
    """A target that no minutes of a day fit; `reason` is by language."""

    category: str
    reason: dict[str, str]


class Proposals(Wire):
    """Proposals, newest first, and remarks on current targets."""

    proposals: list[Proposal]
    remarks: list[Remark]


class SourceError(Wire):
    """The newest failure of a source."""

    message: str
    at: dt.datetime
    job_id: str


class SourceAccount(Wire):
    """Whose data a source has."""

    name: str | None
    address: str | None


class SourceHistory(Wire):
    """The progress of the history."""

    first_date: dt.date
    days_left: int
    percent: int
    calls_left: int


class Source(Wire):
    """One source: whether it is set up, what was read of it, and what to do."""

    service: str
    configured: bool
    account: SourceAccount | None
    last_synced_at: dt.datetime | None
    rows: int
    covered_from: dt.datetime | None
    covered_to: dt.datetime | None
    history: SourceHistory | None
    wait: Wait | None
    quota_remaining: int | None
    quota_total: int | None
    quota_resets_at: dt.datetime | None
    last_error: SourceError | None
    advice: str | None
    advice_code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


class Sources(Wire):
    """All sources."""

    sources: list[Source]


class Report(Wire):
    """A printed report."""

    report_id: str
    period: Literal["daily", "weekly", "monthly"]
    first_date: dt.date
    last_date: dt.date
    language: str
    pages: int
    bytes: int
    created_at: dt.datetime


class Reports(Wire):
    """All reports, newest period first."""

    reports: list[Report]


class Lock(Wire):
    """Whether sign-ins of a client are locked, after how many failures."""

    locked_until: dt.datetime | None
    failures: int = 0


class Epoch(Wire):
    """The number that every valid session carries; a new one signs everyone out."""

    epoch: int


class Link(Wire):
    """A one-time link."""

    token: str
    expires_at: dt.datetime


class Nothing(Wire):
    """An answer of which only the status counts."""

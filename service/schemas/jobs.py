"""Types of requests and responses about jobs and reports; they validate bodies and make the OpenAPI document."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from msgspec import Meta

from service.jobs import model
from service.jobs.model import Status
from service.schemas.base import Answer, Input
from service.schemas.sync_result import result_of

Period = Literal["daily", "weekly", "monthly"]
PERIODS: tuple[Period, ...] = get_args(Period)

# Reports of other years have neither entries nor, in part, dates to calculate with.
REPORT_YEARS = range(1970, 2101)


class SyncInput(Input):
    """What the connector reads.

    `since` and `until` bound it by local dates; `full` reads everything again and compares. `plan` only returns the
    calls and hours that the sync would take, for the price of one call; `dryRun` reads and returns the difference.
    Neither writes anything.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    full: bool = False
    plan: bool = False
    dry_run: bool = False


class NoInput(Input):
    """Transform, analyzer and adjuster take nothing."""


class ReportInput(Input):
    """Which report is printed; `date` (1970 to 2100) is any day of the period, by default of the last complete one.

    Without `period` it is the weekly one.
    """

    period: Period | None = None
    date: dt.date | None = None
    language: Literal["en", "ja"] | None = None

    def __post_init__(self) -> None:
        """Refuse dates that no report can have.

        Raises:
            ValueError: when the date is outside REPORT_YEARS.
        """
        if self.date is not None and self.date.year not in REPORT_YEARS:
            raise ValueError(f"`date` must lie between {REPORT_YEARS[0]} and {REPORT_YEARS[-1]}")


class PipelineInput(Input):
    """The whole chain as one job.

    `report` goes to its last step, and false leaves that step out. Without `sync` the chain begins with the transform,
    as after a change of the category rules.
    """

    report: ReportInput | bool | None = None
    sync: bool = True

    def __post_init__(self) -> None:
        """Take true for what it means: the report, as it is by default."""
        if self.report is True:
            self.report = None


class Links(Answer):
    """Where to go on from a job."""

    self: str
    logs: str
    cancel: str | None = None
    retry: str | None = None


class Progress(Answer):
    """How far a running stage says it is."""

    done: int | None = None
    total: int | None = None
    unit: str | None = None


class Wait(Answer):
    """A pause until a known time, which uses no attempt; `left` is the number of requests that remain to be sent."""

    reason: str
    until: dt.datetime
    left: int | None


class Usage(Answer):
    """What the stage's process used, children included."""

    cpu_seconds: float
    peak_memory_bytes: int


class SyncJobInput(SyncInput, kw_only=True):
    """The input of a job of the connector that reads a service."""

    service: str


class ImportJobInput(Answer, omit_defaults=True):
    """The input of a job of the connector that imports a file, which stands on the machine of the command."""

    service: str
    file: str
    timezone: str | None = None
    user: str | None = None
    address: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    strict: bool = False
    other_account: bool = False


# Which one it is follows from the stage.
JOB_INPUTS = (NoInput, SyncJobInput, ImportJobInput, ReportInput, PipelineInput)
_INPUTS = [{"$ref": f"#/components/schemas/{type_.__name__}"} for type_ in JOB_INPUTS]
JobInput = Annotated[dict[str, Any], Meta(extra_json_schema={"anyOf": _INPUTS})]
# A sync's result has a type; the others are objects of their stages.
_RESULTS = [{"$ref": "#/components/schemas/SyncResult"}, {"type": "object"}, {"type": "null"}]


class StartedBy(Answer):
    """The origin of a job: the name of a schedule, of the key of a request, or of a command."""

    kind: Literal["schedule", "key", "command"]
    name: str


class Job(Answer):
    """A job as it stands; times are RFC 3339 in UTC. `startedBy` is null for jobs of versions before."""

    job_id: UUID
    stage: str
    input: JobInput
    status: Status
    reason: str | None
    message: str | None
    steps: list["Job"]
    progress: Progress | None
    wait: Wait | None
    attempt: int
    max_attempts: int
    not_before: dt.datetime | None
    parent_id: UUID | None
    retry_of: UUID | None
    started_by: StartedBy | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    exit_code: int | None
    signal: str | None
    result: Annotated[Any, Meta(extra_json_schema={"anyOf": _RESULTS})]
    usage: Usage | None
    links: Links
    coalesced: bool = False


class Jobs(Answer):
    """A page of jobs, newest first; `next` is the path of the next page."""

    jobs: list[Job]
    next: str | None


class LogLine(Answer):
    """One line of a stage, as a server-sent event carries it; `text` is an event of the stage rendered as text."""

    job_id: UUID
    stage: str
    seq: int
    at: dt.datetime
    level: str
    text: str


class LogPage(Answer):
    """The next lines of a job, for a client that polls.

    `position` comes back as `Last-Event-ID` for the lines after them. Without lines, and with a final job, there are
    none to come.
    """

    lines: list[LogLine]
    position: str
    job: Job


class Health(Answer):
    """The process lives."""

    status: Literal["ok"]
    version: str


class Ready(Answer):
    """The database answers and jobs are accepted."""

    status: Literal["ready"]
    version: str


class ReportLinks(Answer):
    """Where the PDF is."""

    pdf: str


class Report(Answer):
    """A printed report."""

    report_id: UUID
    period: Period
    first_date: dt.date
    last_date: dt.date
    language: str
    pages: int
    bytes: int
    created_at: dt.datetime
    links: ReportLinks


class Reports(Answer):
    """All reports, newest period first."""

    reports: list[Report]


def job_of(job: model.Job, steps: Sequence[model.Job] = (), *, coalesced: bool = False) -> Job:
    """Build the answer of a job and its steps."""
    path, final = f"/api/jobs/{job.id}", job.is_final
    return Job(
        job_id=job.id,
        **{name: getattr(job, name) for name in _SAME_NAMES},
        result=result_of(job),
        steps=[job_of(step) for step in steps],
        progress=Progress(**job.progress) if job.progress and not final else None,
        wait=_wait_of(job),
        started_by=StartedBy(kind=job.started_by.kind, name=job.started_by.name) if job.started_by else None,
        usage=Usage(cpu_seconds=job.usage["cpuSeconds"], peak_memory_bytes=job.usage["peakMemoryBytes"])
        if job.usage
        else None,
        links=Links(
            self=path,
            logs=f"{path}/logs",
            cancel=None if final else f"{path}/cancel",
            retry=f"{path}/retry" if final else None,
        ),
        coalesced=coalesced,
    )


def _wait_of(job: model.Job) -> Wait | None:
    if job.status is not Status.WAITING or job.reason is None or job.not_before is None:
        return None
    return Wait(reason=job.reason, until=job.not_before, left=job.wait_left)


_SAME_NAMES = (
    "stage",
    "input",
    "status",
    "reason",
    "message",
    "attempt",
    "max_attempts",
    "not_before",
    "parent_id",
    "retry_of",
    "created_at",
    "started_at",
    "finished_at",
    "exit_code",
    "signal",
)

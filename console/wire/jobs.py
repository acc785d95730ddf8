"""Jobs, their log lines and printed reports, as the gateway answers them."""

import datetime as dt
from typing import Any, Literal

from console.wire.base import Wire

Status = Literal["queued", "waiting", "running", "succeeded", "failed", "cancelled", "skipped"]
FINAL: frozenset[Status] = frozenset({"succeeded", "failed", "cancelled", "skipped"})


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

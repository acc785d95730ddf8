"""A job as the service works with it, its states, and how a run can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Self
from uuid import UUID


class Status(StrEnum):
    """The states of a job; only a step can be skipped."""

    QUEUED = "queued"
    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"

    @property
    def is_final(self) -> bool:
        """Return whether a job in this state never changes again."""
        return self in _FINAL


_FINAL = frozenset({Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.SKIPPED})


class StartedBy(NamedTuple):
    """The origin of a job: the name of a schedule, of a key, or of a command."""

    kind: Literal["schedule", "key", "command"]
    name: str


class Step(NamedTuple):
    """A step of a pipeline that is to be made; the steps of one group run side by side."""

    group: int
    stage: str
    input: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A row of `gateway.jobs`: a job of one stage, a pipeline, or a pipeline's step.

    Attributes:
        input: the body of its request; for the connector with the source as `service`.
        lock_key: of one lock key one job runs at a time; None for a pipeline, which runs nothing itself.
        input_key: lock key and digest of the input; a queued job with the same one is shared.
        queue: the queue of the gateways' workers, or that of one command.
        reason: a word for machines, such as `exit_code`; `message` is a sentence for people.
        progress: `done`, `total` and `unit` as the running stage reported them.
        not_before: the job does not run before this instant.
        parent_id, step_group: the pipeline of a step, and the group in which it runs; both None elsewhere.
        retry_of: the job that this one repeats.
        usage: `cpuSeconds` and `peakMemoryBytes` of the ended run.
        procrastinate_job_id: its row in the queue; None while a step waits for the steps before it.
        worker_id, stage_process: who runs it, and `pid@start` of the stage's process on that machine.
        traceparent: trace context (W3C) of the request.
        wait_left: requests that a waiting sync still needs.
        has_waited: later steps of the pipeline do not depend on it any more.
        started_by_kind, started_by_name: its origin; both None for jobs of versions before.
    """

    id: UUID
    stage: str
    input: dict[str, Any]
    lock_key: str | None
    input_key: str
    queue: str
    status: Status
    reason: str | None
    message: str | None
    progress: dict[str, Any] | None
    attempt: int
    max_attempts: int
    not_before: datetime | None
    parent_id: UUID | None
    step_group: int | None
    retry_of: UUID | None
    cancel_requested_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    exit_code: int | None
    signal: str | None
    result: Any
    usage: dict[str, Any] | None
    procrastinate_job_id: int | None
    worker_id: UUID | None
    stage_process: str | None
    traceparent: str | None
    wait_left: int | None
    has_waited: bool
    started_by_kind: Literal["schedule", "key", "command"] | None
    started_by_name: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row. A column that a newer version has added is ignored, so that both can run at the same time."""
        return cls(**{name: row[name] for name in _COLUMNS if name != "status"}, status=Status(row["status"]))

    @property
    def started_by(self) -> StartedBy | None:
        """Return the origin of the job."""
        if self.started_by_kind is None or self.started_by_name is None:
            return None
        return StartedBy(self.started_by_kind, self.started_by_name)

    @property
    def is_final(self) -> bool:
        """Return whether the job has ended."""
        return self.status.is_final

    @property
    def run(self) -> str:
        """Return the id of its present run: by it processes and sessions are found, and writes of earlier runs refused.

        The attempt grows when a run is taken from its worker, so no two living runs have the same id.
        """
        return f"{self.id}.{self.attempt}"


_COLUMNS = tuple(column.name for column in fields(Job))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run ended.

    Attributes:
        status: the final state of its job.
        reason: a word for machines, such as `exit_code`, `timed_out`, `lost`.
        message: a sentence for people, when the stage or the worker had one.
        usage: `cpuSeconds`, `peakMemoryBytes`, from the child's rusage.
    """

    status: Status
    reason: str | None = None
    message: str | None = None
    exit_code: int | None = None
    signal: str | None = None
    result: Any = None
    usage: dict[str, float] = field(default_factory=dict)

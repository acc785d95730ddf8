"""What requests and answers about schedules are made of."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field
from psycopg.rows import DictRow

from service.jobs.model import Status
from service.jobs.registry import PIPELINE, STAGES
from service.schedules.cron import zone_of
from service.schedules.policy import next_run
from service.schemas.base import Answer, Input
from service.schemas.jobs import JobInput

Overlap = Literal["skip", "wait"]
CatchUp = Literal["last", "none"]
Outcome = Literal["started", "waiting", "skipped", "missed"]
STAGE_NAMES = (*STAGES, PIPELINE)
NAME_PATTERN = "[a-z0-9][a-z0-9_-]{0,62}"

_Stage = Annotated[str, Meta(extra_json_schema={"enum": list(STAGE_NAMES)})]


class ScheduleInput(Input, kw_only=True):
    """A schedule: when (`cron` of five fields, read in `timezone`), and what (`stage` with the `input` of its POST).

    `overlap`: while the run before has not ended, its next tick is skipped or waits. `catchUp`: after an absence of
    every gateway the last tick within 24 hours runs, or none. `after`: a tick waits while a job of this stage is under
    way, at most 6 hours. While `paused` nothing fires, and nothing is caught up.
    """

    cron: Annotated[str, Meta(max_length=200)]
    timezone: Annotated[str, Meta(max_length=64)]
    stage: _Stage
    input: JobInput = field(default_factory=dict)
    overlap: Overlap = "skip"
    catch_up: CatchUp = "last"
    after: _Stage | None = None
    paused: bool = False


class Tick(Answer):
    """What became of one tick; `jobStatus` is how its job stands."""

    scheduled_for: dt.datetime
    outcome: Outcome
    reason: str | None
    decided_at: dt.datetime
    job_id: UUID | None
    job_status: Status | None


class ScheduleLinks(Answer):
    """Where to go on from a schedule."""

    self: str
    run: str


class Schedule(Answer):
    """A schedule as it stands; `missed` counts the ticks that came while no gateway looked and were not caught up."""

    name: str
    cron: str
    timezone: str
    stage: str
    input: JobInput
    overlap: Overlap
    catch_up: CatchUp
    after: str | None
    paused: bool
    next_run_at: dt.datetime | None
    last_tick: Tick | None
    last_run: Tick | None
    missed: int
    created_at: dt.datetime
    updated_at: dt.datetime
    links: ScheduleLinks


class Schedules(Answer):
    """All schedules, by name."""

    schedules: list[Schedule]


_SAME_NAMES = (
    "name",
    "cron",
    "timezone",
    "stage",
    "input",
    "overlap",
    "catch_up",
    "paused",
    "missed",
    "created_at",
    "updated_at",
)


def schedule_of(row: DictRow, *, last_tick: DictRow | None, last_run: DictRow | None, now: dt.datetime) -> Schedule:
    """Build the answer of a schedule's row, its last tick, and the last one that started a job."""
    path = f"/api/schedules/{row['name']}"
    return Schedule(
        **{name: row[name] for name in _SAME_NAMES},
        after=row["after_stage"],
        next_run_at=None if row["paused"] else _next_run_at(row, now),
        last_tick=tick_of(last_tick) if last_tick else None,
        last_run=tick_of(last_run) if last_run else None,
        links=ScheduleLinks(self=path, run=f"{path}/run"),
    )


def tick_of(row: DictRow) -> Tick:
    """Build the answer of a tick's row."""
    names = ("scheduled_for", "outcome", "reason", "decided_at", "job_id", "job_status")
    return Tick(**{name: row[name] for name in names})


def _next_run_at(row: DictRow, now: dt.datetime) -> dt.datetime | None:
    try:
        return next_run(row["cron"], zone_of(row["timezone"]), since=row["decided_until"], now=now)
    except ValueError:  # a zone that this machine does not know any more
        return None

"""Schedules and their ticks, as the gateway answers them."""

import datetime as dt
from typing import Any, Literal

from console.wire.base import Wire
from console.wire.jobs import Status


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

"""Schedules and their ticks as rows. Every function works inside the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.schedules.types import Schedule, ScheduleInput, schedule_of

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def load_all(connection: Connection, *, now: datetime) -> list[Schedule]:
    """Return all schedules by name, each with its last tick and run."""
    rows = await all_rows(connection, _SQL["all"])
    ticks = {row["schedule"]: row for row in await all_rows(connection, _SQL["last_ticks"])}
    runs = {row["schedule"]: row for row in await all_rows(connection, _SQL["last_runs"])}
    return [schedule_of(row, last_tick=ticks.get(row["name"]), last_run=runs.get(row["name"]), now=now) for row in rows]


async def load(connection: Connection, name: str, *, now: datetime, keep: bool = False) -> Schedule | None:
    """Return one schedule, if there is one of that name; with `keep` it is not removed before the transaction ends."""
    if keep:
        await connection.execute(_SQL["keep"], [name])
    return next((schedule for schedule in await load_all(connection, now=now) if schedule.name == name), None)


async def lock(connection: Connection, name: str) -> None:
    """Let no other edit of the schedule in until the transaction ends."""
    await connection.execute(_SQL["lock"], [name])


async def load_ticks(connection: Connection, name: str, *, limit: int) -> list[DictRow]:
    """Return the last ticks of a schedule, newest first."""
    return await all_rows(connection, _SQL["ticks"], name, limit)


async def put(connection: Connection, name: str, given: ScheduleInput, *, now: datetime) -> Schedule:
    """Write a schedule whole. With another time, or paused or resumed, its ticks begin after `now`."""
    fields: Mapping[str, Any] = {
        "name": name,
        "cron": given.cron,
        "timezone": given.timezone,
        "stage": given.stage,
        "input": Jsonb(given.input),
        "overlap": given.overlap,
        "catch_up": given.catch_up,
        "after": given.after,
        "paused": given.paused,
        "now": now,
    }
    await connection.execute(_SQL["put"], fields)
    schedule = await load(connection, name, now=now)
    assert schedule is not None
    return schedule


async def remove(connection: Connection, name: str, *, now: datetime) -> Schedule | None:
    """Remove a schedule with its ticks, and return what it was; its jobs go on. None when there is none."""
    schedule = await load(connection, name, now=now)
    await connection.execute(_SQL["delete"], [name])
    return schedule


async def add_manual_run(connection: Connection, name: str, job_id: UUID, *, now: datetime) -> None:
    """Record a run that a person asked for: it counts as the schedule's last run, and for its overlap."""
    await connection.execute(_SQL["add_manual_run"], {"schedule": name, "now": now, "job": job_id})

"""Schedules and their ticks as rows. Every function works inside the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from service.database.pool import Connection, all_rows
from service.schedules.types import Schedule, ScheduleInput, schedule_of

_LAST = """
    select tick.*, jobs.status as job_status
    from schedules
    cross join lateral (
        select * from schedule_ticks where schedule = schedules.name and {} order by scheduled_for desc limit 1
    ) as tick
    left join jobs on jobs.id = tick.job_id
"""
_LAST_TICKS = sql.SQL(_LAST).format(sql.SQL("true"))
_LAST_RUNS = sql.SQL(_LAST).format(sql.SQL("outcome = 'started'"))
# What is edited in another way keeps its place: a tick that is due is still caught up.
_PUT = """
    insert into schedules as old
        (name, cron, timezone, stage, input, overlap, catch_up, after_stage, paused,
        decided_until, created_at, updated_at)
    values
        (%(name)s, %(cron)s, %(timezone)s, %(stage)s, %(input)s, %(overlap)s, %(catch_up)s, %(after)s, %(paused)s,
        %(now)s, %(now)s, %(now)s)
    on conflict (name) do update set
        cron = excluded.cron, timezone = excluded.timezone, stage = excluded.stage, input = excluded.input,
        overlap = excluded.overlap, catch_up = excluded.catch_up, after_stage = excluded.after_stage,
        paused = excluded.paused, updated_at = excluded.updated_at, follows_zone = false,
        decided_until = case
            when (old.cron, old.timezone, old.paused) = (excluded.cron, excluded.timezone, excluded.paused)
            then old.decided_until else excluded.decided_until
        end
"""


async def load_all(connection: Connection, *, now: datetime) -> list[Schedule]:
    """Return all schedules by name, each with its last tick and run."""
    rows = await all_rows(connection, "select * from schedules order by name")
    ticks = {row["schedule"]: row for row in await all_rows(connection, _LAST_TICKS)}
    runs = {row["schedule"]: row for row in await all_rows(connection, _LAST_RUNS)}
    return [schedule_of(row, last_tick=ticks.get(row["name"]), last_run=runs.get(row["name"]), now=now) for row in rows]


async def load(connection: Connection, name: str, *, now: datetime, keep: bool = False) -> Schedule | None:
    """Return one schedule, if there is one of that name; with `keep` it is not removed before the transaction ends."""
    if keep:
        await connection.execute("select from schedules where name = %s for key share", [name])
    return next((schedule for schedule in await load_all(connection, now=now) if schedule.name == name), None)


async def load_ticks(connection: Connection, name: str, *, limit: int) -> list[DictRow]:
    """Return the last ticks of a schedule, newest first."""
    return await all_rows(
        connection,
        "select schedule_ticks.*, jobs.status as job_status from schedule_ticks left join jobs on jobs.id = job_id "
        "where schedule = %s order by scheduled_for desc limit %s",
        name,
        limit,
    )


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
    await connection.execute(_PUT, fields)
    schedule = await load(connection, name, now=now)
    assert schedule is not None
    return schedule


async def remove(connection: Connection, name: str, *, now: datetime) -> Schedule | None:
    """Remove a schedule with its ticks, and return what it was; its jobs go on. None when there is none."""
    schedule = await load(connection, name, now=now)
    await connection.execute("delete from schedules where name = %s", [name])
    return schedule


async def note_manual_run(connection: Connection, name: str, job_id: UUID, *, now: datetime) -> None:
    """Record a run that a person asked for: it counts as the schedule's last run, and for its overlap."""
    await connection.execute(
        "insert into schedule_ticks (schedule, scheduled_for, outcome, reason, job_id, decided_at) "
        "values (%s, %s, 'started', 'manual', %s, %s) on conflict do nothing",
        [name, now, job_id, now],
    )

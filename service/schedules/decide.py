"""Decides one tick of a schedule. Its row and that of its job are written in the caller's transaction, or neither is.

due ─▶ started | skipped (overlap, already_waiting) | missed (too_late) | waiting
waiting ─▶ started (waited, wait_limit) | skipped (paused) | missed (too_late)
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from psycopg.rows import DictRow

from service.database.pool import Connection, one
from service.database.statements import statements
from service.jobs.accept import accept
from service.jobs.model import StartedBy
from service.schedules.cron import zone_of
from service.schedules.policy import CATCH_UP, Due, due

# Long enough for any honest pipeline, short enough that a report of the night is there in the morning.
WAIT_LIMIT = timedelta(hours=6)
# Ticks are kept for people to look at, and to know a tick again when the clock is set back.
KEPT = timedelta(days=90)

_SQL = statements(Path(__file__).with_suffix(".sql"))


def due_of(schedule: DictRow, now: datetime) -> Due | None:
    """Return what is due of a schedule's row.

    Raises:
        ValueError: when its time zone is not known here.
    """
    if schedule["paused"]:
        return None
    return due(
        schedule["cron"],
        zone_of(schedule["timezone"]),
        since=schedule["decided_until"],
        now=now,
        catch_up=schedule["catch_up"],
    )


async def take_due(connection: Connection, name: str, now: datetime) -> None:
    """Decide the last tick that came, and count those that are not caught up."""
    # The lock orders two gateways; the second finds that nothing is due any more.
    schedule = await one(connection, _SQL["lock"], name)
    found = due_of(schedule, now) if schedule is not None else None
    if schedule is None or found is None:
        return
    await connection.execute(_SQL["mark_decided"], [found.tick, found.missed, name])
    outcome, reason = await _decide(connection, schedule, found)
    row = await one(connection, _SQL["add_tick"], name, found.tick, outcome, reason, now)
    if row is not None and outcome == "started":
        await _start(connection, schedule, found.tick, reason)
    await connection.execute(_SQL["delete_old"], [name, now - KEPT])


async def settle_waiting(connection: Connection, name: str, now: datetime) -> None:
    """Start the tick that waits, once nothing is in its way any more or it has waited long enough."""
    schedule = await one(connection, _SQL["lock"], name)
    tick = await one(connection, _SQL["waiting_tick"], name)
    if schedule is None or tick is None:
        return
    waited = now - tick["decided_at"]
    if schedule["paused"]:
        await _end_waiting(connection, tick, "skipped", "paused")
    elif waited > CATCH_UP:  # only where no gateway ran meanwhile
        await _end_waiting(connection, tick, "missed", "too_late")
        await connection.execute(_SQL["add_missed"], [name])
    elif waited > WAIT_LIMIT:
        await _start(connection, schedule, tick["scheduled_for"], "wait_limit")
    elif not await _is_blocked(connection, schedule):
        await _start(connection, schedule, tick["scheduled_for"], "waited")


async def _decide(connection: Connection, schedule: DictRow, found: Due) -> tuple[str, str | None]:
    """Return outcome and reason of a tick that is due."""
    name = schedule["name"]
    if not found.runs:
        return "missed", "too_late"
    if await one(connection, _SQL["waiting_tick"], name) is not None:
        # As with equal jobs: beside what is under way exactly one more waits, and it covers this one.
        return "skipped", "already_waiting"
    if schedule["overlap"] == "skip" and await one(connection, _SQL["own_run_under_way"], name) is not None:
        return "skipped", "overlap"
    return ("waiting", None) if await _is_blocked(connection, schedule) else ("started", None)


async def _is_blocked(connection: Connection, schedule: DictRow) -> bool:
    """Return whether the schedule's own run before, or a job of the stage it comes after, is under way."""
    if await one(connection, _SQL["own_run_under_way"], schedule["name"]) is not None:
        return True
    after = schedule["after_stage"]
    return after is not None and await one(connection, _SQL["stage_under_way"], after) is not None


async def _start(connection: Connection, schedule: DictRow, tick: datetime, reason: str | None) -> None:
    origin = StartedBy("schedule", schedule["name"])
    job, _ = await accept(connection, stage=schedule["stage"], input_=schedule["input"], started_by=origin)
    await _write(connection, schedule["name"], tick, outcome="started", reason=reason, job_id=job.id)


async def _end_waiting(connection: Connection, tick: DictRow, outcome: str, reason: str) -> None:
    await _write(connection, tick["schedule"], tick["scheduled_for"], outcome=outcome, reason=reason)


async def _write(
    connection: Connection, name: str, tick: datetime, *, outcome: str, reason: str | None, job_id: UUID | None = None
) -> None:
    await connection.execute(_SQL["write_tick"], [outcome, reason, job_id, name, tick])

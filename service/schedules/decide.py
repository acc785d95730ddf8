"""What becomes of one tick. The tick's row and the job's are written in the caller's transaction, or neither is.

due ─▶ started | skipped (overlap, already_waiting) | missed (too_late) | waiting
waiting ─▶ started (waited, wait_limit) | skipped (paused) | missed (too_late)
"""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import DictRow

from service.database.pool import Connection, one
from service.jobs.accept import accept
from service.schedules.cron import zone_of
from service.schedules.policy import CATCH_UP, Due, due

# Long enough for any honest pipeline, short enough that a report of the night is there in the morning.
WAIT_LIMIT = timedelta(hours=6)
# Ticks are kept for people to look at, and to know a tick again when the clock is set back.
KEPT = timedelta(days=90)

# Beside it a manual run may still refer to the row.
_LOCK = "select * from schedules where name = %s for no key update"
_OWN_RUN = """
    select from jobs_under_way
    where exists (select from schedule_ticks where schedule = %s and job_id = jobs_under_way.id)
"""
_STAGE_UNDER_WAY = "select from jobs_under_way where stage = %s"


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
    # The row's lock puts two gateways in a line; the second finds that nothing is due any more.
    schedule = await one(connection, _LOCK, name)
    found = due_of(schedule, now) if schedule is not None else None
    if schedule is None or found is None:
        return
    await connection.execute(
        "update schedules set decided_until = %s, missed = missed + %s where name = %s",
        [found.tick, found.missed, name],
    )
    outcome, reason = await _decide(connection, schedule, found)
    row = await one(
        connection,
        "insert into schedule_ticks (schedule, scheduled_for, outcome, reason, decided_at) values (%s, %s, %s, %s, %s) "
        "on conflict do nothing returning schedule",
        name,
        found.tick,
        outcome,
        reason,
        now,
    )
    # There already: a clock that was set back by days makes its ticks come again.
    if row is not None and outcome == "started":
        await _start(connection, schedule, found.tick, reason)
    await connection.execute(
        "delete from schedule_ticks where schedule = %s and scheduled_for < %s", [name, now - KEPT]
    )


async def settle_waiting(connection: Connection, name: str, now: datetime) -> None:
    """Start the tick that waits, once nothing is in its way any more or it has waited long enough."""
    schedule = await one(connection, _LOCK, name)
    tick = await one(connection, "select * from schedule_ticks where schedule = %s and outcome = 'waiting'", name)
    if schedule is None or tick is None:
        return
    waited = now - tick["decided_at"]
    if schedule["paused"]:
        await _end_waiting(connection, tick, "skipped", "paused")
    elif waited > CATCH_UP:  # only where no gateway ran meanwhile
        await _end_waiting(connection, tick, "missed", "too_late")
        await connection.execute("update schedules set missed = missed + 1 where name = %s", [name])
    elif waited > WAIT_LIMIT:
        await _start(connection, schedule, tick["scheduled_for"], "wait_limit")
    elif not await _is_blocked(connection, schedule):
        await _start(connection, schedule, tick["scheduled_for"], "waited")


async def _decide(connection: Connection, schedule: DictRow, found: Due) -> tuple[str, str | None]:
    """Return outcome and reason of a tick that is due."""
    name = schedule["name"]
    if not found.runs:
        return "missed", "too_late"
    if (
        await one(connection, "select from schedule_ticks where schedule = %s and outcome = 'waiting'", name)
        is not None
    ):
        # As with equal jobs: beside what is under way exactly one more waits, and it covers this one.
        return "skipped", "already_waiting"
    if schedule["overlap"] == "skip" and await one(connection, _OWN_RUN, name) is not None:
        return "skipped", "overlap"
    return ("waiting", None) if await _is_blocked(connection, schedule) else ("started", None)


async def _is_blocked(connection: Connection, schedule: DictRow) -> bool:
    """Return whether the schedule's own run before, or a job of the stage it comes after, is under way."""
    if await one(connection, _OWN_RUN, schedule["name"]) is not None:
        return True
    after = schedule["after_stage"]
    return after is not None and await one(connection, _STAGE_UNDER_WAY, after) is not None


async def _start(connection: Connection, schedule: DictRow, tick: datetime, reason: str | None) -> None:
    job, _ = await accept(connection, stage=schedule["stage"], input_=schedule["input"])
    await _write(connection, schedule["name"], tick, outcome="started", reason=reason, job_id=job.id)


async def _end_waiting(connection: Connection, tick: DictRow, outcome: str, reason: str) -> None:
    await _write(connection, tick["schedule"], tick["scheduled_for"], outcome=outcome, reason=reason)


async def _write(
    connection: Connection, name: str, tick: datetime, *, outcome: str, reason: str | None, job_id: UUID | None = None
) -> None:
    await connection.execute(
        "update schedule_ticks set outcome = %s, reason = %s, job_id = %s where schedule = %s and scheduled_for = %s",
        [outcome, reason, job_id, name, tick],
    )

"""The state machine of a job. Every function works inside the caller's transaction.

queued ─claim─▶ running ─finish─▶ succeeded | failed | cancelled | skipped
  ▲ └─cancel─▶ cancelled  ├─requeue (exit 75, lost)─┐
  ├──────────────── attempt + 1 ────────────────────┘
  └──────── waiting ◀─────┘ pause and resume: see waiting.py
A pipeline's row runs nothing: `advance` moves it in the transaction that ends one of its steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from service.database.pool import Connection, all_rows, one
from service.jobs import outcomes
from service.jobs.accept import QUEUE, accept, defer

FINAL = ("succeeded", "failed", "cancelled", "skipped")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run ended.

    Attributes:
        status: one of FINAL.
        reason: a word for machines, such as `exit_code`, `timed_out`, `lost`.
        message: a sentence for people, when the stage or the engine had one.
        usage: `cpuSeconds`, `peakMemoryBytes`, from the child's rusage.
    """

    status: str
    reason: str | None = None
    message: str | None = None
    exit_code: int | None = None
    signal: str | None = None
    result: Any = None
    usage: dict[str, float] = field(default_factory=dict)


async def claim(connection: Connection, *, job_id: UUID, attempt: int, worker_id: UUID) -> DictRow | None:
    """Make a queued job ours; None when it was cancelled or another attempt is due.

    Returns:
        Its row, with the number of the last line of its log as `last_line`.

    Raises:
        UniqueViolation: when another run of its lock key has not ended.
    """
    await lock_pipeline_of(connection, job_id)
    job = await one(
        connection,
        "update jobs set status = 'running', started_at = now(), worker_id = %s, not_before = null, reason = null, "
        "message = null, progress = null where id = %s and attempt = %s and status = 'queued' "
        "returning *, (select coalesce(max(seq), 0) from job_logs where job_id = jobs.id) as last_line",
        worker_id,
        job_id,
        attempt,
    )
    if job is not None and job["parent_id"] is not None:
        await connection.execute(
            "update jobs set status = 'running', started_at = now() where id = %s and status = 'queued'",
            [job["parent_id"]],
        )
    return job


async def finish(connection: Connection, job: DictRow, outcome: Outcome) -> bool:
    """Write the final state of a run and advance its pipeline.

    Returns:
        False when the run is no longer ours: it was declared lost meanwhile, and its outcome does not count.
    """
    await lock_pipeline_of(connection, job["id"])
    done = await one(
        connection,
        "update jobs set status = %s, reason = %s, message = %s, exit_code = %s, signal = %s, result = %s, usage = %s, "
        "finished_at = now() where id = %s and attempt = %s and status = 'running' and worker_id is not distinct from "
        "%s returning *",
        outcome.status,
        outcome.reason,
        outcome.message,
        outcome.exit_code,
        outcome.signal,
        Jsonb(outcome.result) if outcome.result is not None else None,
        Jsonb(outcome.usage) if outcome.usage else None,
        job["id"],
        job["attempt"],
        job["worker_id"],
    )
    if done is None:
        return False
    await outcomes.note(connection, done)
    if done["parent_id"] is not None:
        await advance(connection, done["parent_id"])
        if done["has_waited"] and done["status"] == "succeeded":
            await _repeat_later_steps(connection, done["parent_id"])
    return True


async def requeue(
    connection: Connection, job: DictRow, *, reason: str, message: str | None, at: datetime | None, counts: bool = True
) -> bool:
    """Put a run back in line for its next attempt.

    Args:
        at: not before this instant.
        counts: False repeats the same attempt (the gateway stopped it for its own reasons).

    Returns:
        False when the run is no longer ours.
    """
    await lock_pipeline_of(connection, job["id"])
    row = await one(
        connection,
        "update jobs set status = 'queued', attempt = attempt + %s, reason = %s, message = %s, worker_id = null, "
        "stage_process = null, progress = null where id = %s and attempt = %s and status = 'running' and worker_id is "
        "not distinct from %s returning *",
        1 if counts else 0,
        reason,
        message,
        job["id"],
        job["attempt"],
        job["worker_id"],
    )
    if row is None:
        return False
    if row["cancel_requested_at"] is not None:
        await cancel_inactive(connection, [row["id"]])
        if row["parent_id"] is not None:
            await advance(connection, row["parent_id"])
        return True
    await defer(connection, row, at=at)
    return True


async def lose(connection: Connection, job: DictRow) -> None:
    """End a run whose worker is gone: its next attempt, or `failed` with reason `lost` when there is none left."""
    # The row of a dead worker stays `doing` and would hold the stage's lock for ever.
    await connection.execute("delete from procrastinate_jobs where id = %s", [job["procrastinate_job_id"]])
    if job["cancel_requested_at"] is not None:
        await finish(connection, job, Outcome(status="cancelled", reason="cancelled"))
        return
    message = "The worker process exited without reporting a result."
    # A queue of one command's own died with that command.
    if job["attempt"] < job["max_attempts"] and job["queue"] == QUEUE:
        await requeue(connection, job, reason="lost", message=message, at=None)
    else:
        await finish(connection, job, Outcome(status="failed", reason="lost", message=message))


async def cancel(connection: Connection, job_id: UUID) -> DictRow | None:
    """Ask for the end of a job: what waits ends at once, what runs is stopped by its worker.

    Returns:
        The job's row as it is now, unchanged when it was final already; None when there is none.
    """
    await lock_pipeline_of(connection, job_id)
    job = await one(connection, "select * from jobs where id = %s for update", job_id)
    if job is None or job["status"] in FINAL:
        return job
    await connection.execute(
        "update jobs set cancel_requested_at = coalesce(cancel_requested_at, now()) "
        "where (id = %s or parent_id = %s) and finished_at is null",
        [job_id, job_id],
    )
    steps = await all_rows(connection, "select * from jobs where parent_id = %s for update", job_id)
    inactive = [row["id"] for row in (steps or [job]) if row["status"] in {"queued", "waiting"}]
    await cancel_inactive(connection, inactive)
    if steps:
        await advance(connection, job_id)
    elif job["parent_id"] is not None and inactive:
        await advance(connection, job["parent_id"])
    return await one(connection, "select * from jobs where id = %s", job_id)


async def lock_pipeline_of(connection: Connection, job_id: UUID) -> None:
    """Lock the pipeline of a step before the step itself: everybody in this order, or two would wait for each other."""
    await connection.execute(
        "select from jobs where id = (select parent_id from jobs where id = %s) for update", [job_id]
    )


async def advance(connection: Connection, pipeline_id: UUID) -> None:
    """Start the next steps of a pipeline, or write its end when there are none."""
    # The lock puts two steps that end at the same moment in a row.
    pipeline = await one(connection, "select * from jobs where id = %s for update", pipeline_id)
    if pipeline is None or pipeline["status"] in FINAL:
        return
    steps = await all_rows(
        connection, "select * from jobs where parent_id = %s order by step_group, created_at, id", pipeline_id
    )
    blocked = False
    for group in sorted({step["step_group"] for step in steps}):
        members = [step for step in steps if step["step_group"] == group]
        if any(step["status"] not in FINAL and not _is_optional(step) for step in members):
            waiting = [step for step in members if step["status"] == "queued" and step["procrastinate_job_id"] is None]
            if not blocked:
                for step in waiting:
                    await defer(connection, step)
                return
            await _skip(connection, waiting)
            for step in waiting:
                step["status"] = "skipped"
        # A source that fails lets the others and the rest run; any later step is needed by those after it.
        blocked = blocked or (group > 0 and any(step["status"] in {"failed", "cancelled"} for step in members))
    if all(step["status"] in FINAL for step in steps):
        await _end_pipeline(connection, pipeline, [step["status"] for step in steps])


def _is_optional(step: DictRow) -> bool:
    """Return whether later steps run without this one, because it is a source that waits or has waited."""
    return bool(step["step_group"] == 0 and step["has_waited"])


async def _repeat_later_steps(connection: Connection, pipeline_id: UUID) -> None:
    """Accept a pipeline of the later steps when they have started without the source that is read only now."""
    later = await all_rows(
        connection,
        "select * from jobs where parent_id = %s and step_group > 0 order by step_group, created_at, id",
        pipeline_id,
    )
    if not any(step["started_at"] for step in later):
        return
    pipeline = await one(connection, "select * from jobs where id = %s", pipeline_id)
    assert pipeline is not None
    if pipeline["cancel_requested_at"] is None:
        steps = [(step["step_group"], step["stage"], step["input"]) for step in later]
        await accept(
            connection,
            stage=pipeline["stage"],
            input_=pipeline["input"],
            queue=pipeline["queue"],
            steps=steps,
            traceparent=pipeline["traceparent"],
        )


async def _end_pipeline(connection: Connection, pipeline: DictRow, statuses: Sequence[str]) -> None:
    if pipeline["cancel_requested_at"] is not None and "cancelled" in statuses:
        status, reason = "cancelled", "cancelled"
    elif {"failed", "cancelled"} & set(statuses):
        status, reason = "failed", "step_failed"
    else:
        status, reason = "succeeded", None
    done = await one(
        connection,
        "update jobs set status = %s, reason = %s, message = null, not_before = null, finished_at = now(), "
        "started_at = coalesce(started_at, now()) "
        "where id = %s returning *",
        status,
        reason,
        pipeline["id"],
    )
    assert done is not None
    await outcomes.note(connection, done)


async def _skip(connection: Connection, steps: Sequence[DictRow]) -> None:
    await connection.execute(
        "update jobs set status = 'skipped', reason = 'previous_step_failed', finished_at = now() where id = any(%s)",
        [[step["id"] for step in steps]],
    )


async def cancel_inactive(connection: Connection, ids: Sequence[UUID]) -> None:
    """Write the end of jobs that no process runs."""
    rows = await all_rows(
        connection,
        "update jobs set status = 'cancelled', reason = 'cancelled', finished_at = now() "
        "where id = any(%s) and status in ('queued', 'waiting') returning procrastinate_job_id",
        list(ids),
    )
    # One that is `doing` was fetched this moment: its worker finds nothing to claim and finishes the row itself.
    await connection.execute(
        "delete from procrastinate_jobs where id = any(%s) and status = 'todo'",
        [[row["procrastinate_job_id"] for row in rows]],
    )

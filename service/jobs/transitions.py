"""The state machine of a job. Every function works inside the caller's transaction.

queued ─claim─▶ running ─finish─▶ succeeded | failed | cancelled | skipped
  ▲ └─cancel─▶ cancelled  ├─requeue (exit 75, lost)─┐
  ├──────────────── attempt + 1 ────────────────────┘
  └──────── waiting ◀─────┘ pause and resume: see waiting.py
A pipeline's row runs nothing: `advance` moves it in the transaction that ends one of its steps.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.jobs import outcomes, queue
from service.jobs.accept import accept
from service.jobs.model import Job, Outcome, Status, Step
from service.jobs.store import find_job, load_steps, lock_job, lock_steps

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def claim(connection: Connection, *, job_id: UUID, attempt: int, worker_id: UUID) -> Job | None:
    """Start an attempt of a queued job; None when it was cancelled or another attempt is due.

    Raises:
        UniqueViolation: when another run of its lock key has not ended.
        LockNotAvailable: when a session of an earlier run of its lock key does not end.
    """
    await lock_pipeline_of(connection, job_id)
    job = await _write(connection, "claim", {"id": job_id, "attempt": attempt, "worker": worker_id})
    if job is None:
        return None
    await connection.execute(_SQL["end_sessions_of_key"], [job.lock_key])
    await connection.execute(_SQL["limit_wait"])
    await connection.execute(_SQL["lock_key"], [job.lock_key])
    if job.parent_id is not None:
        await connection.execute(_SQL["start_pipeline"], [job.parent_id])
    return job


async def finish(connection: Connection, job: Job, outcome: Outcome) -> bool:
    """Write the final state of a run and advance its pipeline.

    Returns:
        False when the run belongs to another worker by now: it was declared lost, and its outcome does not count.
    """
    await lock_pipeline_of(connection, job.id)
    done = await _write(
        connection,
        "finish",
        _run(job)
        | {
            "status": outcome.status,
            "reason": outcome.reason,
            "message": outcome.message,
            "exit_code": outcome.exit_code,
            "signal": outcome.signal,
            "result": Jsonb(outcome.result) if outcome.result is not None else None,
            "usage": Jsonb(outcome.usage) if outcome.usage else None,
        },
    )
    if done is None:
        return False
    await outcomes.note(connection, done)
    if done.parent_id is not None:
        await advance(connection, done.parent_id)
        if done.has_waited and done.status is Status.SUCCEEDED:
            await _repeat_later_steps(connection, done.parent_id)
    return True


async def requeue(
    connection: Connection, job: Job, *, reason: str, message: str | None, at: datetime | None, counts: bool = True
) -> bool:
    """Enqueue the next attempt of a run.

    Args:
        at: not before this instant.
        counts: False repeats the same attempt (the gateway stopped it for its own reasons).

    Returns:
        False when the run belongs to another worker by now.
    """
    await lock_pipeline_of(connection, job.id)
    details = {"counts": counts, "reason": reason, "message": message}
    queued = await _write(connection, "requeue", _run(job) | details)
    if queued is None:
        return False
    if queued.cancel_requested_at is not None:
        await cancel_inactive(connection, [queued.id])
        if queued.parent_id is not None:
            await advance(connection, queued.parent_id)
        return True
    await queue.enqueue(connection, queued, at=at)
    return True


async def lose(connection: Connection, job: Job) -> None:
    """End a run whose worker is gone: its next attempt, or `failed` with reason `lost` when there is none left."""
    # The row of a dead worker stays `doing` and would hold the lock key forever.
    await queue.delete_rows(connection, [job.procrastinate_job_id])
    if job.cancel_requested_at is not None:
        await finish(connection, job, Outcome(status=Status.CANCELLED, reason="cancelled"))
        return
    message = "The worker process exited without reporting a result."
    # The queue of one command ended with that command.
    if job.attempt < job.max_attempts and job.queue == queue.QUEUE:
        await requeue(connection, job, reason="lost", message=message, at=None)
    else:
        await finish(connection, job, Outcome(status=Status.FAILED, reason="lost", message=message))


async def cancel(connection: Connection, job_id: UUID) -> Job | None:
    """Request the end of a job: one that is queued or waits ends at once, a running one is stopped by its worker.

    Returns:
        The job as it is now, unchanged when it was final already; None when there is none.
    """
    await lock_pipeline_of(connection, job_id)
    job = await lock_job(connection, job_id)
    if job is None or job.is_final:
        return job
    await connection.execute(_SQL["request_cancel"], {"id": job_id})
    steps = await lock_steps(connection, job_id)
    inactive = [one_.id for one_ in steps or [job] if one_.status in {Status.QUEUED, Status.WAITING}]
    await cancel_inactive(connection, inactive)
    if steps:
        await advance(connection, job_id)
    elif job.parent_id is not None and inactive:
        await advance(connection, job.parent_id)
    return await find_job(connection, job_id)


async def lock_pipeline_of(connection: Connection, job_id: UUID) -> None:
    """Lock the pipeline of a step, before the step itself is locked."""
    await connection.execute(_SQL["lock_pipeline"], [job_id])


async def advance(connection: Connection, pipeline_id: UUID) -> None:
    """Start the next steps of a pipeline, or write its end when there are none."""
    # The lock orders two steps that end at the same moment.
    pipeline = await lock_job(connection, pipeline_id)
    if pipeline is None or pipeline.is_final:
        return
    steps = await load_steps(connection, pipeline_id)
    statuses = {step.id: step.status for step in steps}
    blocked = False
    for group in sorted({step.step_group or 0 for step in steps}):
        members = [step for step in steps if step.step_group == group]
        if any(not step.is_final and not _is_optional(step) for step in members):
            idle = [step for step in members if step.status is Status.QUEUED and step.procrastinate_job_id is None]
            if not blocked:
                for step in idle:
                    await queue.enqueue(connection, step)
                return
            ids = [step.id for step in idle]
            await connection.execute(_SQL["skip"], [ids])
            statuses |= dict.fromkeys(ids, Status.SKIPPED)
        # A source that fails lets the others and the rest run; any later step is needed by those after it.
        failed = any(statuses[step.id] in {Status.FAILED, Status.CANCELLED} for step in members)
        blocked = blocked or (group > 0 and failed)
    if all(status.is_final for status in statuses.values()):
        await _end_pipeline(connection, pipeline, list(statuses.values()))


def _is_optional(step: Job) -> bool:
    """Return whether later steps run without this one, because it is a source that waits or has waited."""
    return step.step_group == 0 and step.has_waited


async def _repeat_later_steps(connection: Connection, pipeline_id: UUID) -> None:
    """Accept a pipeline of the later steps when they have started without the source that is read only now."""
    later = [step for step in await load_steps(connection, pipeline_id) if step.step_group]
    if not any(step.started_at for step in later):
        return
    pipeline = await find_job(connection, pipeline_id)
    assert pipeline is not None
    if pipeline.cancel_requested_at is None:
        await accept(
            connection,
            stage=pipeline.stage,
            input_=pipeline.input,
            queue=pipeline.queue,
            steps=[Step(step.step_group or 0, step.stage, step.input) for step in later],
            traceparent=pipeline.traceparent,
            started_by=pipeline.started_by,
        )


async def _end_pipeline(connection: Connection, pipeline: Job, statuses: Sequence[Status]) -> None:
    status, reason = Status.SUCCEEDED, None
    if pipeline.cancel_requested_at is not None and Status.CANCELLED in statuses:
        status, reason = Status.CANCELLED, "cancelled"
    elif {Status.FAILED, Status.CANCELLED} & set(statuses):
        status, reason = Status.FAILED, "step_failed"
    done = await _write(connection, "end_pipeline", {"status": status, "reason": reason, "id": pipeline.id})
    assert done is not None
    await outcomes.note(connection, done)


async def cancel_inactive(connection: Connection, ids: Sequence[UUID]) -> None:
    """Write the end of jobs that no process runs."""
    rows = await all_rows(connection, _SQL["cancel_inactive"], list(ids))
    await queue.delete_unfetched(connection, [row["procrastinate_job_id"] for row in rows])


def _run(job: Job) -> dict[str, Any]:
    """Return the parameters by which a statement changes only the run that the caller has claimed."""
    return {"id": job.id, "attempt": job.attempt, "worker": job.worker_id}


async def _write(connection: Connection, name: str, parameters: dict[str, Any]) -> Job | None:
    row = await (await connection.execute(_SQL[name], parameters)).fetchone()
    return Job.of(row) if row else None

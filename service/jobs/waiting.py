"""Jobs that wait for a known time, such as for a quota: no process, no lock, no worker slot and no attempt.

running ─pause─▶ waiting ─resume_due─▶ queued
                    └─cancel─▶ cancelled
"""

from pathlib import Path
from uuid import UUID

from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.jobs import queue, transitions
from service.jobs.model import Job
from service.jobs.output import Wait

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def pause(connection: Connection, job: Job, wait: Wait, *, message: str | None) -> bool:
    """Let a run wait, and continue its pipeline with the steps that do not need it.

    Works inside the caller's transaction.

    Returns:
        False when the run belongs to another worker by now.
    """
    await transitions.lock_pipeline_of(connection, job.id)
    run = {"id": job.id, "attempt": job.attempt, "worker": job.worker_id}
    details = {"reason": wait.reason, "message": message, "until": wait.until, "left": wait.left}
    row = await (await connection.execute(_SQL["pause"], run | details)).fetchone()
    if row is None:
        return False
    if row["cancel_requested_at"] is not None:
        await transitions.cancel_inactive(connection, [row["id"]])
    if row["parent_id"] is not None:
        await _show_on_pipeline(connection, row["parent_id"])
        await transitions.advance(connection, row["parent_id"])
    return True


async def resume_due(connection: Connection) -> None:
    """Enqueue the jobs whose time has come, in one transaction each."""
    for due in await all_rows(connection, _SQL["due"]):
        await transitions.lock_pipeline_of(connection, due["id"])
        # Another worker may have resumed it meanwhile.
        if row := await one(connection, _SQL["resume"], due["id"]):
            await queue.enqueue(connection, Job.of(row))
            if row["parent_id"] is not None:
                await _show_on_pipeline(connection, row["parent_id"])
        await connection.commit()


async def _show_on_pipeline(connection: Connection, pipeline_id: UUID) -> None:
    """Copy the earliest wait of its steps to the pipeline's row, or remove it when none waits."""
    await connection.execute(_SQL["show_on_pipeline"], {"pipeline": pipeline_id})

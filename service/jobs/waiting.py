"""Jobs that wait for a known time, such as for a quota: no process, no lock, no worker slot and no attempt.

running ─pause─▶ waiting ─resume_due─▶ queued
                    └─cancel─▶ cancelled
"""

from uuid import UUID

from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows, one
from service.jobs import transitions
from service.jobs.accept import defer
from service.jobs.logs import Wait

_PAUSE = """
    update jobs
    set status = 'waiting', reason = %(reason)s, message = %(message)s, not_before = %(until)s, wait_left = %(left)s,
        has_waited = true, worker_id = null, stage_process = null, procrastinate_job_id = null, progress = null
    where id = %(id)s and attempt = %(attempt)s and status = 'running'
        and worker_id is not distinct from %(worker)s::uuid
    returning *
"""
_DUE = "select id from jobs where status = 'waiting' and not_before <= now() order by not_before, id limit 100"
_RESUME = """
    update jobs set status = 'queued', wait_left = null
    where id = %s and status = 'waiting' and not_before <= now()
    returning *
"""
_SHOW_ON_PIPELINE = """
    update jobs
    set reason = step.reason, message = step.message, not_before = step.not_before
    from (select) as always
    left join lateral (
        select reason, message, not_before from jobs
        where parent_id = %s and status = 'waiting'
        order by not_before limit 1
    ) as step on true
    where jobs.id = %s and jobs.finished_at is null
"""


async def pause(connection: Connection, job: DictRow, wait: Wait, *, message: str | None) -> bool:
    """Let a run wait, and continue its pipeline with the steps that do not need it.

    Works inside the caller's transaction.

    Returns:
        False when the run belongs to another worker by now.
    """
    await transitions.lock_pipeline_of(connection, job["id"])
    run = {"id": job["id"], "attempt": job["attempt"], "worker": job["worker_id"]}
    details = {"reason": wait.reason, "message": message, "until": wait.until, "left": wait.left}
    row = await (await connection.execute(_PAUSE, run | details)).fetchone()
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
    for due in await all_rows(connection, _DUE):
        await transitions.lock_pipeline_of(connection, due["id"])
        # Another worker may have resumed it meanwhile.
        if row := await one(connection, _RESUME, due["id"]):
            await defer(connection, row)
            if row["parent_id"] is not None:
                await _show_on_pipeline(connection, row["parent_id"])
        await connection.commit()


async def _show_on_pipeline(connection: Connection, pipeline_id: UUID) -> None:
    """Copy the earliest wait of its steps to the pipeline's row, or remove it when none waits."""
    await connection.execute(_SHOW_ON_PIPELINE, [pipeline_id, pipeline_id])

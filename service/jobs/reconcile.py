"""Finds runs whose worker is gone, kills what they left behind, and gives them their truthful next state."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from anyio import to_thread
from psycopg.rows import DictRow

from service import processes
from service.database.pool import Connection, all_rows
from service.jobs import transitions, waiting
from service.jobs.accept import QUEUE, TASK, defer
from service.jobs.runner import end_queries

# Long enough that a worker which is cut off has stopped its runs by itself: see FENCE_SECONDS.
STALE_SECONDS = 45.0

_RUNS_OF = """
    select jobs.*, workers.machine from jobs left join workers on workers.id = jobs.worker_id
    where jobs.status = 'running' and jobs.lock_key is not null
        and (jobs.worker_id is null or jobs.worker_id = any(%s))
"""
# Handed out to a worker that is gone, and not running: fetched but never claimed, or ended but never put away. Such a
# row would hold its stage's lock for ever.
_ABANDONED = """
    delete from procrastinate_jobs as handed
    where handed.status = 'doing'
        and (
            handed.worker_id is null
            or handed.worker_id = any(%s)
            or exists (
                select from procrastinate_workers as worker
                where worker.id = handed.worker_id and worker.last_heartbeat < now() - %s
            )
        )
        and not exists (
            select from jobs
            where jobs.procrastinate_job_id = handed.id and (jobs.status = 'running' or jobs.id = any(%s))
        )
"""
# Handed out although its job has ended, or was handed out anew since: a living worker could not put the row away while
# the database was gone. A job ends and is handed out anew only when nothing of its run is left, so the row is idle.
_PUT_AWAY = """
    delete from procrastinate_jobs as handed
    where handed.status = 'doing' and handed.task_name = %s
        and not exists (
            select from jobs where jobs.procrastinate_job_id = handed.id and jobs.status in ('queued', 'running')
        )
        -- It is put away a moment after its end, and who does so wants to find it.
        and not exists (
            select from jobs
            where jobs.procrastinate_job_id = handed.id and jobs.finished_at > now() - interval '5 seconds'
        )
"""
# Handed to us and not claimed: fetched this moment, or left so by a claim that failed with the database gone.
_UNCLAIMED = """
    select handed.id, jobs.id as job_id
    from procrastinate_jobs as handed join jobs on jobs.procrastinate_job_id = handed.id
    where handed.status = 'doing' and jobs.status = 'queued' and handed.worker_id = any(%s)
"""
_FORGOTTEN = """
    select jobs.* from jobs
    where status = 'queued' and procrastinate_job_id is not null
        and not exists (select from procrastinate_jobs where id = jobs.procrastinate_job_id)
    for update skip locked
"""
_STRIKE_OFF = """
    delete from workers
    where id = any(%s) and not exists (select from jobs where worker_id = workers.id and status = 'running')
"""
# A command that runs its own queue enters its worker before it accepts the job.
_END_ORPHANED = """
    with ended as (
        update jobs set status = 'failed', reason = 'lost', finished_at = now(),
            message = 'The command that queued this job exited before the job started.'
        where status in ('queued', 'waiting') and queue <> %s
            and not exists (select from workers where jobs.queue = any(workers.queues))
        returning procrastinate_job_id
    )
    delete from procrastinate_jobs where id in (select procrastinate_job_id from ended)
"""


async def reconcile(
    connection: Connection,
    *,
    me: UUID,
    running: Collection[UUID] = (),
    mine: Sequence[int] = (),
    unclaimed_before: Collection[int] = (),
) -> set[int]:
    """End or requeue every run that nobody runs any more, in one transaction each.

    A worker on this machine is judged by its process, at once; one elsewhere by its heartbeat.

    Args:
        me: the calling worker.
        running: what the calling worker runs, as it changes; any other `running` row in its name was left by a write
            that failed.
        mine: numbers that Procrastinate gave the calling worker, the present one last.
        unclaimed_before: what the calling worker's last look returned.

    Returns:
        Rows that were handed to the calling worker and that it does not run. One that the next look finds again was
        not fetched just this moment, and is handed out anew.
    """
    dead = await _dead_workers(connection, me)
    await _lose_runs(connection, dead, me=me, running=running)
    await connection.execute(_PUT_AWAY, [TASK])
    unclaimed = {
        row["id"] for row in await all_rows(connection, _UNCLAIMED, list(mine)) if row["job_id"] not in running
    }
    again = list(unclaimed.intersection(unclaimed_before))
    await connection.execute("delete from procrastinate_jobs where id = any(%s)", [again])
    numbers = [*mine[:-1], *(number for worker in dead for number in worker["procrastinate_ids"])]
    await connection.execute(_ABANDONED, [numbers, timedelta(seconds=STALE_SECONDS), list(running)])
    for job in await all_rows(connection, _FORGOTTEN):
        await defer(connection, job, at=job["not_before"])
    await waiting.resume_due(connection)
    await connection.execute(_STRIKE_OFF, [[worker["id"] for worker in dead]])
    await connection.execute(_END_ORPHANED, [QUEUE])
    await connection.commit()
    return unclaimed.difference(again)


async def _lose_runs(connection: Connection, dead: Sequence[DictRow], *, me: UUID, running: Collection[UUID]) -> None:
    lost = await all_rows(connection, _RUNS_OF, [*(worker["id"] for worker in dead), me])
    await connection.commit()
    # Looked up after the query: a run enters `running` before its row says so.
    for job in [job for job in lost if job["worker_id"] != me or job["id"] not in running]:
        await _lose(connection, job, local=job["machine"] == processes.machine())
        await connection.commit()


async def _dead_workers(connection: Connection, me: UUID) -> list[DictRow]:
    here = processes.machine()
    workers = await all_rows(
        connection,
        "select id, machine, process, procrastinate_ids, heartbeat_at < now() - %s as stale "
        "from workers where id <> %s",
        timedelta(seconds=STALE_SECONDS),
        me,
    )
    return [
        worker
        for worker in workers
        if (not processes.is_alive(worker["process"]) if worker["machine"] == here else worker["stale"])
    ]


async def _lose(connection: Connection, job: DictRow, *, local: bool) -> None:
    await transitions.lock_pipeline_of(connection, job["id"])
    # Two workers may find the same lost run: the second sees that it is taken or done.
    current = await all_rows(
        connection,
        "select * from jobs where id = %s and status = 'running' and worker_id is not distinct from %s "
        "and attempt = %s for update skip locked",
        job["id"],
        job["worker_id"],
        job["attempt"],
    )
    if not current:
        return
    if local and not await to_thread.run_sync(processes.kill_all_of, str(job["id"])):
        return  # something of it does not end yet: the next look tries again
    await end_queries(connection, job["id"])
    await transitions.lose(connection, current[0])

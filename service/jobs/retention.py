"""What has ended is kept for a while and then deleted, in small batches, so that the database does not grow for ever.

Nothing of a job that has not ended is touched; a step counts as ended when its pipeline has.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import anyio

from service.database.pool import CONNECTION_ERRORS, Connection, Pool, all_rows, one
from service.settings import Retention

logger = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
EVERY_SECONDS = 3600.0
# Rows of one transaction: it takes some 10 ms, and nobody waits for longer.
BATCH = 1000
# Jobs of one transaction; what is left of their logs goes with them.
JOB_BATCH = 100
BATCH_PAUSE_SECONDS = 0.05
MEGABYTE = 1_000_000
# What a stored line takes besides its text.
LINE_BYTES = 60

_IDEMPOTENCY_KEYS = """
    delete from idempotency_keys where key in
        (select key from idempotency_keys where created_at < %s order by created_at limit %s)
"""
_JOBS_BY_AGE = """
    delete from jobs where id in
        (select id from jobs where parent_id is null and finished_at < %s order by finished_at limit %s)
"""
_JOBS_BY_NUMBER = """
    delete from jobs where id in (
        select id from jobs where parent_id is null and finished_at is not null
        order by finished_at desc, id offset %s limit %s
    )
"""
_ENDED = """
    select jobs.id, coalesce(parent.finished_at, jobs.finished_at) as ended_at
    from jobs left join jobs as parent on parent.id = jobs.parent_id
    where jobs.finished_at is not null and (jobs.parent_id is null or parent.finished_at is not null)
"""
_LOGS_BY_AGE = f"""
    delete from job_logs where (job_id, seq) in (
        select job_id, seq from ({_ENDED}) as ended join job_logs on job_id = ended.id where ended_at < %s limit %s
    )
"""  # noqa: S608 made of our own text
# Newest first, and before them what has not ended, until the budget is used up; the rest has to go.
_OVER_BUDGET = """
    with sizes as (
        select coalesce(jobs.parent_id, jobs.id) as id, sum(octet_length(line) + %s) as bytes
        from job_logs join jobs on jobs.id = job_id
        group by 1
    ),
    running as (
        select id, finished_at, sum(bytes) over (order by finished_at desc nulls first, id) as bytes
        from sizes join jobs using (id)
    )
    select id from running where bytes > %s and finished_at is not null
"""
_LOGS_OF = """
    delete from job_logs where (job_id, seq) in (
        select job_id, seq from jobs join job_logs on job_id = jobs.id
        where jobs.id = any(%s) or jobs.parent_id = any(%s)
        limit %s
    )
"""


async def run_retention(pool: Pool, retention: Retention) -> None:
    """Tidy every hour until cancelled; what goes wrong is logged and tried again."""
    await anyio.sleep(FIRST_SECONDS)
    while True:
        try:
            await purge(pool, retention, now=datetime.now(UTC))
        except CONNECTION_ERRORS:
            logger.warning("old jobs and logs could not be deleted without the database; tried again later")
        except Exception:
            # The gateway goes on without it.
            logger.exception("old jobs and logs could not be deleted")
        await anyio.sleep(EVERY_SECONDS)


async def purge(pool: Pool, retention: Retention, *, now: datetime) -> None:
    """Delete what is too old or too much."""
    jobs_before = now - timedelta(days=retention.jobs_days)
    # Logs go first and never outlive their job, which would take them along in one large transaction.
    logs_before = max(now - timedelta(days=retention.logs_days), jobs_before)
    await _in_batches(pool, _IDEMPOTENCY_KEYS, now - timedelta(hours=retention.idempotency_hours))
    await _in_batches(pool, _LOGS_BY_AGE, logs_before)
    if over := await _over_budget(pool, retention.logs_megabytes * MEGABYTE):
        await _in_batches(pool, _LOGS_OF, over, over)
    await _in_batches(pool, _JOBS_BY_AGE, jobs_before, batch=JOB_BATCH)
    await _in_batches(pool, _JOBS_BY_NUMBER, retention.jobs, batch=JOB_BATCH)


async def _over_budget(pool: Pool, bytes_: int) -> Sequence[UUID]:
    async with pool.connection() as connection:
        return [row["id"] for row in await all_rows(connection, _OVER_BUDGET, LINE_BYTES, bytes_)]


async def _in_batches(pool: Pool, statement: str, *parameters: Any, batch: int | None = None) -> None:
    limit = BATCH if batch is None else batch
    while True:
        async with pool.connection() as connection:
            if not await _is_ours(connection):
                return
            deleted = (await connection.execute(statement, [*parameters, limit])).rowcount
        if deleted < limit:
            return
        await anyio.sleep(BATCH_PAUSE_SECONDS)


async def _is_ours(connection: Connection) -> bool:
    """Return whether no other gateway tidies at this moment."""
    row = await one(connection, "select pg_try_advisory_xact_lock(hashtextextended('retention', 0)) as ours")
    return bool(row and row["ours"])

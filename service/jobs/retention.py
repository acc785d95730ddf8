"""Deletes old jobs, logs and idempotency keys in small batches, so that the database does not grow forever.

Nothing of a job that has not ended is touched; a step counts as ended when its pipeline has.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import anyio

from service.database.pool import CONNECTION_ERRORS, Connection, Pool, all_rows, one
from service.database.statements import statements
from service.settings import Retention

logger = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
EVERY_SECONDS = 3600.0
# Rows of one transaction: it takes some 10 ms, and others wait no longer for its locks.
BATCH = 1000
# Jobs of one transaction; what is left of their logs goes with them.
JOB_BATCH = 100
BATCH_PAUSE_SECONDS = 0.05
MEGABYTE = 1_000_000
# What a stored line takes besides its text.
LINE_BYTES = 60

_SQL = statements(Path(__file__).with_suffix(".sql"))


# A job in the order in which jobs ended.
Position = tuple[datetime, UUID]
BEGINNING: Position = (datetime.min.replace(tzinfo=UTC), UUID(int=0))


async def run_retention(pool: Pool, retention: Retention) -> None:
    """Delete every hour until cancelled; errors are logged and the next hour tries again."""
    await anyio.sleep(FIRST_SECONDS)
    after = BEGINNING
    while True:
        try:
            after = await purge(pool, retention, now=datetime.now(UTC), after=after)
        except CONNECTION_ERRORS:
            logger.warning(
                "old jobs and logs could not be deleted without the database; tried again later",
                extra={"action": "purge_database_lost"},
            )
        except Exception:
            # The gateway goes on without it.
            logger.exception("old jobs and logs could not be deleted", extra={"action": "purge_failed"})
        await anyio.sleep(EVERY_SECONDS)


async def purge(pool: Pool, retention: Retention, *, now: datetime, after: Position = BEGINNING) -> Position:
    """Delete what is too old or too much.

    Args:
        after: the logs of all jobs up to here were deleted by an earlier call: those jobs are not looked at again.

    Returns:
        `after` of the next call.
    """
    jobs_before = now - timedelta(days=retention.jobs_days)
    # Logs go first and never outlive their job, which would take them along in one large transaction.
    logs_before = max(now - timedelta(days=retention.logs_days), jobs_before)
    await _in_batches(pool, _SQL["idempotency_keys"], now - timedelta(hours=retention.idempotency_hours))
    after = await _delete_logs_by_age(pool, logs_before, after)
    if over := await _over_budget(pool, retention.logs_megabytes * MEGABYTE):
        await _in_batches(pool, _SQL["logs_of"], over, over)
    await _in_batches(pool, _SQL["jobs_by_age"], jobs_before, batch=JOB_BATCH)
    await _delete_jobs_by_number(pool, retention.jobs)
    return after


async def _delete_logs_by_age(pool: Pool, before: datetime, after: Position) -> Position:
    while True:
        async with pool.connection() as connection:
            ended = await all_rows(connection, _SQL["ended_between"], *after, before, BATCH)
        if not ended:
            return after
        ids = [row["id"] for row in ended]
        if not await _in_batches(pool, _SQL["logs_of"], ids, ids):
            return after  # another gateway deletes them
        after = ended[-1]["finished_at"], ended[-1]["id"]


async def _delete_jobs_by_number(pool: Pool, kept: int) -> None:
    async with pool.connection() as connection:
        newest = await one(connection, _SQL["newest_to_delete"], kept)
    while newest:
        async with pool.connection() as connection:
            rows = await all_rows(connection, _SQL["up_to"], newest["finished_at"], newest["id"], JOB_BATCH)
        ids = [row["id"] for row in rows]
        if not ids or not await _in_batches(pool, _SQL["logs_of"], ids, ids):
            return
        async with pool.connection() as connection:
            await connection.execute(_SQL["jobs_of"], [ids])
        await anyio.sleep(BATCH_PAUSE_SECONDS)


async def _over_budget(pool: Pool, bytes_: int) -> Sequence[UUID]:
    async with pool.connection() as connection:
        return [row["id"] for row in await all_rows(connection, _SQL["over_budget"], LINE_BYTES, bytes_)]


async def _in_batches(pool: Pool, statement: LiteralString, *parameters: Any, batch: int | None = None) -> bool:
    """Run a deletion until nothing is left; return whether it was ours to do."""
    limit = BATCH if batch is None else batch
    while True:
        async with pool.connection() as connection:
            if not await _is_ours(connection):
                return False
            deleted = (await connection.execute(statement, [*parameters, limit])).rowcount
        if deleted < limit:
            return True
        await anyio.sleep(BATCH_PAUSE_SECONDS)


async def _is_ours(connection: Connection) -> bool:
    """Return whether no other gateway deletes at this moment."""
    row = await one(connection, _SQL["try_lock"])
    return bool(row and row["is_ours"])

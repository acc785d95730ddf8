"""The state of the whole: worker, queue, database, and when what runs."""

import datetime as dt
from pathlib import Path

from service.database.pool import Connection, one
from service.database.statements import statements
from service.jobs import worker_rows
from service.jobs.queue import QUEUE
from service.notices import Warned
from service.queries import settings
from service.schemas.status import (
    DatabaseState,
    GatewayStatus,
    LastPipeline,
    NextRun,
    QueueState,
    StatusWarning,
    WorkerState,
)
from service.version import VERSION

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def status(
    connection: Connection, *, is_embedded: bool, next_run: NextRun | None, warnings: list[Warned]
) -> GatewayStatus:
    """Return the state of the whole.

    Args:
        connection: to a migrated database; it may never have been transformed.
        is_embedded: whether the database is the gateway's own.
        next_run: what a schedule starts next.
        warnings: what a person should know or change.
    """
    stored = {setting.name: setting.value for setting in await settings.current(connection)}
    timezone, language = stored["timezone"], stored["language"]
    assert timezone is not None
    assert language is not None
    analysis = await one(connection, _SQL["mode"])
    size = await one(connection, _SQL["database"])
    queue = await one(connection, _SQL["queue"])
    pipeline = await one(connection, _SQL["last_pipeline"])
    assert size is not None
    assert queue is not None
    return GatewayStatus(
        version=VERSION,
        as_of=await _as_of(connection),
        timezone=timezone,
        country=stored["country"],
        language=language,
        mode=analysis["mode"] if analysis else None,
        worker=await worker_state(connection),
        queue=QueueState(**queue),
        database=DatabaseState(bytes=size["bytes"], embedded=is_embedded),
        last_pipeline=LastPipeline(**pipeline) if pipeline else None,
        next_run=next_run,
        warnings=[StatusWarning(code=one.code, params=one.params, text=one.text) for one in warnings],
    )


async def worker_state(connection: Connection) -> WorkerState:
    """Return whether a living worker takes the jobs of the gateways, and the last heartbeat of one."""
    row = await (await connection.execute(_SQL["heartbeat"], {"queue": QUEUE})).fetchone()
    assert row is not None
    return WorkerState(alive=await worker_rows.has_worker(connection, QUEUE), heartbeat_at=row["heartbeat_at"])


async def _as_of(connection: Connection) -> dt.datetime | None:
    found = await one(connection, _SQL["is_transformed"])
    if not (found and found["found"]):
        return None
    row = await one(connection, _SQL["as_of"])
    return row["as_of"] if row else None

"""The rows of workers: written at each heartbeat, and read to find those that are gone."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from service import processes
from service.database.pool import Connection, all_rows
from service.database.statements import statements

# A worker on another machine counts as gone after so long without a heartbeat. Long enough that a worker which is cut
# off has stopped its runs by itself: see FENCE_SECONDS.
STALE_SECONDS = 45.0

_SQL = statements(Path(__file__).with_suffix(".sql"))
_STALE = timedelta(seconds=STALE_SECONDS)


async def write_heartbeat(
    connection: Connection, *, worker_id: UUID, process: str, queues: Sequence[str], procrastinate_ids: Sequence[int]
) -> None:
    """Register a worker of this machine, or renew its heartbeat."""
    row = {
        "id": worker_id,
        "machine": processes.machine(),
        "process": process,
        "queues": list(queues),
        "procrastinate_ids": list(procrastinate_ids),
    }
    await connection.execute(_SQL["write_heartbeat"], row)


async def delete_worker(connection: Connection, worker_id: UUID) -> None:
    """Delete the row of a worker that stops."""
    await connection.execute(_SQL["delete"], [worker_id])


async def delete_idle(connection: Connection, ids: Sequence[UUID]) -> None:
    """Delete the rows of workers that are gone, unless a job of theirs still counts as running."""
    await connection.execute(_SQL["delete_idle"], [list(ids)])


async def load_dead(connection: Connection, *, me: UUID) -> list[DictRow]:
    """Return the other workers that are gone, with `id`, `machine` and `procrastinate_ids`."""
    return [row for row in await all_rows(connection, _SQL["others"], _STALE, me) if not _is_alive(row)]


async def has_worker(connection: Connection, queue: str) -> bool:
    """Return whether a living worker takes jobs of the queue."""
    return any(_is_alive(row) for row in await all_rows(connection, _SQL["of_queue"], _STALE, queue))


def _is_alive(row: Mapping[str, Any]) -> bool:
    """Look at the process of a worker on this machine, and at the heartbeat of one elsewhere."""
    return processes.is_alive(row["process"]) if row["machine"] == processes.machine() else not row["is_stale"]

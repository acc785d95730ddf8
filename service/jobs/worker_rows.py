"""The rows of workers: written at each heartbeat, and read to find those that are gone."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from service import processes
from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.jobs import lease

_SQL = statements(Path(__file__).with_suffix(".sql"))


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


async def load_dead(connection: Connection, *, me: UUID, are_stale_dead: bool = True) -> list[DictRow]:
    """Return the other workers that are gone, with `id`, `machine` and `procrastinate_ids`.

    Args:
        are_stale_dead: False returns only those whose process on this machine has ended.
    """
    rows = await all_rows(connection, _SQL["others"], _stale(), me)
    return [row for row in rows if not _is_alive(row if are_stale_dead else row | {"is_stale": False})]


async def lock_dead(connection: Connection, worker_id: UUID) -> bool:
    """Return whether a worker is still gone; until the transaction ends it cannot renew its heartbeat."""
    row = await one(connection, _SQL["lock"], _stale(), worker_id)
    return row is None or not _is_alive(row)


async def has_worker(connection: Connection, queue: str) -> bool:
    """Return whether a living worker takes jobs of the queue."""
    return any(_is_alive(row) for row in await all_rows(connection, _SQL["of_queue"], _stale(), queue))


def _is_alive(row: Mapping[str, Any]) -> bool:
    """Return whether the heartbeat is fresh and, of a worker on this machine, the process alive (it may be frozen)."""
    is_local = row["machine"] == processes.machine()
    return not row["is_stale"] and (not is_local or processes.is_alive(row["process"]))


def _stale() -> timedelta:
    return timedelta(seconds=lease.STALE_SECONDS)

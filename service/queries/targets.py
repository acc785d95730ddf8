"""Targets and their versions."""

from pathlib import Path
from typing import Any

from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.schemas.domain import Target

_SQL = statements(Path(__file__).with_suffix(".sql"))
_SAME = (
    *("category", "day_type", "minutes", "direction", "priority", "note"),
    *("valid_from", "valid_to", "superseded_at", "version"),
)


async def current_targets(connection: Connection) -> list[Target]:
    """Return the current targets, most important first."""
    return [target_of(row) for row in await all_rows(connection, _SQL["current"])]


async def target_history(
    connection: Connection, *, category_key: str | None = None, day_type: str | None = None
) -> list[Target]:
    """Return every version, closed and superseded ones too, of a category and a day type or of any."""
    wanted = {"category_key": category_key, "day_type": day_type}
    return [target_of(row) for row in await (await connection.execute(_SQL["history"], wanted)).fetchall()]


async def lock(connection: Connection) -> None:
    """Let no other change of the targets in until the transaction ends."""
    await connection.execute(_SQL["lock"])


def target_of(row: dict[str, Any]) -> Target:
    """Return a row of `app.targets` as the API answers it."""
    return Target(target_id=row["id"], **{name: row[name] for name in _SAME})

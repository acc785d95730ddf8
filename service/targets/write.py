"""Writing a target: the category as it is spelled, from now on or from a date of the past."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from naming import category_key
from service.categories.known import UnknownCategoryError, known_categories, spelled
from service.database.pool import Connection, one
from service.database.statements import statements
from service.errors import InputError

_SQL = statements(Path(__file__).with_name("write.sql"))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the person wants of a category.

    Attributes:
        is_new: whether the category may be one that does not exist yet.
        since: the first local date on which it counts; None: from today on.
        replacing: whether later versions are superseded; without it they are refused.
    """

    category: str
    day_type: str
    minutes: int
    direction: str
    priority: int
    note: str
    is_new: bool = False
    since: date | None = None
    replacing: bool = False


async def write(connection: Connection, wanted: Wanted, *, accept: str) -> dict[str, Any]:
    """Write the target and return its row.

    Args:
        connection: whose transaction it becomes part of.
        wanted: the target.
        accept: a sentence that explains how to make an unknown category a new one.

    Raises:
        UnknownCategoryError: when the category is not known and not new.
        InputError: for a date of the past before the first transform, which knows the person's zone.
        psycopg.DatabaseError: with an SQLSTATE of LT... when a rule refuses it.
    """
    try:
        category = spelled(wanted.category, await known_categories(connection), accept=accept)
    except UnknownCategoryError:
        if not wanted.is_new:
            raise
        category = wanted.category
    values = (
        *(category, category_key(category), wanted.day_type, wanted.minutes, wanted.direction),
        *(wanted.priority, wanted.note),
    )
    if wanted.since is None:
        row = await one(connection, _SQL["set"], *values)
    else:
        transformed = await one(connection, _SQL["transformed"])
        if transformed is None or not transformed["is_transformed"]:
            raise InputError("A date of the past is known after the first transform: lifetracer run transform --wait")
        row = await one(connection, _SQL["set_since"], wanted.since, *values, wanted.replacing)
    assert row is not None
    return row

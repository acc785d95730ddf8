"""The names that are categories, so that a misspelled one is found before it becomes a new category."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from naming import category_key
from naming.categories import BUILT_IN, UNCATEGORIZED
from naming.rules import RESERVED
from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.errors import InputError

_SQL = statements(Path(__file__).with_name("known.sql"))
# As many names as a sentence holds.
NEAREST, LISTED = 3, 12
LIKENESS = 0.6


class UnknownCategoryError(InputError):
    """A name that is not a category; `nearest` are the names that it may have been meant to be."""

    def __init__(self, name: str, nearest: list[str], names: list[str], *, accept: str) -> None:
        alike = f"did you mean {' or '.join(nearest)}?" if nearest else f"there are {', '.join(names[:LISTED])}."
        super().__init__(f"There is no category {name}; {alike} {accept}")
        self.nearest = nearest


async def known_categories(connection: Connection) -> dict[str, str]:
    """Return the names of all categories by their keys: built in, added, named by a rule or a target, or with time."""
    rows = await all_rows(connection, _SQL["named"])
    dimension = await one(connection, _SQL["has_dimension"])
    if dimension is not None and dimension["has"]:
        rows += await all_rows(connection, _SQL["dimension"])
    # What comes later decides the spelling, and the built-in names most of all.
    found = {row["category_key"]: row["category"] for row in rows}
    found |= {category_key(name): name for name in (*BUILT_IN, UNCATEGORIZED)}
    found.pop(category_key(RESERVED), None)
    return found


def spelled(name: str, known: Mapping[str, str], *, accept: str) -> str:
    """Return the name as the known category is spelled.

    Args:
        name: as the person wrote it.
        known: the categories by their keys.
        accept: a sentence that explains how to make it a new category.

    Raises:
        UnknownCategoryError: when it is not known.
    """
    key = category_key(name)
    if key in known:
        return known[key]
    nearest = difflib.get_close_matches(key, list(known), n=NEAREST, cutoff=LIKENESS)
    raise UnknownCategoryError(name, [known[one] for one in nearest], list(known.values()), accept=accept)

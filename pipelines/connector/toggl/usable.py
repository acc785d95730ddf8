"""Which entries of an answer can be used: one bad entry costs only itself."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

# RFC 3339, which Python and PostgreSQL read in the same way.
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})")
# No calendar of a zone ends within these years, so local dates can be computed.
FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_ID = 2**63 - 1
LARGEST_SECONDS = 100 * 366 * 86_400


@dataclass(frozen=True)
class Skipped:
    """An entry that cannot be used.

    Attributes:
        entry_id: None when the id itself is missing or not a number.
        reason: the field that is wrong.
    """

    entry_id: int | None
    reason: str


def split(items: Iterable[Any]) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Return the entries that every later query can rely on, and the others with their reasons."""
    rows, skipped = [], []
    for item in items:
        wrong = _wrong_field(item)
        if wrong is None:
            rows.append(item)
        else:
            skipped.append(Skipped(item_id(item), wrong))
    return rows, skipped


def item_id(item: Any) -> int | None:
    """Return the id of an item of an answer; None when it has none that is a positive number."""
    found = item.get("id") if isinstance(item, dict) else None
    return int(found) if _is_number(found) and 0 < found <= LARGEST_ID else None


def instant(value: Any) -> datetime | None:
    """Return an instant with its offset; None for anything else."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_length(value: Any) -> bool:
    return _is_number(value) and abs(value) <= LARGEST_SECONDS


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


# Fields that may be missing or null, but nothing else than this.
_OPTIONAL: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("stop", instant),
    ("at", instant),
    ("server_deleted_at", instant),
    ("duration", _is_length),
    ("seconds", _is_length),
    ("workspace_id", _is_number),
    ("wid", _is_number),
    ("project_id", _is_number),
    ("pid", _is_number),
    ("tags", _is_list),
    ("tag_ids", _is_list),
)


def _wrong_field(item: Any) -> str | None:
    """Return the name of the first field that cannot be used."""
    if item_id(item) is None:
        return "id"
    if instant(item.get("start")) is None:
        return "start"
    for name, is_right in _OPTIONAL:
        value = item.get(name)
        if value is not None and is_right(value) in (None, False):
            return name
    return None

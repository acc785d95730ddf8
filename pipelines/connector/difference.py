"""What a dry run would change: the rows, and their fields before and after."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

# The result of a job is limited; a person who compares more rows than this runs the sync instead.
MOST_ROWS = 200
MOST_CHARACTERS = 120
# Names a row for a person, whichever of them it has.
LABELS = ("start", "description", "name", "fullname")


@dataclass
class Difference:
    """Rows that would be inserted, updated and deleted, at most `MOST_ROWS` of each.

    Attributes:
        inserted, updated, deleted: one record for each row.
        left_out: how many more rows there are.
    """

    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0

    def insert(self, table: str, key: str, data: dict[str, Any]) -> None:
        """Record a new row."""
        self._add(self.inserted, _record(table, key, data))

    def update(self, table: str, key: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Record a changed row with its changed fields, each as the value before and after."""
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        fields = {name: [_short(before.get(name)), _short(after.get(name))] for name in names}
        self._add(self.updated, _record(table, key, after) | {"fields": fields})

    def delete(self, table: str, key: str, data: dict[str, Any]) -> None:
        """Record a row that would be marked as deleted."""
        self._add(self.deleted, _record(table, key, data))

    def summary(self) -> dict[str, Any]:
        """Return what goes into a result."""
        return {
            "inserted": self.inserted,
            "updated": self.updated,
            "deleted": self.deleted,
            "left_out": self.left_out,
        }

    def lines(self) -> list[str]:
        """Return one line for each row."""
        lines = [f"would insert {_name(record)}" for record in self.inserted]
        for record in self.updated:
            changes = ", ".join(f"{name}: {old} -> {new}" for name, (old, new) in record["fields"].items())
            lines.append(f"would update {_name(record)}: {changes or 'alive again'}")
        lines += [f"would delete {_name(record)}" for record in self.deleted]
        if self.left_out:
            lines.append(f"and {self.left_out} more rows")
        return lines

    def _add(self, records: list[dict[str, Any]], record: dict[str, Any]) -> None:
        if len(records) < MOST_ROWS:
            records.append(record)
        else:
            self.left_out += 1


def _record(table: str, key: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"table": table, "id": key} | {name: _short(data[name]) for name in LABELS if data.get(name)}


def _name(record: dict[str, Any]) -> str:
    label = " ".join(str(record[name]) for name in LABELS if name in record)
    return f"{record['table']} {record['id']}" + (f" ({label})" if label else "")


def _short(value: Any) -> Any:
    """Return a value as it stands when it is short, and else the beginning of its JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"

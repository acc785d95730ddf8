"""What a dry run would change: the rows, and their fields before and after."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from pipelines import stage

# The result of a job is limited (EVENT_LIMIT of the engine); to compare more rows than this, run the sync.
MOST_ROWS = 100
MOST_CHARACTERS = 120
# The first of these that a row has names it for a person.
TITLES = ("summary", "description", "name", "fullname")


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

    def report(self) -> None:
        """Log one line for each row."""
        for line in self.lines():
            stage.log(line)

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
    title = next((data[name] for name in TITLES if data.get(name)), None)
    named = {"start": _start(data.get("start")), "title": None if title is None else _short(str(title))}
    return {"table": table, "id": key} | {name: value for name, value in named.items() if value}


def _start(value: Any) -> str | None:
    """Return the start of a time entry or of an event, as the service writes it."""
    if isinstance(value, dict):
        value = value.get("dateTime") or value.get("date")
    return value if isinstance(value, str) else None


def _name(record: dict[str, Any]) -> str:
    label = " ".join(record[name] for name in ("start", "title") if name in record)
    return f"{record['table']} {record['id']}" + (f" ({label})" if label else "")


def _short(value: Any) -> Any:
    """Return a value as it stands when it is short, and else the beginning of its JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"

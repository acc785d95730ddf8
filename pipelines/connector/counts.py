"""How many rows a load inserted, updated, deleted or left alone."""

from dataclasses import asdict, dataclass, fields
from typing import Self


@dataclass(frozen=True)
class Counts:
    """Rows by what happened to them. A row that comes back after a deletion counts as updated."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __add__(self, other: Self) -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def rows(self) -> int:
        """All rows that were handled."""
        return self.inserted + self.updated + self.deleted + self.unchanged

    def summary(self) -> dict[str, int]:
        """Return what goes into a result."""
        return {**asdict(self), "rows": self.rows}

"""What a search remembers between runs: Ctrl-C, a closed laptop or a lost connection cost no turn.

One small JSON file for each stack, beside the project and outside of git. It holds no secret.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass
class Memory:
    """How far a search is."""

    domains: list[str] = field(default_factory=list)
    turn: int = 0  # counts through domains, and through sizes after each round
    attempts: int = 0
    spent_seconds: float = 0.0  # time in which a search ran; a pause between two runs does not count
    last_try: datetime | None = None
    has_answered: bool = False
    limits_in_a_row: int = 0

    def dump(self) -> str:
        """Return the JSON of the file."""
        values = asdict(self) | {"last_try": self.last_try.isoformat() if self.last_try else None}
        return json.dumps(values, indent=2) + "\n"


def load(path: Path) -> Memory:
    """Read what is remembered; nothing, and what cannot be read, begin a new search."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if values.get("last_try"):
            values["last_try"] = datetime.fromisoformat(values["last_try"])
        return Memory(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return Memory()


def save(memory: Memory, path: Path) -> None:
    """Write the file in one step: killed in the middle, the former one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(memory.dump(), encoding="utf-8")
    written.replace(path)


def forget(path: Path) -> None:
    """Remove the file: the search has ended."""
    path.unlink(missing_ok=True)

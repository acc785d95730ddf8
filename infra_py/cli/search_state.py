"""State of a capacity search between runs, so that Ctrl-C, a closed laptop or a lost connection cost no turn.

One small JSON file for each stack, beside the project and outside of git. It holds no secret.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass
class SearchState:
    """How far a search is.

    Attributes:
        account: the region and tenancy whose domains these are; a search in another one starts anew.
        domains: the region's domains, as Oracle listed them at the start.
        turn: counts through the domains, and through the sizes after each round.
        attempts: how many were made.
        spent_seconds: the time in which a search ran; a pause between two runs does not count.
        last_attempt: when the last one ended.
        refusals: how often each kind of refusal came.
        last_kind, repeats: the kind of the last refusal, and how many attempts in a row had it.
    """

    account: str = ""
    domains: list[str] = field(default_factory=list)
    turn: int = 0
    attempts: int = 0
    spent_seconds: float = 0.0
    last_attempt: datetime | None = None
    refusals: dict[str, int] = field(default_factory=dict)
    last_kind: str = ""
    repeats: int = 0

    def restart(self) -> None:
        """Begin a new search in the same domains, at the turn that is next."""
        self.attempts, self.spent_seconds, self.refusals, self.repeats = 0, 0.0, {}, 0

    def dump(self) -> str:
        """Return the JSON of the file."""
        values = asdict(self) | {"last_attempt": self.last_attempt.isoformat() if self.last_attempt else None}
        return json.dumps(values, indent=2) + "\n"


def load(path: Path) -> SearchState:
    """Read the state; a file that is absent, damaged or of another version begins a new search."""
    new = SearchState()
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        last = values.pop("last_attempt")
        found = SearchState(**values, last_attempt=datetime.fromisoformat(last) if last else None)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return new
    is_timed = found.last_attempt is None or found.last_attempt.tzinfo is not None
    pairs = ((value, getattr(found, name)) for name, value in asdict(new).items() if value is not None)
    return found if is_timed and all(isinstance(there, type(wanted)) for wanted, there in pairs) else new


def save(state: SearchState, path: Path) -> None:
    """Write the file in one step: a run killed in the middle of it leaves the earlier one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(state.dump(), encoding="utf-8")
    written.replace(path)


def forget(path: Path) -> None:
    """Remove the file: the search has ended."""
    path.unlink(missing_ok=True)

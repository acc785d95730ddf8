"""One thing that was looked at: how it is, and how to mend it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What was found about a part, in words that hold no secret; `fix` says what to do."""

    level: Level
    about: str
    text: str
    fix: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


def ok(about: str, text: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.OK, about, text)


def warning(about: str, text: str, fix: str) -> Finding:
    """Return that something works, and may surprise."""
    return Finding(Level.WARNING, about, text, fix)


def problem(about: str, text: str, fix: str) -> Finding:
    """Return that something will not work."""
    return Finding(Level.PROBLEM, about, text, fix)


def from_sentence(about: str, sentence: str, *, command: str = "") -> Finding:
    """Return a problem of the settings: the first semicolon separates what is wrong from the fix.

    Args:
        about: the part of the computer.
        sentence: the problem, as every command shows it.
        command: how to apply the fix, for one that names no command itself.
    """
    text, _, fix = sentence.partition("; ")
    return problem(about, f"{text}.", f"{fix} ({command})" if command and "`" not in fix else fix)

"""One result of `check`: its level, and how to fix it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """The result for one part of the computer or the account; the text holds no secret, `fix` is an instruction."""

    level: Level
    about: str
    text: str
    fix: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object of `check --json`."""
        return asdict(self)


def ok(about: str, text: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(Level.OK, about, text)


def warning(about: str, text: str, fix: str) -> Finding:
    """Return a finding that works, and may surprise."""
    return Finding(Level.WARNING, about, text, fix)


def problem(about: str, text: str, fix: str) -> Finding:
    """Return a finding that will not work."""
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

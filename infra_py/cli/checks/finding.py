"""One thing that was looked at: how it is, and how to mend it."""

import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

OTHERS = 0o077


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


def closed(about: str, path: Path) -> list[Finding]:
    """Return a problem when other users of this computer may read a secret file; Windows has no such modes."""
    if sys.platform == "win32" or not path.stat().st_mode & OTHERS:
        return []
    mode = path.stat().st_mode & 0o777
    return [problem(about, f"{path} may be read by others (mode {mode:04o}).", f"chmod 600 {path}")]

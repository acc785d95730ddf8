"""Parts of a calendar file that cannot be read: each is skipped and named, and the rest goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

NAMED = 5
EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Defect:
    """One part that was skipped.

    Attributes:
        file: the file it is in.
        line: number of the line, from 1.
        reason: the part, and why it cannot be read.
        title: of its event; None where it is in no event.
        uid: of its event; empty without one.
        hides_time: whether occurrences may be missing because of it.
    """

    file: PurePath
    line: int
    reason: str
    title: str | None = None
    uid: str = ""
    hides_time: bool = True

    def sentence(self) -> str:
        """Return place, event and reason, such as `line 9: event "Choir" (UID 1): RRULE: …`."""
        event = "" if self.title is None else f'event "{excerpt(self.title)}" (UID {excerpt(self.uid) or "none"}): '
        return f"line {self.line}: {event}{self.reason}"


def excerpt(text: str) -> str:
    """Return the beginning of a text from a file, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def listed(defects: Sequence[Defect], *, with_files: bool) -> str:
    """Return the first defects and the number of the others as one clause."""
    named = [f"{defect.file}, {defect.sentence()}" if with_files else defect.sentence() for defect in defects[:NAMED]]
    others = len(defects) - len(named)
    return "; ".join(named) + (f"; and {others} more" if others else "")

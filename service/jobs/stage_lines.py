"""The bytes of a stage's output as lines, each of bounded length."""

from typing import NamedTuple

# An event is read in full up to here, because half a JSON document cannot be parsed.
EVENT_LIMIT = 1024 * 1024


class StageLine(NamedTuple):
    """One line of a stage, at most EVENT_LIMIT bytes of it.

    Attributes:
        text: without the end of the line; PostgreSQL's text has no NUL, so it is replaced.
        omitted: how many bytes of it were not kept.
    """

    text: str
    omitted: int = 0


class LineSplitter:
    """Splits chunks of bytes into lines, and drops what a line has beyond the limit."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._omitted = 0

    def feed(self, chunk: bytes) -> list[StageLine]:
        """Return the lines that end in the chunk."""
        *ended, rest = chunk.split(b"\n")
        lines = []
        for part in ended:
            self._append(part)
            lines.append(self._take())
        self._append(rest)
        return lines

    def end(self) -> list[StageLine]:
        """Return the last line, when it has no end."""
        return [self._take()] if self._line else []

    def _append(self, part: bytes) -> None:
        kept = part[: EVENT_LIMIT - len(self._line)]
        self._line += kept
        self._omitted += len(part) - len(kept)

    def _take(self) -> StageLine:
        text = self._line.decode("utf-8", errors="replace").rstrip("\r").replace("\x00", "\ufffd")
        line = StageLine(text, self._omitted)
        self._line, self._omitted = bytearray(), 0
        return line

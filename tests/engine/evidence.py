"""What is kept of every command of the engine, and what of it a failed test shows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LOG_LINES = 15
PRINTED_LINES = 40
LINE_CHARACTERS = 600


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command that ran the engine, and the files that are kept of it.

    Attributes:
        logs: a folder; the engine's log of each command is a file in it.
        events: a file with one event a line, if the command has any.
    """

    argv: Sequence[str]
    code: int
    printed: str
    logs: Path
    events: Path

    def shortened(self) -> str:
        """Return how it ended, what is wrong by the events, the end of the engine's log, and where all of it is."""
        lines = self.printed.strip().splitlines()
        cut = ["..."] if len(lines) > PRINTED_LINES else []
        return "\n".join(
            [
                f"$ {' '.join(self.argv)}",
                *cut,
                *lines[-PRINTED_LINES:],
                f"exit code {self.code}",
                *self._diagnostics(),
                *self._end_of_log(),
            ]
        )

    def _diagnostics(self) -> Iterator[str]:
        if not self.events.exists():
            return
        events = [json.loads(line) for line in self.events.read_text(encoding="utf-8").splitlines()]
        yield f"-- {len(events)} events in {self.events}, the last ones: {', '.join(map(kind_of, events[-5:]))}"
        for event in events:
            diagnostic = event.get("diagnosticEvent", {})
            if diagnostic.get("severity") in {"error", "warning"}:
                text = f"{diagnostic['severity']}: {diagnostic.get('urn', '')} {diagnostic['message'].strip()}"
                yield text[:LINE_CHARACTERS]

    def _end_of_log(self) -> Iterator[str]:
        logs = sorted(self.logs.glob("pulumi.*"), key=lambda path: path.stat().st_mtime)
        if not logs:
            return
        yield f"-- {len(logs)} logs in {self.logs}; the end of {logs[-1].name}:"
        for line in logs[-1].read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]:
            yield line[:LINE_CHARACTERS]


# The commands of the test that is running.
COMMANDS: list[Command] = []


def kind_of(event: dict[str, object]) -> str:
    """Return the name of the part that makes an event what it is, such as summaryEvent."""
    return next((name for name in event if name.endswith("Event")), "?")


def shortened() -> str:
    """Return the last command of the running test in short, and which came before it."""
    *before, last = COMMANDS
    return "\n".join([*(f"$ {' '.join(one.argv)}: exit code {one.code}" for one in before), last.shortened()])

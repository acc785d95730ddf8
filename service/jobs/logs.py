"""A job's output on its way into the database: in small batches, while the job runs."""

import json
import math
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
from psycopg.types.json import Jsonb

from service.database.pool import CONNECTION_ERRORS, Pool
from service.database.statements import statements
from service.jobs.model import Job
from service.jobs.process import LINE_LIMIT
from service.jobs.redaction import redact

FLUSH_SECONDS = 0.25
# Of one attempt; a stage that prints without end must not fill the database.
LINES_LIMIT = 50_000
# Of what waits while the database takes nothing (an outage, a full disk); the rest is counted.
WAITING_LIMIT_CHARACTERS = 4_000_000
# What a stage may ask to wait at most.
RETRY_LIMIT_SECONDS = 24 * 3600.0
WAIT_LIMIT = timedelta(days=2)
REASON_LIMIT_CHARACTERS = 40
LEFT_LIMIT = 2**31 - 1
LEVELS = {"debug", "info", "warning", "error"}

_SQL = statements(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of output, numbered within its job."""

    seq: int
    at: datetime
    level: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A pause that the stage has requested.

    Attributes:
        reason: a word for machines, such as `quota`.
        until: when the stage can continue.
        left: requests that the rest of the work needs; None = not known.
    """

    reason: str
    until: datetime
    left: int | None


@dataclass(kw_only=True)
class StageOutput:
    """The events of a stage that the worker itself reads: result, progress, error, retry and wait."""

    result: Any = None
    error: str | None = None
    error_kind: str | None = None
    retry_after: float | None = None
    wait: Wait | None = None
    progress: dict[str, Any] | None = None


@dataclass
class JobLog:
    """Takes lines at once and writes them soon. What was written survives any kill.

    Attributes:
        job: the row of the job as this run has claimed it; what belongs to another run is not written.
        after: the number of the last line taken, or of the attempts before.
        secrets: values that are redacted wherever they appear.
    """

    pool: Pool
    job: Job
    after: int = 0
    secrets: tuple[str, ...] = ()
    output: StageOutput = field(default_factory=StageOutput)
    _waiting: deque[Line] = field(default_factory=deque)
    _taken: int = 0
    _waiting_characters: int = 0
    _dropped: int = 0
    _progress_written: dict[str, Any] | None = None

    def take(self, text: str) -> None:
        """Take one line of the stage: a JSON event, or any text."""
        event = self._event(text)
        text = redact(text, self.secrets)
        level = str(event.get("level", "info")) if event else "info"
        if event:
            self._listen(event)
        if len(text) > LINE_LIMIT:
            text = _shortened(event, len(text)) if event else text[:LINE_LIMIT] + " … (cut)"
        self._add(level if level in LEVELS else "info", text)

    def note(self, text: str, *, level: str = "info") -> None:
        """Add a line of the engine's own."""
        self._add(level, json.dumps({"level": level, "event": "engine", "message": text}, ensure_ascii=False))

    async def write(self) -> bool:
        """Write what waits; on a database that fails it waits on, up to a limit. Return whether all is written."""
        lines = list(self._waiting)
        progress = self.output.progress
        if not lines and progress == self._progress_written:
            return True
        run = {"job": self.job.id, "attempt": self.job.attempt, "worker": self.job.worker_id}
        columns = {
            "seqs": [line.seq for line in lines],
            "ats": [line.at for line in lines],
            "levels": [line.level for line in lines],
            "texts": [line.text for line in lines],
        }
        try:
            async with self.pool.connection() as connection:
                await connection.execute(_SQL["write"], run | columns)
                if progress != self._progress_written:
                    await connection.execute(_SQL["write_progress"], run | {"progress": Jsonb(progress)})
        except CONNECTION_ERRORS:
            return False
        self._progress_written = progress
        for line in lines:
            self._waiting.popleft()
            self._waiting_characters -= len(line.text)
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self.note(f"{dropped} lines are missing here: the database took none.", level="warning")
            return await self.write()
        return True

    async def write_continuously(self) -> None:
        """Write every moment until cancelled."""
        while True:
            await anyio.sleep(FLUSH_SECONDS)
            with anyio.CancelScope(shield=True):
                await self.write()

    def _add(self, level: str, text: str) -> None:
        self._taken += 1
        if self._taken > LINES_LIMIT:
            return
        if self._taken == LINES_LIMIT:
            text = f"… (the rest is left out: more than {LINES_LIMIT} lines)"
        if self._waiting_characters + len(text) > WAITING_LIMIT_CHARACTERS:
            self._dropped += 1
            return
        self._waiting_characters += len(text)
        self.after += 1
        self._waiting.append(Line(seq=self.after, at=datetime.now(UTC), level=level, text=text))

    def _listen(self, event: dict[str, Any]) -> None:
        match event.get("event"):
            case "result":
                self.output.result = {key: value for key, value in event.items() if key not in {"event", "level"}}
            case "progress":
                self.output.progress = {key: event.get(key) for key in ("done", "total", "unit")}
            case "error":
                self.output.error = str(event.get("message") or "") or self.output.error
                self.output.error_kind = event.get("kind") or self.output.error_kind
            case "retry" if isinstance(event.get("after_seconds"), int | float):
                self.output.retry_after = min(max(0.0, event["after_seconds"]), RETRY_LIMIT_SECONDS)
            case "wait":
                self.output.wait = _wait_of(event)
            case _:
                pass

    def _event(self, text: str) -> dict[str, Any] | None:
        if not text.startswith("{"):
            return None
        try:
            # NaN and Infinity are Python's own; jsonb has no such thing.
            value = self._storable(json.loads(text, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) and "event" in value else None

    def _storable(self, value: Any) -> Any:
        """Redact secrets, and replace what JSON can say and jsonb cannot keep: NUL, half a surrogate pair, 1e999."""
        if isinstance(value, str):
            return redact(value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8"), self.secrets)
        if isinstance(value, dict):
            return {self._storable(key): self._storable(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._storable(item) for item in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value


def _shortened(event: dict[str, Any], length: int) -> str:
    """Return an event with the length of what it says instead of all of it, for the log."""
    message = f"{event['event']}: {length:,} characters, not repeated in the log"
    return json.dumps({"level": event.get("level", "info"), "event": event["event"], "message": message})


def _wait_of(event: dict[str, Any]) -> Wait | None:
    """Return the requested pause, at most WAIT_LIMIT long; None when the event has no usable time."""
    try:
        until = datetime.fromisoformat(str(event.get("until"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    left = event.get("left")
    return Wait(
        reason=str(event.get("reason") or "wait")[:REASON_LIMIT_CHARACTERS],
        until=min(until, datetime.now(UTC) + WAIT_LIMIT),
        left=left if isinstance(left, int) and 0 <= left <= LEFT_LIMIT else None,
    )

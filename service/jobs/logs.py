"""A job's output on its way into the database: in small batches, while the job runs."""

import json
import math
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import anyio
import psycopg
from psycopg.types.json import Jsonb
from psycopg_pool import PoolTimeout

from service.database.pool import Pool, one
from service.jobs.secrets import blot

FLUSH_SECONDS = 0.25
# Of one attempt; a stage that prints without end must not fill the database.
LINES_LIMIT = 50_000
# Of what waits while the database takes nothing (an outage, a full disk); the rest is counted.
WAITING_LIMIT_CHARACTERS = 4_000_000
# What a stage may ask to wait at most.
RETRY_LIMIT_SECONDS = 24 * 3600.0
LEVELS = {"debug", "info", "warning", "error"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of output, numbered within its job."""

    seq: int
    at: datetime
    level: str
    text: str


@dataclass(kw_only=True)
class Heard:
    """What the engine itself takes from the stage's lines."""

    result: Any = None
    error: str | None = None
    error_kind: str | None = None
    retry_after: float | None = None
    progress: dict[str, Any] | None = None


@dataclass
class JobLog:
    """Takes lines at once and writes them soon. What was written survives any kill.

    Attributes:
        secrets: values that are blotted out wherever they appear.
    """

    pool: Pool
    job_id: UUID
    secrets: tuple[str, ...] = ()
    heard: Heard = field(default_factory=Heard)
    _waiting: deque[Line] = field(default_factory=deque)
    _next: int = 1
    _taken: int = 0
    _waiting_characters: int = 0
    _dropped: int = 0
    _progress_written: dict[str, Any] | None = None

    async def open(self) -> None:
        """Go on after the lines of the attempts before."""
        async with self.pool.connection() as connection:
            row = await one(
                connection, "select coalesce(max(seq), 0) as last from job_logs where job_id = %s", self.job_id
            )
        self._next = (row["last"] if row else 0) + 1

    def take(self, text: str) -> None:
        """Take one line of the stage: a JSON event, or any text."""
        event = self._event(text)
        text = blot(text, self.secrets)
        level = str(event.get("level", "info")) if event else "info"
        if event:
            self._listen(event)
        self._add(level if level in LEVELS else "info", text)

    def note(self, text: str, *, level: str = "info") -> None:
        """Add a line of the engine's own."""
        self._add(level, json.dumps({"level": level, "event": "engine", "message": text}, ensure_ascii=False))

    async def write(self) -> None:
        """Write what waits; on a database that fails it waits on, up to a limit."""
        lines = list(self._waiting)
        progress = self.heard.progress
        if not lines and progress == self._progress_written:
            return
        try:
            async with self.pool.connection() as connection, connection.cursor() as cursor:
                await cursor.executemany(
                    # A commit whose answer got lost is written a second time.
                    "insert into job_logs (job_id, seq, at, level, line) values (%s, %s, %s, %s, %s) "
                    "on conflict do nothing",
                    [(self.job_id, line.seq, line.at, line.level, line.text) for line in lines],
                )
                if progress != self._progress_written:
                    await cursor.execute("update jobs set progress = %s where id = %s", [Jsonb(progress), self.job_id])
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout):
            return
        self._progress_written = progress
        for line in lines:
            self._waiting.popleft()
            self._waiting_characters -= len(line.text)
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self.note(f"{dropped} lines are missing here: the database took none.", level="warning")
            await self.write()

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
        self._waiting.append(Line(seq=self._next, at=datetime.now(UTC), level=level, text=text))
        self._next += 1

    def _listen(self, event: dict[str, Any]) -> None:
        match event.get("event"):
            case "result":
                self.heard.result = {key: value for key, value in event.items() if key not in {"event", "level"}}
            case "progress":
                self.heard.progress = {key: event.get(key) for key in ("done", "total", "unit")}
            case "error":
                self.heard.error = str(event.get("message") or "") or self.heard.error
                self.heard.error_kind = event.get("kind") or self.heard.error_kind
            case "retry" if isinstance(event.get("after_seconds"), int | float):
                self.heard.retry_after = min(max(0.0, event["after_seconds"]), RETRY_LIMIT_SECONDS)
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
        """Blot secrets, and replace what JSON can say and jsonb cannot keep: NUL, half a surrogate pair, 1e999."""
        if isinstance(value, str):
            return blot(value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8"), self.secrets)
        if isinstance(value, dict):
            return {self._storable(key): self._storable(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._storable(item) for item in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value

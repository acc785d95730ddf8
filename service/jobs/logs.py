"""A job's output on its way into the database: in small batches, while the job runs."""

import json
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
from psycopg.types.json import Jsonb

from service.database.pool import CONNECTION_ERRORS, Pool
from service.database.statements import statements
from service.jobs.model import Job
from service.jobs.output import StageOutput, parse_event
from service.jobs.redaction import redact
from service.jobs.stage_lines import StageLine

FLUSH_SECONDS = 0.25
# A line of text is cut here: a person reads no further, and one line must not fill the database.
LINE_LIMIT = 8000
# Of one attempt; a stage that prints without end must not fill the database.
LINES_LIMIT = 50_000
# Of what waits while the database takes nothing (an outage, a full disk).
WAITING_LIMIT_CHARACTERS = 4_000_000
LEVELS = {"debug", "info", "warning", "error"}

logger = logging.getLogger(__name__)

_SQL = statements(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log, numbered within its job; a notice comes from the engine and not from the stage."""

    seq: int
    at: datetime
    level: str
    text: str
    is_notice: bool


@dataclass
class JobLog:
    """Takes lines at once and writes them soon. What was written survives any kill.

    Lines of the stage are limited, and those left out are counted; notices of the engine have no limit, so that the
    count is written whatever the stage prints.

    Attributes:
        job: the row of the job as this run has claimed it; what belongs to another run is not written.
        after: the number of the last line taken, or of the attempts before.
        secrets: values that are redacted wherever they appear.
        unwritten: how many lines were given up, with the notice of it, because the database does not take them.
    """

    pool: Pool
    job: Job
    after: int = 0
    secrets: tuple[str, ...] = ()
    output: StageOutput = field(default_factory=StageOutput)
    unwritten: int = 0
    _waiting: deque[Line] = field(default_factory=deque)
    _waiting_characters: int = 0
    _taken: int = 0
    _beyond_limit: int = 0
    _not_stored: int = 0
    _progress_written: dict[str, Any] | None = None

    def take(self, line: StageLine) -> None:
        """Take one line of the stage: a JSON event, or any text. Secrets are redacted before anything is cut."""
        event = None if line.omitted else parse_event(line.text, self.secrets)
        level = str(event.get("level", "info")) if event else "info"
        if event:
            self.output.read(event)
        elif line.omitted:
            self.output.read_too_long(line)
        text = redact(line.text, self.secrets)
        if len(text) > LINE_LIMIT or line.omitted:
            text = _shortened(event, len(text)) if event else text[:LINE_LIMIT] + " … (cut)"
        self._take(level if level in LEVELS else "info", text)

    def note(self, text: str, *, level: str = "info") -> None:
        """Add a notice of the engine."""
        self._append(level, json.dumps({"level": level, "event": "engine", "message": text}, ensure_ascii=False))

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
        if self._not_stored:
            self._note_not_stored()
            return await self.write()
        return True

    async def write_continuously(self) -> None:
        """Write every moment until cancelled."""
        while True:
            await anyio.sleep(FLUSH_SECONDS)
            with anyio.CancelScope(shield=True):
                await self.write()

    async def finish(self) -> bool:
        """Note how many lines were left out, and write what waits; no line of the stage comes after it."""
        if self._beyond_limit:
            count, self._beyond_limit = self._beyond_limit, 0
            self.note(f"{count:,} lines are left out: the stage printed more than {LINES_LIMIT:,}.", level="warning")
        return await self.write()

    async def give_up(self) -> None:
        """Leave out what the database does not take, and try once more to write the notice of it."""
        lines, self._waiting = self._waiting, deque()
        self._waiting_characters = 0
        self._not_stored += sum(not line.is_notice for line in lines)
        for line in lines:
            if line.is_notice:
                self._append(line.level, line.text)
        self.unwritten += self._not_stored
        if self._not_stored:
            self._note_not_stored()
        if await self.write():
            self.unwritten = 0
            return
        about = {"job_id": str(self.job.id), "attempt": self.job.attempt, "lines": self.unwritten}
        logger.warning("lines of a job's log could not be stored", extra={"action": "log_lines_lost", **about})

    def _note_not_stored(self) -> None:
        count, self._not_stored = self._not_stored, 0
        self.note(f"{count:,} lines are left out here: the database could not store them.", level="warning")

    def _take(self, level: str, text: str) -> None:
        if self._taken == LINES_LIMIT:
            if not self._beyond_limit:
                self.note(f"From here on lines are left out: the limit is {LINES_LIMIT:,}.", level="warning")
            self._beyond_limit += 1
        elif self._not_stored or self._waiting_characters + len(text) > WAITING_LIMIT_CHARACTERS:
            # From the first one on until the rest is written, so that the notice stands where they are missing.
            self._not_stored += 1
        else:
            self._taken += 1
            self._append(level, text, is_notice=False)

    def _append(self, level: str, text: str, *, is_notice: bool = True) -> None:
        self.after += 1
        self._waiting_characters += len(text)
        line = Line(seq=self.after, at=datetime.now(UTC), level=level, text=text, is_notice=is_notice)
        self._waiting.append(line)


def _shortened(event: dict[str, Any], length: int) -> str:
    """Return an event with its length instead of its content, for the log."""
    message = f"{event['event']}: {length:,} characters, not repeated in the log"
    return json.dumps({"level": event.get("level", "info"), "event": event["event"], "message": message})

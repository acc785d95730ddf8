"""Reads the lines of a job, or of a pipeline's steps, from any position on.

A position is one number for each part, in the order of the steps: how far that part was read, such as `12.40.0.0.0.0`.
Each part is written in order by one process at a time, so a position loses nothing and repeats nothing, whichever
gateway continues from it; one number over all parts could not promise that while two of them write at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from psycopg.rows import DictRow

from service.database.pool import Connection, one
from service.database.statements import statements
from service.jobs.model import Job, Status
from service.jobs.store import load_steps

PAGE = 500
_POSITION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")

_SQL = statements(Path(__file__).with_suffix(".sql"))


@dataclass(kw_only=True)
class LogReader:
    """Continues with each call; `position` is how far it came.

    Attributes:
        parts: the steps in their order, or the job itself.
    """

    job_id: UUID
    parts: Sequence[Job]
    seen: list[int]

    @classmethod
    async def open(cls, connection: Connection, job: Job, position: str | None = None) -> "LogReader":
        """Begin at a position, by default at the first line.

        Raises:
            ValueError: when it is no position of this job.
        """
        parts = await load_steps(connection, job.id) or [job]
        seen = [0] * len(parts) if position is None else parse(position)
        if len(seen) != len(parts):
            raise ValueError(position)
        return cls(job_id=job.id, parts=parts, seen=seen)

    @property
    def position(self) -> str:
        """Return how far was read."""
        return ".".join(map(str, self.seen))

    async def read(self, connection: Connection) -> list[DictRow]:
        """Return the next lines, at most PAGE; none when nothing is new. `advance` is due for each one handed on."""
        parameters = {"parts": [part.id for part in self.parts], "seen": self.seen, "limit": PAGE}
        return await (await connection.execute(_SQL["lines"], parameters)).fetchall()

    def advance(self, line: DictRow) -> str:
        """Count a line as read, and return the position after it."""
        self.seen[line["part"] - 1] = line["seq"]
        return self.position

    def stage_of(self, line: DictRow) -> str:
        """Return the stage that printed a line."""
        number: int = line["part"]
        return self.parts[number - 1].stage

    async def is_final(self, connection: Connection) -> bool:
        """Return whether the job has ended. To be called before `read`: lines are written before the end is."""
        row = await one(connection, _SQL["status"], self.job_id)
        return row is None or Status(row["status"]).is_final


def parse(position: str) -> list[int]:
    """Return the numbers of a position.

    Raises:
        ValueError: when it is none.
    """
    if not _POSITION.fullmatch(position):
        raise ValueError(position)
    return [int(number) for number in position.split(".")]

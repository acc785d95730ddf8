"""Reads the lines of a job, or of a pipeline's steps, from any position on.

A position is one number for each part, in the order of the steps: how far that part was read, such as `12.40.0.0.0.0`.
Each part is written in order by one process at a time, so a position loses nothing and repeats nothing, whichever
gateway reads on from it; one number over all parts could not promise that while two of them write at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows, one
from service.jobs.transitions import FINAL

PAGE = 500
_POSITION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")

# A lateral join: each part's lines come by its primary key, whatever else the table holds.
_LINES = """
    select lines.*, part.number::int as part
    from unnest(%s::uuid[], %s::int[]) with ordinality as part (job_id, seq, number)
    cross join lateral (
        select * from job_logs where job_id = part.job_id and seq > part.seq order by seq limit %s
    ) as lines
    order by part.number, lines.seq
    limit %s
"""


@dataclass(kw_only=True)
class LogReader:
    """Reads on with each call; `position` says how far it came.

    Attributes:
        parts: the rows of the steps in their order, or of the job itself.
    """

    job_id: UUID
    parts: Sequence[DictRow]
    seen: list[int]

    @classmethod
    async def open(cls, connection: Connection, job: DictRow, position: str | None = None) -> "LogReader":
        """Begin at a position, by default at the first line.

        Raises:
            ValueError: when it is no position of this job.
        """
        steps = await all_rows(
            connection, "select * from jobs where parent_id = %s order by step_group, created_at, id", job["id"]
        )
        parts = steps or [job]
        seen = [0] * len(parts) if position is None else parse(position)
        if len(seen) != len(parts):
            raise ValueError(position)
        return cls(job_id=job["id"], parts=parts, seen=seen)

    @property
    def position(self) -> str:
        """Return how far was read."""
        return ".".join(map(str, self.seen))

    async def read(self, connection: Connection) -> list[DictRow]:
        """Return the next lines, at most PAGE; none when nothing is new. `advance` is due for each one handed on."""
        ids = [part["id"] for part in self.parts]
        return await all_rows(connection, _LINES, ids, self.seen, PAGE, PAGE)

    def advance(self, line: DictRow) -> str:
        """Count a line as read, and return the position after it."""
        self.seen[line["part"] - 1] = line["seq"]
        return self.position

    def stage_of(self, line: DictRow) -> str:
        """Return the stage that printed a line."""
        stage: str = self.parts[line["part"] - 1]["stage"]
        return stage

    async def is_final(self, connection: Connection) -> bool:
        """Return whether the job has ended. Ask before `read`: lines are written before the end is."""
        row: Any = await one(connection, "select status from jobs where id = %s", self.job_id)
        return row is None or row["status"] in FINAL


def parse(position: str) -> list[int]:
    """Return the numbers of a position.

    Raises:
        ValueError: when it is none.
    """
    if not _POSITION.fullmatch(position):
        raise ValueError(position)
    return [int(number) for number in position.split(".")]

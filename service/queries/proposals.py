"""The adjuster's proposals with the person's answers to them, and its remarks."""

from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from service.database.pool import Connection
from service.database.statements import statements
from service.schemas.base import Answer, Sentence
from service.schemas.domain import Evidence, Proposal, Remark
from service.schemas.sync_result import camel

_SQL = statements(Path(__file__).with_suffix(".sql"))
_Answer = TypeVar("_Answer", bound=Answer)
_SAME = ("category", "day_type", "kind", "direction", "old_minutes", "new_minutes", "status")


async def all_proposals(connection: Connection, status: str | None = None) -> list[Proposal]:
    """Return the proposals with a status, or all, the newest first."""
    rows = await (await connection.execute(_SQL["all"], {"status": status})).fetchall()
    return [_proposal(row) for row in rows]


async def remarks(connection: Connection) -> list[Remark]:
    """Return the remarks on current targets, those of the most important first."""
    rows = await (await connection.execute(_SQL["remarks"])).fetchall()
    return [
        _from_stored(
            Remark,
            {
                **row["remark"],
                **{name: row[name] for name in ("category", "day_type", "minutes")},
                "reason": {"en": row["remark_en"], "ja": row["remark_ja"]},
            },
        )
        for row in rows
    ]


async def decide(connection: Connection, proposal_id: UUID, decision: Literal["accept", "reject"]) -> Proposal:
    """Accept or reject a pending proposal and return it; accepting writes the next version of its target.

    Raises:
        psycopg.DatabaseError: with an SQLSTATE `LT…` and a sentence, where a rule of the database refuses.
    """
    row = await (await connection.execute(_SQL["decide"], {"id": proposal_id, "decision": decision})).fetchone()
    assert row is not None
    return _proposal(row)


def _proposal(row: dict[str, Any]) -> Proposal:
    return Proposal(
        proposal_id=row["id"],
        **{name: row[name] for name in _SAME},
        evidence=_from_stored(Evidence, row["evidence"]),
        reason=Sentence(en=row["reason_en"], ja=row["reason_ja"]),
        created_at=row["created_at"],
        decided_at=row["decided_at"],
    )


def _from_stored(kind: type[_Answer], stored: dict[str, Any]) -> _Answer:
    """Return stored JSON as an answer; its names are snake_case, and unknown ones are ignored."""
    return msgspec.convert(camel(stored), kind)

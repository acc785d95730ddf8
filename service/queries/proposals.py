"""The adjuster's proposals, and the person's answers to them."""

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from service.api.domain import Proposal
from service.database.pool import Connection
from service.queries.statements import statements

_SQL = statements(Path(__file__).with_suffix(".sql"))
_SAME = ("category", "day_type", "kind", "direction", "old_minutes", "new_minutes", "evidence", "status")


async def all_proposals(connection: Connection, status: str | None = None) -> list[Proposal]:
    """Return the proposals with a status, or all, the newest first."""
    rows = await (await connection.execute(_SQL["all"], {"status": status})).fetchall()
    return [_proposal(row) for row in rows]


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
        reason={"en": row["reason_en"], "ja": row["reason_ja"]},
        created_at=row["created_at"],
        decided_at=row["decided_at"],
    )

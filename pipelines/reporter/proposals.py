"""Reads what the adjuster says of the targets: proposals to change them, and remarks."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True)
class Proposal:
    """A change of a target that waits for the person's decision; `reason` by language."""

    category: str
    day_type: str
    kind: str
    direction: str
    old_minutes: int
    new_minutes: int
    reason_en: str
    reason_ja: str

    def reason(self, language: str) -> str:
        return {"en": self.reason_en, "ja": self.reason_ja}[language]


@dataclass(frozen=True)
class Remark:
    """A target that no daily minutes fit, with a sentence by language; there is nothing to accept."""

    category: str
    day_type: str
    direction: str
    minutes: int
    remark_en: str
    remark_ja: str

    def sentence(self, language: str) -> str:
        return {"en": self.remark_en, "ja": self.remark_ja}[language]


def proposals(connection: psycopg.Connection) -> list[Proposal]:
    """Read the pending proposals, those of the most important targets first."""
    with connection.cursor(row_factory=class_row(Proposal)) as cursor:
        return cursor.execute(
            "select proposals.category, proposals.day_type, proposals.kind, proposals.direction, "
            "proposals.old_minutes, proposals.new_minutes, proposals.reason_en, proposals.reason_ja "
            "from app.proposals join app.targets on targets.id = proposals.target_id "
            "where proposals.status = 'pending' "
            'order by targets.priority, proposals.category collate "C", proposals.day_type'
        ).fetchall()


def remarks(connection: psycopg.Connection) -> list[Remark]:
    """Read the current targets that no daily minutes fit, the most important first."""
    with connection.cursor(row_factory=class_row(Remark)) as cursor:
        return cursor.execute(
            "select targets.category, targets.day_type, targets.direction, targets.minutes, states.remark_en, "
            "states.remark_ja from app.target_states as states join app.targets on targets.id = states.target_id "
            "where targets.valid_to is null and states.remark is not null "
            'order by targets.priority, targets.category collate "C", targets.day_type'
        ).fetchall()

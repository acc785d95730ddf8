"""Where proposals are kept: `app.proposals`, at most one pending for each target."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from pipelines.adjuster.rules import SHARE, Candidate, Evidence
from pipelines.adjuster.texts import EN, JA, Texts


def supersede(connection: psycopg.Connection, proposals: Sequence[UUID], at: datetime) -> None:
    """Take back pending proposals."""
    connection.execute(
        "update app.proposals set status = 'superseded', decided_at = %s where id = any(%s) and status = 'pending'",
        [at, list(proposals)],
    )


def insert(connection: psycopg.Connection, candidates: Sequence[Candidate], at: datetime) -> None:
    """Write them as pending."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into app.proposals (target_id, category, category_key, day_type, kind, direction, old_minutes, "
            "new_minutes, evidence, reason_en, reason_ja, status, created_at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'pending', %s)",
            [
                (
                    candidate.target.id,
                    candidate.target.category,
                    candidate.target.category_key,
                    candidate.target.day_type,
                    candidate.kind,
                    candidate.target.direction,
                    candidate.target.minutes,
                    candidate.new_minutes,
                    Jsonb(as_json(candidate.evidence)),
                    reason(candidate, EN),
                    reason(candidate, JA),
                    at,
                )
                for candidate in candidates
            ],
        )


def as_json(evidence: Evidence) -> dict[str, Any]:
    """Return the evidence as it is kept: amounts are minutes a day to one decimal, the estimate may be null."""
    outlook = evidence.outlook
    return {
        "days_met": evidence.days_met,
        "days_looked_at": evidence.days_looked_at,
        "first_date": evidence.first_date.isoformat(),
        "last_date": evidence.last_date.isoformat(),
        "quantile": {"share": SHARE, "minutes": round(evidence.quantile, 1)},
        "estimate": outlook
        and {
            "minutes": round(outlook.minutes, 1),
            "lower": round(outlook.lower, 1),
            "upper": round(outlook.upper, 1),
            "days": outlook.days,
        },
    }


def reason(candidate: Candidate, texts: Texts) -> str:
    """Return the sentence that tells the person why."""
    evidence, target = candidate.evidence, candidate.target
    return texts.reason(
        kind=candidate.kind,
        direction=target.direction,
        day_types=candidate.day_types,
        category=target.category,
        old=target.minutes,
        new=candidate.new_minutes,
        met=evidence.days_met,
        days=evidence.days_looked_at,
        estimate=evidence.outlook.minutes if evidence.outlook else None,
        quantile=evidence.quantile,
    )

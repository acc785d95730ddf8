"""Writes proposals, at most one pending for each target, and where each target stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from pipelines.adjuster.plan import Standing
from pipelines.adjuster.remarks import Remark
from pipelines.adjuster.rules import Candidate
from pipelines.adjuster.texts import EN, JA
from pipelines.stage import ConfigurationError

# Chances are stored to a hundredth of a percent.
DECIMALS = 4


def supersede(connection: psycopg.Connection, proposals: Sequence[UUID], at: datetime) -> None:
    """Take back pending proposals."""
    connection.execute(
        "update app.proposals set status = 'superseded', decided_at = %s where id = any(%s) and status = 'pending'",
        [at, list(proposals)],
    )


def insert(connection: psycopg.Connection, candidates: Sequence[Candidate], at: datetime) -> None:
    """Write new proposals as pending."""
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
                    Jsonb(evidence_as_json(candidate)),
                    EN.reason(candidate),
                    JA.reason(candidate),
                    at,
                )
                for candidate in candidates
            ],
        )


def save_states(connection: psycopg.Connection, standings: Sequence[Standing], at: datetime) -> None:
    """Replace the states of the targets; rows that did not change are not touched.

    Raises:
        ConfigurationError: when the migrations have not run.
    """
    try:
        connection.execute(
            "delete from app.target_states where target_id <> all(%s)", [[one.target.id for one in standings]]
        )
    except psycopg.errors.UndefinedTable as error:
        raise ConfigurationError(
            "The table app.target_states is missing; run the migrations: lifetracer migrate."
        ) from error
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into app.target_states as stored "
            "(target_id, state, chance, remark, remark_en, remark_ja, calculated_at) "
            "values (%s, %s, %s, %s, %s, %s, %s) "
            "on conflict (target_id) do update set state = excluded.state, chance = excluded.chance, "
            "remark = excluded.remark, remark_en = excluded.remark_en, remark_ja = excluded.remark_ja, "
            "calculated_at = excluded.calculated_at "
            "where (stored.state, stored.chance, stored.remark, stored.remark_en, stored.remark_ja) is distinct from "
            "(excluded.state, excluded.chance, excluded.remark, excluded.remark_en, excluded.remark_ja)",
            [
                (
                    one.target.id,
                    one.state,
                    None if one.chance is None else round(one.chance, DECIMALS),
                    Jsonb(remark_as_json(one.remark)) if one.remark else None,
                    EN.remark(one.remark) if one.remark else None,
                    JA.remark(one.remark) if one.remark else None,
                    at,
                )
                for one in standings
            ],
        )


def evidence_as_json(candidate: Candidate) -> dict[str, Any]:
    """Return the evidence as it is stored; chances are those of a day among the `days_ahead`."""
    found = candidate.evidence
    return {
        "days_met": found.days_met,
        "days_looked_at": found.days_looked_at,
        "first_date": found.first_date.isoformat(),
        "last_date": found.last_date.isoformat(),
        "chance": round(candidate.chance, DECIMALS),
        "new_chance": round(candidate.new_chance, DECIMALS),
        "days_ahead": len(candidate.outlook.days),
    }


def remark_as_json(remark: Remark) -> dict[str, Any]:
    """Return the remark as it is stored."""
    other = remark.alternative
    return {
        "kind": "no_daily_fit",
        "days_done": remark.days_done,
        "days_looked_at": remark.days_looked_at,
        "first_date": remark.first_date.isoformat(),
        "last_date": remark.last_date.isoformat(),
        "alternative": other
        and {"day_type": other.day_type, "minutes": other.minutes, "chance": round(other.chance, DECIMALS)},
    }

"""What the adjuster reads: targets, complete days, estimates, and what it proposed before."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines.stage import BadInputError, ConfigurationError

# Days older than this say nothing about the person of today. Holidays are two days of seven: 14 of them take 7 weeks.
LOOK_BACK_DAYS = 90
# How long a rejected proposal is not repeated while its evidence has not changed.
REJECTION_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Target:
    """The current version of a target; `priority` 1 is the most important."""

    id: UUID
    category: str
    category_key: str
    day_type: str
    minutes: int
    direction: str
    priority: int


@dataclass(frozen=True)
class Day:
    """A complete day that is over, and the seconds of one category in it."""

    local_date: date
    day_type: str
    seconds: int


@dataclass(frozen=True)
class Estimate:
    """What is expected of one category on one day to come, in minutes, with its 80 % interval."""

    target_date: date
    day_type: str
    minutes: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A proposal of an earlier run that is still pending, or was rejected less than 14 days ago."""

    id: UUID
    target_id: UUID
    category_key: str
    day_type: str
    kind: str
    old_minutes: int
    new_minutes: int
    days_met: int
    status: str


@dataclass(frozen=True, kw_only=True)
class Data:
    """Everything of one moment. `days` and `estimates` are by category key, newest and soonest day first."""

    targets: list[Target]
    days: dict[str, list[Day]]
    estimates: dict[str, list[Estimate]]
    earlier: list[Earlier]


def read(connection: psycopg.Connection, *, today: date, now: datetime) -> Data:
    """Read everything within the caller's transaction, in which no target changes any more.

    Args:
        connection: in a repeatable read transaction that has read nothing yet.
        today: the local date of `now`; only days before it are over, only days after it are still to come.
        now: the instant that counts as now.

    Raises:
        ConfigurationError: when the migrations have not run.
        BadInputError: when the marts are of another version.
    """
    try:
        # Before the first read, so that what we see is what stands while we write.
        connection.execute("lock table app.targets in share row exclusive mode")
        targets, earlier = _targets(connection), _earlier(connection, now)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("The table app.targets is missing; run the migrations: lifetracer migrate.") from error
    categories = sorted({target.category_key for target in targets})
    try:
        return Data(
            targets=targets,
            days=_days(connection, categories, today) if _has(connection, "daily_actual") else {},
            estimates=(
                _estimates(connection, categories, today)
                if _has(connection, "latest_estimates") and _has(connection, "calendar_days")
                else {}
            ),
            earlier=earlier,
        )
    except psycopg.errors.UndefinedColumn as error:
        raise BadInputError(
            "The marts are of another version than the adjuster reads; run the transform first: "
            "lifetracer run transform --wait."
        ) from error


def _has(connection: psycopg.Connection, mart: str) -> bool:
    """Tell whether the mart exists; before the first transform there is none, and that is no mistake."""
    row = connection.execute("select to_regclass(%s) is not null", [f"marts.{mart}"]).fetchone()
    return row is not None and row[0]


def _targets(connection: psycopg.Connection) -> list[Target]:
    with connection.cursor(row_factory=class_row(Target)) as cursor:
        return cursor.execute(
            "select id, category, category_key, day_type, minutes, direction, priority from app.targets "
            "where valid_to is null "
            'order by priority, category collate "C", day_type'
        ).fetchall()


def _earlier(connection: psycopg.Connection, now: datetime) -> list[Earlier]:
    with connection.cursor(row_factory=class_row(Earlier)) as cursor:
        return cursor.execute(
            "select id, target_id, category_key, day_type, kind, old_minutes, new_minutes, "
            "coalesce((evidence ->> 'days_met')::integer, -1) as days_met, status from app.proposals "
            "where status = 'pending' or (status = 'rejected' and decided_at > %s) "
            'order by created_at, category collate "C", day_type',
            [now - timedelta(days=REJECTION_DAYS)],
        ).fetchall()


def _days(connection: psycopg.Connection, categories: list[str], today: date) -> dict[str, list[Day]]:
    return _by_category(
        connection,
        Day,
        "select category_key, local_date, day_type, seconds::bigint from marts.daily_actual "
        "where is_complete and category_key = any(%s) and local_date >= %s and local_date < %s "
        "order by category_key, local_date desc",
        (categories, today - timedelta(days=LOOK_BACK_DAYS), today),
    )


def _estimates(connection: psycopg.Connection, categories: list[str], today: date) -> dict[str, list[Estimate]]:
    return _by_category(
        connection,
        Estimate,
        "select category_key, target_date, day_type, minutes::float8, lower::float8, upper::float8 "
        "from marts.latest_estimates join marts.calendar_days on local_date = target_date "
        "where category_key = any(%s) and target_date > %s order by category_key, target_date",
        (categories, today),
    )


def _by_category(
    connection: psycopg.Connection, kind: type, query: LiteralString, parameters: tuple[Any, ...]
) -> dict[str, Any]:
    """Return the rows as records of `kind` under the category key, which is the first column."""
    found: dict[str, Any] = defaultdict(list)
    for category, *values in connection.execute(query, parameters):
        found[category].append(kind(*values))
    return dict(found)

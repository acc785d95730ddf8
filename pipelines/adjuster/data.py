"""The adjuster's input: targets, days that count, chances of the days to come, and earlier proposals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines import counted_days
from pipelines.adjuster.silence import silent_since
from pipelines.chances import Chances
from pipelines.counted_days import LoggedDay
from pipelines.stage import BadInputError, ConfigurationError

# Older days reveal little about the present. Holidays are two days of seven: 14 of them take 7 weeks.
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
    """A past day that counts, and the seconds of one category in it."""

    local_date: date
    day_type: str
    seconds: int


@dataclass(frozen=True)
class DayAhead:
    """A day to come, and the chances of one category on it."""

    local_date: date
    day_type: str
    chances: Chances


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
    is_by_chance: bool


@dataclass(frozen=True, kw_only=True)
class Data:
    """Everything of one moment.

    Attributes:
        today: the person's local date.
        targets: the most important first.
        days: by category key, newest day first.
        ahead: the days after today by category key, soonest first.
        silent_since: the date of the last entry where the log has fallen silent; else None.
        earlier: proposals that are still pending or were rejected lately.
    """

    today: date
    targets: list[Target]
    days: dict[str, list[Day]]
    ahead: dict[str, list[DayAhead]]
    silent_since: date | None = None
    no_estimates: str | None = None
    earlier: list[Earlier] = field(default_factory=list)


def read(connection: psycopg.Connection, *, today: date, now: datetime) -> Data:
    """Read everything within the caller's transaction, during which no other process can change a target.

    Args:
        connection: in a repeatable read transaction that has read nothing yet.
        today: the local date of `now`; only days before it are over, only days after it are still to come.
        now: the instant that counts as now.

    Raises:
        ConfigurationError: when the migrations have not run.
        BadInputError: when the marts are of another version.
    """
    try:
        # Before the first read, so that the targets do not change between our reads and our writes.
        connection.execute("lock table app.targets in share row exclusive mode")
        targets, earlier = _targets(connection), _earlier(connection, now)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("The table app.targets is missing; run the migrations: lifetracer migrate.") from error
    categories = sorted({target.category_key for target in targets})
    try:
        log = counted_days.read(connection, today) if _have(connection, "daily_summary") else []
        return Data(
            today=today,
            targets=targets,
            days=(
                _days(connection, categories, log, today) if _have(connection, "daily_actual", "calendar_days") else {}
            ),
            ahead=_ahead(connection, categories, today, now) if _have(connection, "calendar_days") else {},
            silent_since=silent_since([day for day in log if day.local_date < today or day.has_entry]),
            earlier=earlier,
            no_estimates=_reason_for_no_estimates(connection),
        )
    except psycopg.errors.UndefinedTable as error:
        raise ConfigurationError(
            "The table analyzer.chances is missing; run the migrations: lifetracer migrate."
        ) from error
    except psycopg.errors.UndefinedColumn as error:
        raise BadInputError(
            "The marts are of another version than the adjuster reads; run the transform first: "
            "lifetracer run transform --wait."
        ) from error


def _have(connection: psycopg.Connection, *marts: str) -> bool:
    """Return whether these marts exist; before the first transform none does, which is not an error."""
    row = connection.execute(
        "select bool_and(to_regclass('marts.' || mart) is not null) from unnest(%s::text[]) as mart", [list(marts)]
    ).fetchone()
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
            "coalesce((evidence ->> 'days_met')::integer, -1) as days_met, status, evidence ? 'chance' as is_by_chance "
            "from app.proposals "
            "where status = 'pending' or (status = 'rejected' and decided_at > %s) "
            'order by created_at, category collate "C", day_type',
            [now - timedelta(days=REJECTION_DAYS)],
        ).fetchall()


def _reason_for_no_estimates(connection: psycopg.Connection) -> str | None:
    """Return the sentence of the newest analysis where it found nothing to estimate from."""
    row = connection.execute("select reason from analyzer.current_silence").fetchone()
    return row[0] if row else None


def _days(
    connection: psycopg.Connection, categories: list[str], log: Sequence[LoggedDay], today: date
) -> dict[str, list[Day]]:
    """Return the days that count for each category; one that is in no mart has 0 seconds on all of them."""
    first = today - timedelta(days=LOOK_BACK_DAYS)
    over = [day for day in log if day.local_date < today]
    recent = [day.local_date for day in counted_days.counted(over) if day.local_date >= first]
    day_types: dict[date, str] = dict(
        connection.execute(
            "select local_date, day_type from marts.calendar_days where local_date >= %s and local_date < %s",
            (first, today),
        ).fetchall()
    )
    seconds = {
        (category, local_date): value
        for category, local_date, value in connection.execute(
            "select category_key, local_date, seconds::bigint from marts.daily_actual "
            "where category_key = any(%s) and local_date >= %s and local_date < %s",
            (categories, first, today),
        )
    }
    recent.reverse()
    return {
        category: [Day(day, day_types[day], seconds.get((category, day), 0)) for day in recent]
        for category in categories
        if recent
    }


def _ahead(
    connection: psycopg.Connection, categories: list[str], today: date, now: datetime
) -> dict[str, list[DayAhead]]:
    found: dict[str, list[DayAhead]] = defaultdict(list)
    for category, local_date, day_type, *steps in connection.execute(
        "select category_key, local_date, day_type, seconds, at_least, at_most "
        "from analyzer.chances join marts.calendar_days on local_date = target_date "
        "where category_key = any(%s) and target_date > %s and calculated_at <= %s order by category_key, target_date",
        (categories, today, now),
    ):
        found[category].append(DayAhead(local_date, day_type, Chances(*steps)))
    return dict(found)

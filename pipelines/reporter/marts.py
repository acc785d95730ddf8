"""What the reporter reads: rows of the marts, all within one snapshot of the database."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import class_row

from pipelines.stage import BadInputError

# Weeks older than this are not looked at: 12 in the trend.
TREND_WEEKS = 12
UNTRACKED, UNCATEGORIZED = "Untracked", "Uncategorized"


@dataclass(frozen=True)
class Quality:
    """The one row of `marts.data_quality`."""

    as_of: datetime
    timezone: str
    first_start_at: datetime | None
    last_end_at: datetime | None
    entry_count: int
    deleted_count: int
    running_count: int
    skipped_file_rows: int
    untracked_seconds: int
    tracked_seconds: int
    last_synced_at: datetime | None


@dataclass(frozen=True)
class WeekCategory:
    """Seconds of one category in one week."""

    week_start: date
    category: str
    category_order: int
    color: str | None
    seconds: int


@dataclass(frozen=True)
class Segment:
    """A piece of a local day; seconds are counted from that day's midnight as they pass."""

    local_date: date
    start_second: int
    end_second: int
    category: str


@dataclass(frozen=True)
class DaySummary:
    local_date: date
    entry_count: int
    is_complete: bool


@contextmanager
def snapshot(connection: psycopg.Connection) -> Iterator[None]:
    """Read everything as of one moment, so a transform that runs meanwhile is seen wholly or not at all.

    Raises:
        BadInputError: when the marts are missing or of another version.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with connection.transaction():
            yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise BadInputError(
            "The database holds no marts to report from, or older ones than this version reads; run the transform "
            "first: lifetracer run transform --wait."
        ) from error
    finally:
        connection.isolation_level = None


def quality(connection: psycopg.Connection) -> Quality:
    """Read the state of the data.

    Raises:
        BadInputError: when the transform has not finished once.
    """
    with connection.cursor(row_factory=class_row(Quality)) as cursor:
        row = cursor.execute(
            "select as_of, timezone, first_start_at, last_end_at, coalesce(entry_count, 0)::bigint as entry_count, "
            "coalesce(deleted_count, 0)::bigint as deleted_count, "
            "coalesce(running_count, 0)::bigint as running_count, "
            "coalesce(skipped_file_rows, 0)::bigint as skipped_file_rows, "
            "coalesce(untracked_seconds, 0)::bigint as untracked_seconds, "
            "coalesce(tracked_seconds, 0)::bigint as tracked_seconds, last_synced_at from marts.data_quality"
        ).fetchone()
    if row is None:
        raise BadInputError("marts.data_quality is empty; run the transform first: lifetracer run transform --wait.")
    return row


def weeks(connection: psycopg.Connection, first: date, last: date) -> list[WeekCategory]:
    """Read the tracked seconds per week and category from the week of `first` to the week of `last` (Mondays)."""
    with connection.cursor(row_factory=class_row(WeekCategory)) as cursor:
        return cursor.execute(
            "select week_start, category, category_order::int as category_order, color, seconds::bigint as seconds "
            "from marts.weekly_categories where week_start between %s and %s and category <> %s and seconds > 0 "
            "order by category_order, category, week_start",
            (first, last, UNTRACKED),
        ).fetchall()


def days(connection: psycopg.Connection, first: date, last: date) -> dict[date, dict[str, int]]:
    """Read the tracked seconds per local date and category."""
    rows = connection.execute(
        "select local_date, category, seconds::bigint from marts.daily_categories "
        "where local_date between %s and %s and category <> %s and seconds > 0 order by local_date, category",
        (first, last, UNTRACKED),
    ).fetchall()
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for local_date, category, seconds in rows:
        found[local_date][category] = seconds
    return found


def summaries(connection: psycopg.Connection, first: date, last: date) -> list[DaySummary]:
    """Read what each local date holds."""
    with connection.cursor(row_factory=class_row(DaySummary)) as cursor:
        return cursor.execute(
            "select local_date, coalesce(entry_count, 0)::bigint as entry_count, "
            "coalesce(is_complete, false) as is_complete from marts.daily_summary "
            "where local_date between %s and %s order by local_date",
            (first, last),
        ).fetchall()


def segments(connection: psycopg.Connection, first: date, last: date) -> list[Segment]:
    """Read the tracked pieces of the days in the order in which they pass."""
    with connection.cursor(row_factory=class_row(Segment)) as cursor:
        return cursor.execute(
            "select local_date, start_second::int as start_second, end_second::int as end_second, category "
            "from marts.day_segments where local_date between %s and %s and category <> %s "
            "and end_second > start_second order by local_date, start_second, segment_id",
            (first, last, UNTRACKED),
        ).fetchall()

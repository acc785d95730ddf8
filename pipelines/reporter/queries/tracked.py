"""Reads the rows of the marts, all within one snapshot of the database."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import class_row

from pipelines.stage import BadInputError

UNTRACKED, SLEEP = "Untracked", "Sleep"


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
    hidden_row_count: int
    logged_seconds: int
    counted_seconds: int
    overlap_seconds: int
    overlap_count: int
    empty_count: int
    unread_day_count: int
    untracked_seconds: int
    tracked_seconds: int
    last_synced_at: datetime | None


@dataclass(frozen=True)
class Named:
    """A category that the report has to name, with its place."""

    category: str
    category_order: int


@dataclass(frozen=True)
class Segment:
    """A piece of a local day; seconds are counted from that day's midnight as they pass."""

    local_date: date
    start_second: int
    end_second: int
    category: str


@dataclass(frozen=True)
class Night:
    """Seconds asleep in the night that follows the evening of a local date."""

    night_date: date
    sleep_seconds: int


@dataclass(frozen=True)
class Sleep:
    """A piece of sleep of one entry, cut at midnight like every piece."""

    entry_id: str
    start_at: datetime
    end_at: datetime


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
            "coalesce(hidden_row_count, 0)::bigint as hidden_row_count, "
            "coalesce(logged_seconds, 0)::bigint as logged_seconds, "
            "coalesce(counted_seconds, 0)::bigint as counted_seconds, "
            "coalesce(overlap_seconds, 0)::bigint as overlap_seconds, "
            "coalesce(overlap_count, 0)::bigint as overlap_count, coalesce(empty_count, 0)::bigint as empty_count, "
            "coalesce(unread_day_count, 0)::bigint as unread_day_count, "
            "coalesce(untracked_seconds, 0)::bigint as untracked_seconds, "
            "coalesce(tracked_seconds, 0)::bigint as tracked_seconds, last_synced_at from marts.data_quality"
        ).fetchone()
    if row is None:
        raise BadInputError("marts.data_quality is empty; run the transform first: lifetracer run transform --wait.")
    return row


def names(connection: psycopg.Connection, since: date, first: date, last: date) -> list[Named]:
    """Read the categories that the report of the days from `first` to `last` names, whose trend begins at `since`."""
    with connection.cursor(row_factory=class_row(Named)) as cursor:
        return cursor.execute(_NAMES, {"since": since, "first": first, "last": last, "untracked": UNTRACKED}).fetchall()


_NAMES = """
    with mentioned as (
        select category from marts.daily_categories where local_date between %(since)s and %(last)s and seconds > 0
        union
        select category from marts.daily_plan where local_date between %(first)s and %(last)s
        union
        select category from marts.daily_targets where local_date between %(first)s and %(last)s
        union
        select category from marts.estimate_accuracy where target_date between %(first)s and %(last)s
        union
        select category from marts.latest_estimates
        union
        select category from analyzer.anomalies where local_date between %(first)s and %(last)s
        union
        select category from app.proposals where status = 'pending'
        union
        select targets.category
        from app.target_states as states join app.targets on targets.id = states.target_id
        where targets.valid_to is null and states.remark is not null
    )
    -- What the mapping no longer holds stands last, as in marts.latest_estimates.
    select category, coalesce(known.category_order, 10000)::int as category_order
    from mentioned
    left join core.dim_category as known using (category)
    where category <> %(untracked)s
    order by category_order, category collate "C"
"""


def colors(connection: psycopg.Connection) -> dict[str, str | None]:
    """Read the colour of every category, in the order of the categories."""
    return dict(
        connection.execute(
            'select category, color from core.dim_category order by category_order, category collate "C"'
        ).fetchall()
    )


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
    return dict(found)


def completeness(connection: psycopg.Connection, last: date) -> list[bool]:
    """Read whether at least 95 % of each date to this one was tracked, without dates that were not read in full."""
    rows = connection.execute(
        "select is_complete from marts.daily_summary where local_date <= %s and is_read order by local_date", [last]
    )
    return [is_complete for (is_complete,) in rows]


def unread_dates(connection: psycopg.Connection, first: date, last: date) -> set[date]:
    """Read the dates that were not read in full, of which a sum would be too small."""
    rows = connection.execute(
        "select local_date from marts.daily_summary where local_date between %s and %s and not is_read", [first, last]
    )
    return {local_date for (local_date,) in rows}


def complete_days(connection: psycopg.Connection, first: date, last: date) -> int:
    """Count the local dates of which at least 95 % was tracked."""
    row = connection.execute(
        "select count(*) from marts.daily_summary where local_date between %s and %s and is_complete", (first, last)
    ).fetchone()
    assert row is not None  # an aggregate always has its row
    return int(row[0])


def entries(connection: psycopg.Connection, first: date, last: date) -> int:
    """Count the entries with time on these local dates; one across midnight is one, not its two pieces."""
    row = connection.execute(
        "select count(distinct entry_id) from marts.day_segments where local_date between %s and %s and category <> %s",
        (first, last, UNTRACKED),
    ).fetchone()
    assert row is not None  # an aggregate always has its row
    return int(row[0])


def segments(connection: psycopg.Connection, first: date, last: date) -> list[Segment]:
    """Read the tracked pieces of the days in the order in which they pass."""
    with connection.cursor(row_factory=class_row(Segment)) as cursor:
        return cursor.execute(
            "select local_date, start_second::int as start_second, end_second::int as end_second, category "
            "from marts.day_segments where local_date between %s and %s and category <> %s "
            "and end_second > start_second order by local_date, start_second, segment_id",
            (first, last, UNTRACKED),
        ).fetchall()


def nights(connection: psycopg.Connection, first: date, last: date) -> list[Night]:
    """Read how long was slept in the nights that follow these dates."""
    with connection.cursor(row_factory=class_row(Night)) as cursor:
        return cursor.execute(
            "select night_date, sleep_seconds::bigint as sleep_seconds from marts.sleep_nights "
            "where night_date between %s and %s order by night_date",
            (first, last),
        ).fetchall()


def sleep(connection: psycopg.Connection, first: date, last: date) -> list[Sleep]:
    """Read the pieces of sleep of these local dates in the order in which they pass."""
    with connection.cursor(row_factory=class_row(Sleep)) as cursor:
        return cursor.execute(
            "select entry_id, start_at, end_at from marts.day_segments "
            "where local_date between %s and %s and category = %s and end_at > start_at order by start_at, segment_id",
            (first, last, SLEEP),
        ).fetchall()


def awake_since(connection: psycopg.Connection, moment: datetime) -> bool:
    """Return whether an entry of another category than sleep has started at this moment or later."""
    row = connection.execute(
        "select exists (select from marts.day_segments where start_at >= %s and category not in (%s, %s))",
        (moment, SLEEP, UNTRACKED),
    ).fetchone()
    return row is not None and row[0]


def has_sleep(connection: psycopg.Connection) -> bool:
    """Return whether any night was ever tracked."""
    row = connection.execute("select exists (select from marts.sleep_nights)").fetchone()
    return row is not None and row[0]


def logged(connection: psycopg.Connection, first: date, last: date) -> int:
    """Read the logged seconds of the entries that start on these dates, uncut at midnight, as Toggl adds them up."""
    row = connection.execute(
        "select coalesce(sum(logged_seconds), 0)::bigint from marts.daily_account where local_date between %s and %s",
        (first, last),
    ).fetchone()
    assert row is not None  # an aggregate always has its row
    return int(row[0])


def holiday(connection: psycopg.Connection, day: date) -> str | None:
    """Read the name of the public holiday that the date is."""
    row = connection.execute("select holiday_name from marts.calendar_days where local_date = %s", [day]).fetchone()
    return row[0] if row else None

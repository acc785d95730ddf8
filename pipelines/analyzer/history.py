"""What the analyzer reads from the marts, within one snapshot of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import psycopg

from pipelines import local_time
from pipelines.analyzer.days import CalendarDay, Floats, Log
from pipelines.counted_days import TRAINING_DAYS
from pipelines.stage import BadInputError

TRANSFORM = "run the transform first: lifetracer run transform --wait."


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known today.

    Attributes:
        log: from the first day with an entry to the last day before today that was read; None where there is none.
        targets: the days to estimate, from today on.
        beyond: later days, of which only the chances are wanted: the next day of each type that `targets` lacks.
        plan: planned minutes by date, in the order of the log's categories.
    """

    log: Log | None
    targets: Sequence[CalendarDay]
    beyond: Sequence[CalendarDay]
    plan: dict[date, Floats]


def read(connection: psycopg.Connection, today: date, horizon: int) -> History:
    """Read the days before today, and the plan and the calendar of today and the next `horizon` days.

    Raises:
        BadInputError: when the marts are missing or do not reach far enough.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with connection.transaction():
            return _history(connection, today, horizon)
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName) as error:
        raise BadInputError(
            f"The database holds no marts to estimate from, or older ones than this version reads; {TRANSFORM}"
        ) from error
    finally:
        connection.isolation_level = None


def _history(connection: psycopg.Connection, today: date, horizon: int) -> History:
    first, last = _span(connection, today)
    if first is None or last is None or first > last:
        return History(log=None, targets=[], beyond=[], plan={})
    coming = _calendar(connection, today)
    targets = [day for day in coming if day.date <= today + timedelta(days=horizon)]
    if len(targets) <= horizon:
        raise BadInputError(f"marts.calendar_days does not reach {horizon} days beyond {today}; {TRANSFORM}")
    # A log that ends before the three years keeps its last day, by which its age is reported.
    log = _log(connection, max(first, min(today - timedelta(days=TRAINING_DAYS), last)), last)
    return History(
        log=log,
        targets=targets,
        beyond=_next_of_missing_type(targets[1:], coming[len(targets) :]),
        plan=_plan(connection, log.categories),
    )


def _next_of_missing_type(targets: Sequence[CalendarDay], later: Sequence[CalendarDay]) -> list[CalendarDay]:
    missing = {False, True} - {day.is_holiday for day in targets}
    found = [next((day for day in later if day.is_holiday is kind), None) for kind in sorted(missing)]
    return [day for day in found if day is not None]


def _span(connection: psycopg.Connection, today: date) -> tuple[date | None, date | None]:
    """Return the first day with an entry and the last day that was read, both before today."""
    row = connection.execute(
        "select min(local_date) filter (where entry_count > 0), max(local_date) filter (where is_read) "
        "from marts.daily_summary where local_date < %s",
        [today],
    ).fetchone()
    assert row is not None  # an aggregate always has its row
    return row


def _calendar(connection: psycopg.Connection, first: date) -> list[CalendarDay]:
    rows = connection.execute(
        "select local_date, day_type, length_seconds from marts.calendar_days where local_date >= %s "
        "order by local_date",
        [first],
    ).fetchall()
    return [_day(*row) for row in rows]


def _log(connection: psycopg.Connection, first: date, last: date) -> Log:
    known = {
        row[0]: row[1:]
        for row in connection.execute(
            "select local_date, day_type, length_seconds, is_read, is_complete, entry_count > 0, long_entry_count > 0 "
            "from marts.daily_summary join marts.calendar_days using (local_date, length_seconds) "
            "where local_date between %s and %s",
            (first, last),
        )
    }
    dates = local_time.dates(first, last)
    # A date that the zone skipped is in no mart: it only keeps the weeks in step.
    rows = [known.get(day, ("workday", 86_400, False, False, False, False)) for day in dates]
    seconds = connection.execute(
        "select local_date, category, seconds::int from marts.daily_actual where local_date between %s and %s "
        "order by category_order, category",
        (first, last),
    ).fetchall()
    columns = {category: column for column, category in enumerate(dict.fromkeys(row[1] for row in seconds))}
    minutes = np.zeros((len(dates), len(columns)))
    for local_date, category, value in seconds:
        minutes[(local_date - first).days, columns[category]] = value / 60
    is_read, is_complete, has_entry, is_forgotten = np.array([row[2:] for row in rows], dtype=np.bool_).T
    return Log(
        days=[_day(day, row[0], row[1]) for day, row in zip(dates, rows, strict=True)],
        categories=list(columns),
        minutes=minutes,
        is_read=is_read,
        is_complete=is_complete,
        has_entry=has_entry,
        is_forgotten=is_forgotten,
    )


def _plan(connection: psycopg.Connection, categories: Sequence[str]) -> dict[date, Floats]:
    columns = {category: column for column, category in enumerate(categories)}
    result: dict[date, Floats] = {}
    for local_date, category, seconds in connection.execute(
        "select local_date, category, seconds::int from marts.daily_plan where category = any(%s)", [list(categories)]
    ):
        result.setdefault(local_date, np.zeros(len(columns)))[columns[category]] = seconds / 60
    return result


def _day(local_date: date, day_type: str, length_seconds: int) -> CalendarDay:
    return CalendarDay(local_date, is_holiday=day_type == "holiday", minutes=length_seconds / 60)

"""What the analyzer reads: `marts.daily_actual` and `marts.calendar_days`, within one snapshot of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import psycopg

from pipelines import local_time
from pipelines.analyzer.days import CalendarDay, Log
from pipelines.stage import BadInputError

# Three years: enough for every method, and the run stays as fast in the tenth year as in the third.
TRAINING_DAYS = 1096
TRANSFORM = "run the transform first: lifetracer run transform --wait."


@dataclass(frozen=True)
class History:
    """What is known today.

    Attributes:
        log: the days up to the newest complete one; None when there is no complete day.
        gap: the days after it up to yesterday, none of them complete.
        targets: the days to estimate, from tomorrow on.
        days: how many days hold anything, complete or not.
    """

    log: Log | None
    gap: Sequence[CalendarDay]
    targets: Sequence[CalendarDay]
    days: int


def read(connection: psycopg.Connection, today: date, horizon: int) -> History:
    """Read the days before today, and the next `horizon` days.

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
    known = connection.execute(
        "select count(distinct local_date) filter (where seconds > 0), max(local_date) filter (where is_complete) "
        "from marts.daily_actual where local_date < %s",
        [today],
    ).fetchone()
    assert known is not None  # an aggregate always has its row
    days, newest = known
    if not days:
        return History(None, [], [], 0)
    calendar = _calendar(connection, newest or today, today + timedelta(days=horizon))
    targets = [day for day in calendar if day.date > today]
    if len(targets) < horizon:
        raise BadInputError(f"marts.calendar_days does not reach {horizon} days beyond {today}; {TRANSFORM}")
    if newest is None:
        return History(None, [], targets, days)
    gap = [day for day in calendar if newest < day.date < today]
    return History(_log(connection, newest), gap, targets, days)


def _calendar(connection: psycopg.Connection, first: date, last: date) -> list[CalendarDay]:
    rows = connection.execute(
        "select local_date, day_type, length_seconds from marts.calendar_days "
        "where local_date between %s and %s order by local_date",
        (first, last),
    ).fetchall()
    return [_day(*row) for row in rows]


def _log(connection: psycopg.Connection, newest: date) -> Log:
    rows = connection.execute(
        "select local_date, day_type, length_seconds::int, is_complete, category, seconds::int "
        "from marts.daily_actual where local_date between %s and %s order by category_order, category, local_date",
        (newest - timedelta(days=TRAINING_DAYS - 1), newest),
    ).fetchall()
    columns = {category: column for column, category in enumerate(dict.fromkeys(row[4] for row in rows))}
    kinds = {row[0]: row[1:3] for row in rows}
    dates = local_time.dates(min(kinds), newest)
    places = {day: place for place, day in enumerate(dates)}
    actual = np.full((len(dates), len(columns)), np.nan)
    for local_date, _, _, is_complete, category, seconds in rows:
        if is_complete:
            row = actual[places[local_date]]
            row[np.isnan(row)] = 0.0  # a category without a row has no time
            row[columns[category]] = seconds / 60
    # A date that the zone skipped is in no mart: it only keeps the weeks in step.
    return Log([_day(day, *kinds.get(day, ("workday", 86_400))) for day in dates], list(columns), actual)


def _day(local_date: date, day_type: str, length_seconds: int) -> CalendarDay:
    return CalendarDay(local_date, is_holiday=day_type == "holiday", minutes=length_seconds / 60)

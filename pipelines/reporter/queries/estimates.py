"""Reads estimates, their outcomes and anomalies from the marts."""

from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import class_row

from pipelines import counted_days
from pipelines.reporter.queries.tracked import UNTRACKED


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What is expected of a category on a date to come.

    Attributes:
        minutes: the mean, which adds up; None, as the other minutes, of a category that is new.
        median: the typical minutes.
        lower: the lower end of the 80 % interval.
        upper: its upper end.
        any_chance: the chance that it happens at all; None in estimates of an older version.
        target_minutes: of the target of that date; None without one.
        target_direction: more, less or neutral.
        target_chance: the chance to meet it.
        days: how many days the estimate rests on; None, as the next three, in estimates of an older version.
        grade: `rough`, `even` or `learnt`.
        is_guess: whether a break was just over.
        until: the last day known.
        calculated_at: when the estimate was made.
    """

    target_date: date
    category: str
    minutes: float | None
    median: float | None
    lower: float | None
    upper: float | None
    any_chance: float | None
    target_minutes: int | None
    target_direction: str | None
    target_chance: float | None
    days: int | None
    grade: str | None
    is_guess: bool
    until: date | None
    calculated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The last estimate made before a day began, in minutes, and what the day became.

    Attributes:
        minutes: the mean that was expected.
        median: the typical minutes that were expected.
        is_complete: whether at least 95 % of the day was tracked.
        is_during: whether the estimate was made in the course of the day, because there was none before.
    """

    target_date: date
    category: str
    minutes: float
    median: float
    lower: float
    upper: float
    actual_minutes: float
    is_complete: bool
    is_during: bool

    @property
    def error(self) -> float:
        """Minutes that it became more than is typical."""
        return self.actual_minutes - self.median

    @property
    def is_inside(self) -> bool:
        return self.lower <= self.actual_minutes <= self.upper


@dataclass(frozen=True)
class Anomaly:
    """A day on which a category lay outside its interval; `size` minutes above it, or, negative, below."""

    local_date: date
    category: str
    actual: float
    lower: float
    upper: float
    size: float


@dataclass(frozen=True)
class Score:
    """How good estimates of the present kind were on the past.

    Attributes:
        method: how they were made.
        relative: their error as a part of that of repeating the previous week; None when that one never erred.
        days: how many days were evaluated.
    """

    method: str
    relative: float | None
    days: int


def has_estimates(connection: psycopg.Connection) -> bool:
    """Return whether any estimate was ever made, and the newest analysis found something to estimate from."""
    row = connection.execute(
        "select exists (select from marts.latest_estimates) or (exists (select from marts.estimate_accuracy) "
        "and not exists (select from analyzer.current_silence))"
    ).fetchone()
    return row is not None and row[0]


def estimates(connection: psycopg.Connection, after: date) -> list[Estimate]:
    """Read the newest estimates of the dates after this one."""
    with connection.cursor(row_factory=class_row(Estimate)) as cursor:
        return cursor.execute(
            # Materialized: the views do not show how many rows they have, and would be read again for each estimate.
            "with estimates as materialized "
            "(select * from marts.latest_estimates where target_date > %s and category <> %s), "
            "chances as materialized (select * from marts.target_chances) "
            "select estimates.target_date, estimates.category, estimates.minutes, median, lower, upper, any_chance, "
            "chances.minutes as target_minutes, chances.direction as target_direction, "
            "chances.chance as target_chance, days, grade, is_guess, until, estimates.calculated_at "
            "from estimates left join chances using (target_date, category_key) "
            'order by target_date, estimates.category collate "C"',
            (after, UNTRACKED),
        ).fetchall()


def outcomes(connection: psycopg.Connection, first: date, last: date) -> list[Outcome]:
    """Read what was expected of these dates before each began, or in its course, with what happened."""
    with connection.cursor(row_factory=class_row(Outcome)) as cursor:
        return cursor.execute(
            "select target_date, category, minutes, median, lower, upper, actual_minutes, "
            "coalesce(is_complete, false) as is_complete, is_during from marts.estimate_accuracy "
            'where target_date between %s and %s order by target_date, category collate "C"',
            (first, last),
        ).fetchall()


def anomalies(connection: psycopg.Connection, first: date, last: date) -> list[Anomaly]:
    """Read what was out of the ordinary on these dates, the largest first."""
    with connection.cursor(row_factory=class_row(Anomaly)) as cursor:
        return cursor.execute(
            "select local_date, category, actual, lower, upper, size from analyzer.anomalies "
            'where local_date between %s and %s order by abs(size) desc, local_date, category collate "C"',
            (first, last),
        ).fetchall()


def score(connection: psycopg.Connection) -> Score | None:
    """Read how good the newest estimates were in their backtest; an older version had no CRPS, but a mean error."""
    with connection.cursor(row_factory=class_row(Score)) as cursor:
        return cursor.execute(
            "select chosen.method, coalesce(chosen.crps / nullif(repeated.crps, 0), chosen.relmae) as relative, "
            "chosen.days from analyzer.backtests as chosen "
            "left join analyzer.backtests as repeated "
            "on repeated.calculated_at = chosen.calculated_at and repeated.method = 'last_week' "
            "where chosen.chosen order by chosen.calculated_at desc limit 1"
        ).fetchone()


def forgotten_days(connection: psycopg.Connection, today: date) -> list[date]:
    """Read the dates that estimates leave out because a timer was probably forgotten, the newest first."""
    over = [day for day in counted_days.read(connection, today) if day.local_date < today]
    return [day.local_date for day in reversed(counted_days.forgotten(over))]

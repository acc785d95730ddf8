"""Logs made of numbers, the marts the analyzer reads, and the stage as the job engine runs it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import psycopg
import pytest

from pipelines.analyzer.days import CalendarDay, Log
from pipelines.local_time import dates
from tests.pipelines.outcome import Outcome, run

MONDAY = date(2026, 1, 5)
MARTS = """
drop table if exists marts.daily_actual, marts.calendar_days cascade;
create table marts.daily_actual (local_date date, day_type text, category text, category_order int,
    coarse_category text, seconds int, length_seconds int, is_complete boolean);
create table marts.calendar_days (local_date date, day_type text, holiday_name text, length_seconds int);
truncate analyzer.estimates, analyzer.backtests, analyzer.anomalies;
"""


def calendar_day(day: date, minutes: float = 1440) -> CalendarDay:
    return CalendarDay(day, day.weekday() >= 5, minutes)


def log_of(
    rows: Sequence[Sequence[float] | None], *, first: date = MONDAY, lengths: dict[date, float] | None = None
) -> Log:
    """A log of the given minutes per category, a row per day; None = a day that is not complete."""
    width = max(len(row) for row in rows if row is not None)
    actual = np.array([[np.nan] * width if row is None else row for row in rows], dtype=np.float64)
    days = dates(first, first + timedelta(days=len(rows) - 1))
    lengths = lengths or {}
    return Log(
        [calendar_day(day, lengths.get(day, 1440)) for day in days], [f"c{place}" for place in range(width)], actual
    )


def random_log(days: int, categories: int = 4, *, seed: int = 5, missing: float = 0.1, rhythm: bool = True) -> Log:
    """A person with a weekly rhythm and noise; some days are not complete."""
    rng = np.random.default_rng(seed)
    weights = rng.gamma(3, 1, (days, categories))
    if rhythm:
        weights[[place for place in range(days) if place % 7 >= 5], 0] *= 0.1
    actual = weights / weights.sum(axis=1, keepdims=True) * 1440
    actual[rng.random(days) < missing] = np.nan
    return replace(log_of(np.zeros((days, categories)).tolist()), actual=actual)


@dataclass
class Marts:
    """The analyzer's database, in the zone Europe/Berlin unless the calendar says otherwise."""

    url: str

    def run(self, statement: str, *parameters: Any) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def fill(self, log: Log, *, ahead: int = 40) -> None:
        """Replace the marts by a log, its calendar and some days more; not complete = half of the day in c0."""
        with psycopg.connect(self.url) as connection:
            connection.execute("truncate marts.daily_actual, marts.calendar_days")
            last = log.days[-1].date
            later = [calendar_day(last + timedelta(days=number)) for number in range(1, ahead + 1)]
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into marts.calendar_days values (%s, %s, null, %s)",
                    [(day.date, kind(day), day.minutes * 60) for day in [*log.days, *later]],
                )
                cursor.executemany(
                    "insert into marts.daily_actual values (%s, %s, %s, %s, 'Leisure', %s, %s, %s)", list(facts(log))
                )


def facts(log: Log) -> Iterator[tuple[Any, ...]]:
    for day, row in zip(log.days, log.actual, strict=True):
        complete = bool(np.isfinite(row).all())
        for column, category in enumerate(log.categories):
            minutes = row[column] if complete else 720 * (column == 0)
            yield day.date, kind(day), category, column, round(minutes * 60), day.minutes * 60, complete


def kind(day: CalendarDay) -> str:
    return "holiday" if day.is_holiday else "workday"


@pytest.fixture
def marts(module_database_url: str) -> Marts:
    """Empty marts and nothing estimated yet; the database is the module's."""
    marts = Marts(module_database_url)
    with psycopg.connect(marts.url) as connection:
        connection.execute(MARTS)
    return marts


@pytest.fixture
def run_stage() -> Callable[..., Outcome]:
    """Run `python -m pipelines.analyzer` as the job engine does."""
    return partial(run, "analyzer")


@pytest.fixture
def make_log() -> Callable[..., Log]:
    return log_of


@pytest.fixture
def live() -> Callable[..., Log]:
    return random_log


@pytest.fixture
def coming() -> Callable[..., list[CalendarDay]]:
    """`coming(log, number)`: the days that `history` would estimate when today is the day after the log."""

    def days(log: Log, number: int = 7, lengths: dict[date, float] | None = None) -> list[CalendarDay]:
        last = log.days[-1].date
        targets = [last + timedelta(days=2 + step) for step in range(number)]
        return [calendar_day(day, (lengths or {}).get(day, 1440)) for day in targets]

    return days

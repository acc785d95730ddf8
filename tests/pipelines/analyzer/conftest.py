"""Logs made of numbers, the marts that the analyzer reads, and the stage as the job engine runs it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import psycopg
import pytest

from pipelines.analyzer.days import CalendarDay, Log
from pipelines.analyzer.mixture import Mixed, Mixture
from pipelines.local_time import dates
from tests.pipelines.outcome import Outcome, run
from tests.stored import set_settings

MONDAY = date(2026, 1, 5)
MARTS = """
drop table if exists marts.daily_summary, marts.daily_actual, marts.calendar_days, marts.daily_plan cascade;
create table marts.daily_summary (local_date date, length_seconds int, entry_count int, long_entry_count int,
    is_complete boolean, is_read boolean);
create table marts.daily_actual (local_date date, category text, category_order int, seconds int);
create table marts.calendar_days (local_date date, day_type text, length_seconds int);
create table marts.daily_plan (local_date date, category text, seconds int);
truncate analyzer.snapshots, analyzer.silences, analyzer.estimates, analyzer.chances, analyzer.backtests,
    analyzer.anomalies;
"""


def calendar_day(day: date, minutes: float = 1440, *, holidays: Collection[date] = ()) -> CalendarDay:
    return CalendarDay(day, day.weekday() >= 5 or day in holidays, minutes)


def log_of(
    rows: Sequence[Sequence[float] | None],
    *,
    first: date = MONDAY,
    lengths: dict[date, float] | None = None,
    holidays: Collection[date] = (),
    forgotten: Collection[int] = (),
) -> Log:
    """A log of the given minutes per category, a row per day; None = a day that was not read."""
    width = max(len(row) for row in rows if row is not None)
    minutes = np.array([[0.0] * width if row is None else row for row in rows], dtype=np.float64)
    days = dates(first, first + timedelta(days=len(rows) - 1))
    calendar = [calendar_day(day, (lengths or {}).get(day, 1440), holidays=holidays) for day in days]
    totals = minutes.sum(axis=1)
    return Log(
        days=calendar,
        categories=[f"c{column}" for column in range(width)],
        minutes=minutes,
        is_read=np.array([row is not None for row in rows]),
        is_complete=totals >= 0.95 * np.array([day.minutes for day in calendar]),
        has_entry=totals > 0,
        is_forgotten=np.isin(np.arange(len(rows)), list(forgotten)),
    )


def whole_days(days: int, categories: int = 4, *, seed: int = 5, partial_days: float = 0.1) -> Log:
    """A person who tracks 24 hours with a weekly rhythm and noise; of some days only a half is logged."""
    rng = np.random.default_rng(seed)
    weights = rng.gamma(3, 1, (days, categories))
    weights[[row for row in range(days) if row % 7 >= 5], 0] *= 0.1
    minutes = np.round(weights / weights.sum(axis=1, keepdims=True) * 1440, 2)
    minutes[:, -1] = 1440 - minutes[:, :-1].sum(axis=1)
    minutes[rng.random(days) < partial_days] *= 0.5
    return log_of(minutes.tolist())


def part_days(days: int, categories: int = 4, *, seed: int = 5) -> Log:
    """A person who tracks some hours of most days; the first category is done on workdays, the last one seldom."""
    rng = np.random.default_rng(seed)
    minutes = np.round(rng.gamma(4, 15, (days, categories)))
    happens = np.array([0.9, *[0.6] * (categories - 2), 0.15][:categories])
    minutes *= rng.random((days, categories)) < happens
    minutes[[row for row in range(days) if row % 7 >= 5], 0] = 0
    return log_of(minutes.tolist())


def coming(log: Log, number: int = 8, *, holidays: Collection[date] = (), minutes: float = 1440) -> list[CalendarDay]:
    """The days from the day after the log on, the first of which is today."""
    last = log.days[-1].date
    return [calendar_day(last + timedelta(days=step), minutes, holidays=holidays) for step in range(1, number + 1)]


def forecast(mixture: Mixture, origin: int, targets: Sequence[CalendarDay]) -> Mixed:
    """The forecast of a mixture that has days enough."""
    result = mixture.forecast(origin, targets)
    assert result is not None
    return result


def shortened(log: Log, rows: int) -> Log:
    """The log as it was at the end of its day `rows`."""
    return replace(
        log,
        days=log.days[:rows],
        minutes=log.minutes[:rows],
        is_read=log.is_read[:rows],
        is_complete=log.is_complete[:rows],
        has_entry=log.has_entry[:rows],
        is_forgotten=log.is_forgotten[:rows],
    )


@dataclass
class Marts:
    """The analyzer's database; the calendar decides the zone."""

    url: str

    def run(self, statement: str, *parameters: Any) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def fill(self, log: Log, *, ahead: int = 40) -> None:
        """Replace the marts by a log, its calendar and some days more."""
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute("truncate marts.daily_summary, marts.daily_actual, marts.calendar_days, marts.daily_plan")
            cursor.executemany(
                "insert into marts.calendar_days values (%s, %s, %s)",
                [(day.date, kind(day), day.minutes * 60) for day in [*log.days, *coming(log, ahead)]],
            )
            cursor.executemany("insert into marts.daily_summary values (%s, %s, %s, %s, %s, %s)", list(_summary(log)))
            cursor.executemany("insert into marts.daily_actual values (%s, %s, %s, %s)", list(_actual(log)))


def _summary(log: Log) -> Iterator[tuple[Any, ...]]:
    for row, day in enumerate(log.days):
        flags = log.has_entry[row], log.is_forgotten[row], log.is_complete[row], log.is_read[row]
        has_entry, is_forgotten, is_complete, is_read = map(bool, flags)
        yield day.date, day.minutes * 60, int(has_entry), int(is_forgotten), is_complete, is_read


def _actual(log: Log) -> Iterator[tuple[Any, ...]]:
    for day, minutes, is_read in zip(log.days, log.minutes.tolist(), log.is_read.tolist(), strict=True):
        for column, category in enumerate(log.categories):
            if is_read:
                yield day.date, category, column, round(minutes[column] * 60)


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
def filled(marts, monkeypatch):
    """120 days up to yesterday of a person who tracks whole days."""
    marts.fill(whole_days(120))
    monkeypatch.setenv("DATABASE_URL", marts.url)
    set_settings(marts.url, timezone="Europe/Berlin")
    monkeypatch.setenv("LIFETRACER_AS_OF", "2026-05-05T12:00:00+02:00")
    return marts

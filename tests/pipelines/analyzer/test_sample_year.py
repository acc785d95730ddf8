"""A year of the sample person: chances happen as often as they say, and the mixture beats every yardstick."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pipelines.analyzer import backtest
from pipelines.analyzer.chances import chances
from pipelines.analyzer.days import CalendarDay, Log
from pipelines.analyzer.mixture import Mixture
from pipelines.local_time import dates
from pipelines.mode import Mode
from sandbox.catalog import CATEGORIES
from sandbox.person import generate
from sandbox.seasons import day_kind
from tests.pipelines.analyzer.conftest import forecast
from tests.sandbox.log import hours

LAST = date(2026, 3, 1)
TOKYO = ZoneInfo("Asia/Tokyo")
ORIGINS = range(60, 350, 3)


def sample(seed: int = 1, *, only: slice | None = None) -> Log:
    """The year of the person up to the day before the last one, with all or a part of the categories."""
    spent = hours(generate(seed, LAST, 366, TOKYO))
    days = dates(LAST - timedelta(days=364), LAST - timedelta(days=1))
    categories = CATEGORIES[only] if only else CATEGORIES
    minutes = np.array([[round(60 * spent[day].get(name, 0.0), 2) for name in categories] for day in days])
    return Log(
        days=[CalendarDay(day, is_holiday=day_kind(day).name != "WORKDAY", minutes=1440) for day in days],
        categories=list(categories),
        minutes=minutes,
        is_read=np.ones(len(days), dtype=np.bool_),
        is_complete=minutes.sum(axis=1) >= 0.95 * 1440,
        has_entry=minutes.sum(axis=1) > 0,
        is_forgotten=np.zeros(len(days), dtype=np.bool_),
    )


@pytest.fixture(scope="module", params=["whole days", "a part of them"])
def mixture(request: pytest.FixtureRequest) -> Mixture:
    return Mixture(sample() if request.param == "whole days" else sample(only=slice(2, None)))


def said_and_happened(mixture: Mixture) -> Iterator[tuple[float, bool]]:
    """The chances of at least a minute, an hour and two, and of at most these, 2 to 8 days ahead."""
    for origin in ORIGINS:
        targets = mixture.log.days[origin + 2 : origin + 9]
        found = chances(mixture, origin, forecast(mixture, origin, targets))
        for place, row in enumerate(found):
            actual = mixture.log.minutes[origin + 2 + place]
            for column, each in enumerate(row):
                for minutes in (1, 30, 60, 120, 240):
                    yield each.of_at_least(minutes), bool(actual[column] >= minutes)
                    yield each.of_at_most(minutes), bool(actual[column] <= minutes)


def test_a_chance_happens_about_as_often_as_it_says(mixture):
    said, happened = np.array(list(said_and_happened(mixture))).T
    assert said.size > 10_000
    for least in (0.1, 0.3, 0.5, 0.7, 0.9):
        those = (said >= least) & (said < least + 0.1)
        assert those.sum() > 100
        assert happened[those].mean() == pytest.approx(said[those].mean(), abs=0.12)
    those = (said >= 0.7) & (said <= 0.8)
    assert 0.6 <= happened[those].mean() <= 0.9


def test_the_person_tracks_whole_days_or_a_part_of_them(mixture):
    mode = mixture.training.seen_from(len(mixture.log.days) - 1).mode
    assert mode is (Mode.WHOLE_DAY if len(mixture.log.categories) == len(CATEGORIES) else Mode.PART_DAY)


def test_the_mixture_is_better_than_every_yardstick(mixture):
    [found, *others] = backtest.run(mixture)
    assert all(found.crps < other.crps for other in others)
    assert found.missed_below is not None
    assert found.missed_above is not None
    assert found.missed_below <= 0.13
    assert found.missed_above <= 0.13

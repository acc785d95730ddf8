"""Intervals that hold 80 % of the days: online split conformal on recent signed errors.

For a forecast whose newest known day is K, the errors that count are those of earlier forecasts for complete days up
to K: the newest 40 days of the target's day type, or of all days while there are fewer than 20 of that type. The
bounds are the forecast plus the conformal quantiles of these errors, category by category. Each such day brings the
errors of all leads, which are far from independent, so the finite-sample correction counts days, not errors.
"""

from typing import NamedTuple

import numpy as np

from pipelines.analyzer.backtest import LEADS, Backtest
from pipelines.analyzer.days import Bools, CalendarDay, Floats

# One day in ten below the interval and one above: 80 % inside.
TAIL = 10
RECENT, OWN_TYPE = 40, 20


class Bounds(NamedTuple):
    """The least and the most, in minutes by category."""

    lower: Floats
    upper: Floats


class Margins:
    """How far from its forecasts a method has been."""

    def __init__(self, backtest: Backtest, method: int) -> None:
        self._errors = backtest.errors[method]
        # A day that lacks a lead (one of the first) would make the pool lopsided.
        self._scored: Bools = ~np.isnan(self._errors).any(axis=(1, 2))
        self._holidays = backtest.log.holidays
        self._cache: dict[tuple[int, bool], Bounds | None] = {}

    def at(self, newest: int, *, is_holiday: bool) -> Bounds | None:
        """Return what to add to a forecast that knows the days up to place `newest`; None = too few errors."""
        key = (newest, is_holiday)
        if key not in self._cache:
            self._cache[key] = self._quantiles(newest, is_holiday=is_holiday)
        return self._cache[key]

    def around(self, forecast: Floats, newest: int, day: CalendarDay) -> Bounds | None:
        """Return the interval of a day's forecast (minutes by category), None = too few errors."""
        margin = self.at(newest, is_holiday=day.is_holiday)
        return (
            None if margin is None else within(forecast, Bounds(forecast + margin.lower, forecast + margin.upper), day)
        )

    def _quantiles(self, newest: int, *, is_holiday: bool) -> Bounds | None:
        known = self._scored[: newest + 1]
        places = np.flatnonzero(known & (self._holidays[: newest + 1] == is_holiday))
        if places.size < OWN_TYPE:
            places = np.flatnonzero(known)
        places = places[-RECENT:]
        # The next error is equally likely in each of the size + 1 places that the known ones leave.
        below = (places.size + 1) // TAIL
        above = places.size + 1 - below
        if below < 1:
            return None
        ordered = np.sort(self._errors[places].reshape(places.size * len(LEADS), -1), axis=0)
        # The middle of the errors that the day of that rank stands for.
        middle = len(LEADS) // 2 + 1
        return Bounds(ordered[below * len(LEADS) - middle], ordered[above * len(LEADS) - middle])


def within(forecast: Floats, bounds: Bounds, day: CalendarDay) -> Bounds:
    """Keep bounds between 0 and the day's length, and the forecast between them: a bias may exceed the spread."""
    return Bounds(
        np.clip(np.minimum(bounds.lower, forecast), 0.0, day.minutes),
        np.clip(np.maximum(bounds.upper, forecast), 0.0, day.minutes),
    )

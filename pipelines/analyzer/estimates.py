"""The estimates of the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.analyzer.backtest import FIRST_LEAD, LEADS, Backtest
from pipelines.analyzer.days import CalendarDay, Floats, Log
from pipelines.analyzer.intervals import Bounds, Margins, within
from pipelines.analyzer.methods import NAMES
from pipelines.analyzer.whole import rounded_day, whole_days

PLAIN_MEAN = "plain_mean"
# With fewer days than this even the range of what happened says nothing.
RANGE_DAYS = 3
DECIMALS = 2


@dataclass(frozen=True)
class Estimate:
    """Minutes of a category on a day to come, with an interval that should hold 80 % of the days."""

    target_date: date
    category: str
    minutes: float
    lower: float
    upper: float
    method: str


@dataclass(frozen=True)
class Anomaly:
    """A category outside the interval that was forecast before that day.

    Attributes:
        size: minutes above the upper bound, or, negative, below the lower one.
    """

    local_date: date
    category: str
    actual: float
    lower: float
    upper: float
    size: float


def plain(log: Log, targets: Sequence[CalendarDay]) -> list[Estimate]:
    """Estimate from too few days for anything else: their mean, and an interval wider than their range."""
    shares = [found for place in range(len(log.days)) if (found := log.shares(place)) is not None]
    mean = whole_days(np.mean(shares, axis=0))
    wide = wide_range(log)
    return [
        row
        for day in targets
        for row in _rows(log, day, mean * day.minutes, wide.at(mean * day.minutes, day), PLAIN_MEAN)
    ]


def estimate(backtest: Backtest, method: str, targets: Sequence[CalendarDay]) -> list[Estimate]:
    """Estimate by the given method, from the backtest's panel as it stands after its last day."""
    log, place = backtest.log, NAMES.index(method)
    margins, wide = Margins(backtest, place), wide_range(log)
    shares = backtest.panel.predict(targets)[place]
    rows = []
    for day, share in zip(targets, shares, strict=True):
        minutes = share * day.minutes
        bounds = margins.around(minutes, len(log.days) - 1, day) or wide.at(minutes, day)
        rows += _rows(log, day, minutes, bounds, method)
    return rows


def anomalies(backtest: Backtest, method: str, since: date) -> list[Anomaly]:
    """Find the categories of complete days from `since` on that lie outside their interval of the day before."""
    log, place = backtest.log, NAMES.index(method)
    margins = Margins(backtest, place)
    found = []
    for number in np.flatnonzero(log.complete).tolist():
        day, forecast = log.days[number], backtest.forecasts[place, number, LEADS.index(FIRST_LEAD)]
        if day.date < since or np.isnan(forecast).any():
            continue
        bounds = margins.around(forecast, number - FIRST_LEAD, day)
        if bounds is not None:
            found += _outside(log, number, np.round(bounds.lower, DECIMALS), np.round(bounds.upper, DECIMALS))
    return found


@dataclass(frozen=True)
class WideRange:
    """The range of the days, once more on each side: an interval for when there are too few errors for a better one."""

    bounds: Bounds | None

    def at(self, minutes: Floats, day: CalendarDay) -> Bounds:
        """Return the interval around a day's forecast."""
        if self.bounds is None:
            return Bounds(np.zeros_like(minutes), np.full_like(minutes, day.minutes))
        return within(minutes, self.bounds, day)


def wide_range(log: Log) -> WideRange:
    """Return the range of the complete days of the log."""
    known = log.actual[log.complete]
    if len(known) < RANGE_DAYS:
        return WideRange(None)
    least, most = known.min(axis=0), known.max(axis=0)
    return WideRange(Bounds(2 * least - most, 2 * most - least))


def _rows(log: Log, day: CalendarDay, minutes: Floats, bounds: Bounds, method: str) -> list[Estimate]:
    whole = rounded_day(minutes, day.minutes)
    lower = np.minimum(np.round(bounds.lower, DECIMALS), whole)
    upper = np.maximum(np.round(bounds.upper, DECIMALS), whole)
    return [
        Estimate(day.date, category, float(whole[place]), float(lower[place]), float(upper[place]), method)
        for place, category in enumerate(log.categories)
    ]


def _outside(log: Log, place: int, lower: Floats, upper: Floats) -> list[Anomaly]:
    actual = np.round(log.actual[place], DECIMALS)
    size = np.round(np.maximum(actual - upper, 0) - np.maximum(lower - actual, 0), DECIMALS)
    return [
        Anomaly(
            log.days[place].date,
            log.categories[column],
            float(actual[column]),
            float(lower[column]),
            float(upper[column]),
            float(size[column]),
        )
        for column in np.flatnonzero(size).tolist()
    ]

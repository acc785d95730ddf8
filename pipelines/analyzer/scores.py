"""How good each method was, and which one is used."""

from dataclasses import dataclass

import numpy as np

from pipelines.analyzer.backtest import LEADS, Backtest
from pipelines.analyzer.days import Bools
from pipelines.analyzer.intervals import Margins
from pipelines.analyzer.methods import NAMES, PREFERENCE, YARDSTICK

# Older days say little about who the person is now.
SCORED_DAYS = 365
# An actual this close to a bound (minutes) is on it: what is stored is rounded to 0.01.
ROUNDING = 0.005


@dataclass(frozen=True)
class Score:
    """One method's score.

    Attributes:
        mae: mean absolute error in minutes per category and day, over all leads.
        relmae: that, over the one of last week's same day; None when that one never errs.
        coverage: share of what happened that lay inside the 80 % intervals; None without any interval.
    """

    name: str
    mae: float
    relmae: float | None
    coverage: float | None


@dataclass(frozen=True)
class Scores:
    """The scores of all methods on the same forecasts, in the order of `NAMES`; none when no day could be scored.

    Attributes:
        origins: from how many days the forecasts were made.
        days: for how many days.
    """

    methods: list[Score]
    origins: int
    days: int

    @property
    def winner(self) -> Score:
        """The method with the least error; among equals the first of `PREFERENCE`."""
        return min(self.methods, key=lambda score: (score.mae, PREFERENCE.index(score.name)))


def score(backtest: Backtest) -> Scores:
    """Score all methods on the last year of complete days, over the categories that have any time."""
    used = backtest.log.used
    errors = np.abs(backtest.errors[:, -SCORED_DAYS:][..., used])
    scored: Bools = ~np.isnan(errors[YARDSTICK]).any(axis=-1)
    if not scored.any():
        return Scores([], 0, 0)
    # Rounded, so that the last bits of a sum never decide who wins.
    means = [round(float(errors[method][scored].mean()), 6) for method in range(len(NAMES))]
    yardstick = means[YARDSTICK]
    targets, leads = np.nonzero(scored)
    return Scores(
        [
            Score(name, mean, mean / yardstick if yardstick > 0 else None, coverage(backtest, method))
            for method, (name, mean) in enumerate(zip(NAMES, means, strict=True))
        ],
        origins=np.unique(targets - np.array(LEADS)[leads]).size,
        days=np.unique(targets).size,
    )


def coverage(backtest: Backtest, method: int) -> float | None:
    """Return the share of what happened that lay inside the intervals forecast before it."""
    log, margins = backtest.log, Margins(backtest, method)
    used = log.used
    inside = total = 0
    for place in np.flatnonzero(log.complete)[-SCORED_DAYS:].tolist():
        for row, lead in enumerate(LEADS):
            forecast = backtest.forecasts[method, place, row]
            if np.isnan(forecast).any():
                continue
            bounds = margins.around(forecast, place - lead, log.days[place])
            if bounds is None:
                continue
            actual = log.actual[place]
            hits = (actual >= bounds.lower - ROUNDING) & (actual <= bounds.upper + ROUNDING)
            inside += int(hits[used].sum())
            total += int(used.sum())
    return inside / total if total else None

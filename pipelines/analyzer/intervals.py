"""The repair of intervals: as wide as they had to be lately, so that one day in ten lies below and one above.

The errors of the lower and the upper end are measured in widths of the interval, pooled over categories and leads.
"""

from typing import NamedTuple

import numpy as np

from pipelines.analyzer.days import Bools, Floats
from pipelines.analyzer.distributions import HIGHEST, LOWEST, MEDIAN
from pipelines.analyzer.mixture import LEADS, Mixed, Mixture

POOLED_DAYS = 40
FEWEST_CELLS = 30
# The end moves so many widths while there are too few errors, and never inwards by more than a quarter.
FIRST_LOWER, FIRST_UPPER, INWARDS = 0.15, 0.10, -0.25
HELD = 0.9
NARROWEST = 5.0


class Interval(NamedTuple):
    """The ends and the median by target and category, in minutes: 0 ≤ lower ≤ median ≤ upper ≤ the day's length."""

    lower: Floats
    median: Floats
    upper: Floats


class Widening(NamedTuple):
    """By how many widths each end moves outwards."""

    lower: float
    upper: float


def interval(mixed: Mixed, widening: Widening, lengths: Floats) -> Interval:
    """Return the repaired 80 % interval of a forecast; `lengths` are those of the targets, in minutes.

    An interval that begins at 0 holds more than its share by construction and is left alone, as is one of no width.
    """
    lower, median, upper = (mixed.quantiles[..., place] for place in (LOWEST, MEDIAN, HIGHEST))
    width = np.maximum(upper - lower, NARROWEST)
    moves = is_dense(lower, upper)
    lower = np.where(moves, lower - widening.lower * width, lower)
    upper = np.where(moves, upper + widening.upper * width, upper)
    # A day on which the clocks change may be shorter than the days before it.
    median = np.minimum(median, lengths[:, np.newaxis])
    return Interval(
        np.clip(np.minimum(lower, median), 0, None),
        median,
        np.minimum(np.maximum(upper, median), lengths[:, np.newaxis]),
    )


def is_dense(lower: Floats, upper: Floats) -> Bools:
    """Return which intervals can miss on both sides."""
    result: Bools = (lower > 0) & (lower < upper)
    return result


def widening(mixture: Mixture, origin: int) -> Widening:
    """Return by how much intervals seen from the end of that day are widened, by the errors known then."""
    seen = mixture.training.seen_from(origin)
    days = seen.rows[-POOLED_DAYS:]
    actual = mixture.training.minutes(seen.mode)
    below, above = [], []
    for row in mixture.origins(origin, origin - int(days[0]) + LEADS.stop) if days.size else []:
        known = days[(days >= row + LEADS.start) & (days < row + LEADS.stop)]
        mixed = mixture.earlier(row) if known.size else None
        if mixed is None:
            continue
        quantiles = mixed.quantiles[known - row - LEADS.start]
        lower, upper = quantiles[..., LOWEST], quantiles[..., HIGHEST]
        dense, width = is_dense(lower, upper), np.maximum(upper - lower, NARROWEST)
        below.append(((lower - actual[known]) / width)[dense])
        above.append(((actual[known] - upper) / width)[dense])
    if sum(map(len, below)) < FEWEST_CELLS:
        return Widening(FIRST_LOWER, FIRST_UPPER)
    return Widening(*(max(float(np.quantile(np.concatenate(errors), HELD)), INWARDS) for errors in (below, above)))

"""The combinations of the mixture: how fast the past fades, and how much other kinds of days count."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats
from pipelines.analyzer.training import Indices


class Kernel(NamedTuple):
    """The weight of a past day for a target by what they have in common."""

    same_weekday_and_type: float
    same_type: float
    other: float


HALF_LIVES = (7.0, 14.0, 28.0, 60.0)
KERNELS = (Kernel(1, 1, 1), Kernel(1, 1, 0.01), Kernel(1, 0.25, 0.01))
COMBINATIONS = tuple(product(HALF_LIVES, KERNELS))
# What newcomers get, whose days are too few to tell weekdays apart.
ROUGH = COMBINATIONS.index((14.0, KERNELS[0]))


def day_weights(days: Sequence[CalendarDay], origin: int, rows: Indices, targets: Sequence[CalendarDay]) -> Floats:
    """Return the weights of the past days for each target and combination; each sums to 1.

    Args:
        days: the days of the log.
        origin: the row of the last day known. Days that do not train keep their place, so ages are calendar days.
        rows: the rows that train.
        targets: the days to forecast.

    Returns:
        An array of targets, combinations and rows.
    """
    ages = origin - rows
    weekdays = np.array([days[row].weekday for row in rows.tolist()])
    holidays = np.array([days[row].is_holiday for row in rows.tolist()])
    fading = 2.0 ** (-ages / np.array(HALF_LIVES)[:, np.newaxis])
    result = np.empty((len(targets), len(COMBINATIONS), rows.size))
    for number, target in enumerate(targets):
        same_type = holidays == target.is_holiday
        same_both = same_type & (weekdays == target.weekday)
        alike = np.array(
            [
                np.where(same_both, kernel.same_weekday_and_type, np.where(same_type, kernel.same_type, kernel.other))
                for kernel in KERNELS
            ]
        )
        result[number] = (fading[:, np.newaxis] * alike).reshape(len(COMBINATIONS), rows.size)
    result /= result.sum(axis=-1, keepdims=True)
    return result

"""The methods that compete, as one panel that is fed a day at a time."""

from collections.abc import Sequence

import numpy as np

from pipelines.analyzer import smoothing, windows
from pipelines.analyzer.days import CalendarDay, Floats
from pipelines.analyzer.smoothing import Smoothing
from pipelines.analyzer.whole import whole_days
from pipelines.analyzer.windows import LAST_WEEK, Windows

MEAN_OF_METHODS = "mean_of_methods"
# Where two are equally good, the first one here is used: the simple before the clever, the yardstick last.
PREFERENCE = (
    windows.WEEK_MEAN,
    windows.WEEKDAY_MEAN,
    windows.DAY_TYPE_MEAN,
    smoothing.NAME,
    MEAN_OF_METHODS,
    LAST_WEEK,
)
NAMES = (*Windows.names, *Smoothing.names, MEAN_OF_METHODS)
YARDSTICK = NAMES.index(LAST_WEEK)


class Panel:
    """All methods side by side.

    A panel knows the days that `observe` was given and nothing else; whoever asks for a forecast before feeding the
    next day can be sure that no later day is in it.

    Args:
        categories: how many.
        leads: how many days ahead of the last day observed it will be asked.
    """

    def __init__(self, categories: int, leads: Sequence[int]) -> None:
        self._members = (Windows(categories), Smoothing(categories, (min(leads), max(leads))))

    def observe(self, day: CalendarDay, shares: Floats | None) -> None:
        """Take in the day that follows the last one; `shares` None = not complete."""
        for member in self._members:
            member.observe(day, shares)

    def predict(self, targets: Sequence[CalendarDay]) -> Floats:
        """Return shares that sum to 1 by method (`NAMES`), target and category."""
        single = whole_days(np.concatenate([member.predict(targets) for member in self._members]))
        result: Floats = np.concatenate([single, single.mean(axis=0, keepdims=True)])
        return result

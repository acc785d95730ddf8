"""The days of a log as arrays: one row per calendar day, one column per category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class CalendarDay:
    """What is known of a day long before it comes; `minutes` is its length in the person's zone."""

    date: date
    is_holiday: bool
    minutes: float

    @property
    def weekday(self) -> int:
        """Monday is 0."""
        return self.date.weekday()


@dataclass(frozen=True)
class Log:
    """A span of calendar days without a gap.

    Attributes:
        days: every day of the span, whether the person tracked it or not.
        categories: the names of the columns.
        actual: minutes per day and category; NaN on a day that is not complete, because it says nothing.
    """

    days: Sequence[CalendarDay]
    categories: Sequence[str]
    actual: Floats

    @property
    def complete(self) -> Bools:
        """Which days are complete."""
        result: Bools = np.logical_not(np.isnan(self.actual.sum(axis=1)))
        return result

    @property
    def used(self) -> Bools:
        """Which categories have any time; the others would only dilute a mean error."""
        totals: Floats = self.actual[self.complete].sum(axis=0)
        return totals > 0

    @property
    def lengths(self) -> Floats:
        """The length of each day in minutes."""
        return np.array([day.minutes for day in self.days], dtype=np.float64)

    @property
    def holidays(self) -> Bools:
        """Which days are holidays."""
        return np.array([day.is_holiday for day in self.days], dtype=np.bool_)

    def shares(self, place: int) -> Floats | None:
        """Return a day's time as shares of what was tracked of it, or None when it is not complete.

        Shares make a day of 23 hours and one of 24 comparable, and leave no room for the untracked.
        """
        row = self.actual[place]
        if np.isnan(row).any() or row.sum() <= 0:
            return None
        result: Floats = row / row.sum()
        return result


def following(days: Sequence[CalendarDay], first: int, number: int) -> Sequence[CalendarDay]:
    """Return up to `number` days from place `first` on."""
    return days[first : first + number]

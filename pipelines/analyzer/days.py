"""The days of a log as arrays: one row per calendar day, one column per category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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


@dataclass(frozen=True, kw_only=True)
class Log:
    """A span of calendar days without a gap, from the first with an entry to the last one that was read.

    Attributes:
        days: every day of the span.
        categories: the names of the columns.
        minutes: counted minutes per day and category; 0 on days that were not read.
        is_read: whether the day was read in full from the source; of the others nothing is known.
        is_complete: whether at least 95 % of the day was tracked.
        has_entry: whether anything was logged on the day.
        is_forgotten: whether an entry of at least 12 hours outside Sleep touches the day, as by a forgotten timer.
    """

    days: Sequence[CalendarDay]
    categories: Sequence[str]
    minutes: Floats
    is_read: Bools
    is_complete: Bools
    has_entry: Bools
    is_forgotten: Bools

    @cached_property
    def lengths(self) -> Floats:
        """The length of each day in minutes."""
        return np.array([day.minutes for day in self.days], dtype=np.float64)

    @cached_property
    def holidays(self) -> Bools:
        """Which days are holidays."""
        return np.array([day.is_holiday for day in self.days], dtype=np.bool_)

    @cached_property
    def used(self) -> Bools:
        """Which categories have any time; the others would only dilute a mean error."""
        result: Bools = self.minutes.sum(axis=0) > 0
        return result

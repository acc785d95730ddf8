"""Which days of a log an estimate learns from, as seen from the end of one of them.

A day without an entry is a zero, not a gap: "did not log" and "did nothing" cannot be distinguished in the data, and
need not be, because an estimate is of what the log will show.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.analyzer.days import Bools, Floats, Log
from pipelines.counted_days import FORGOTTEN_SHARE, break_ends
from pipelines.mode import Mode, modes

Indices = NDArray[np.intp]

_NEVER = np.iinfo(np.intp).max


class Seen(NamedTuple):
    """What an estimate learns from.

    Attributes:
        mode: whole-day or part-day, after the last day seen.
        rows: the rows of the log that train, oldest first.
    """

    mode: Mode
    rows: Indices


@dataclass(frozen=True)
class Training:
    """What was known at the end of each day of a log, and nothing of any later day."""

    log: Log

    def seen_from(self, origin: int) -> Seen:
        """Return what is known at the end of the day in row `origin`."""
        mode = self.modes[origin]
        return Seen(mode, np.flatnonzero(self._trains(origin, mode)))

    def is_break_just_over(self, origin: int, *, days: int) -> bool:
        """Return whether a break ended with one of the last `days` days."""
        return bool(np.any((self._returns > origin - days) & (self._returns <= origin)))

    def left_out_as_forgotten(self, origin: int) -> Indices:
        """Return the rows that would train if no entry of 12 hours touched them."""
        if self.modes[origin] is Mode.WHOLE_DAY:
            return np.zeros(0, dtype=np.intp)
        known = self.log.is_read[: origin + 1] & (self._returns[: origin + 1] > origin)
        return np.flatnonzero(known & self.forgotten(origin))

    def forgotten(self, origin: int) -> Bools:
        """Return which days up to `origin` a forgotten timer touches; none where long entries are shifts."""
        result: Bools = self.log.is_forgotten[: origin + 1]
        days_with_entries = self.log.has_entry[: origin + 1].sum()
        return np.zeros_like(result) if result.sum() > FORGOTTEN_SHARE * days_with_entries else result

    @cached_property
    def modes(self) -> list[Mode]:
        """The mode after each day."""
        return modes(self.log.is_complete.tolist(), self.log.is_read.tolist())

    @cached_property
    def actual(self) -> Floats:
        """Minutes by day and category, no more than the day has."""
        result: Floats = np.minimum(self.log.minutes, self.log.lengths[:, np.newaxis])
        return result

    @cached_property
    def shares(self) -> Floats:
        """Shares of what was tracked of each day; 0 where nothing was."""
        totals = self.actual.sum(axis=1, keepdims=True)
        result: Floats = np.divide(self.actual, totals, out=np.zeros_like(self.actual), where=totals > 0)
        return result

    def values(self, mode: Mode) -> Floats:
        """Return what is forecast in that mode: minutes, or shares of the day."""
        return self.shares if mode is Mode.WHOLE_DAY else self.actual

    def minutes(self, mode: Mode) -> Floats:
        """Return the minutes that a forecast in that mode is compared with."""
        return self.shares * self.log.lengths[:, np.newaxis] if mode is Mode.WHOLE_DAY else self.actual

    def _trains(self, origin: int, mode: Mode) -> Bools:
        end = origin + 1
        known: Bools = self.log.is_read[:end] & (self._returns[:end] > origin)
        return known & (self.log.is_complete[:end] if mode is Mode.WHOLE_DAY else ~self.forgotten(origin))

    @cached_property
    def _returns(self) -> Indices:
        """For each day of a break, the row of the first day with an entry after it; for every other day: never."""
        ends = break_ends(self.log.has_entry.tolist(), self.log.is_read.tolist())
        return np.array([_NEVER if end is None else end for end in ends], dtype=np.intp)

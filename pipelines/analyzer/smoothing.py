"""A yardstick: exponential smoothing whose gains are chosen per category by how well they forecast so far.

A category's minutes of a day are level + weekday + day type. All combinations of gains run side by side as one array;
each category uses the one with the smallest (slowly forgotten) absolute error of its forecasts for days that have
already come. A weekday gain of 0 leaves the weekday out, and both at 0 are simple exponential smoothing.
"""

from collections import deque
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats

NAME = "smoothing"
LEVEL_GAINS = (0.01, 0.03, 0.06, 0.12, 0.25, 0.5)
WEEKDAY_GAINS = (0.0, 0.04, 0.12)
DAY_TYPE_GAINS = (0.0, 0.05, 0.2)
# Per day that trains; half of the weight is on the last 10 weeks.
FORGETTING = 0.99
# A gain is at least 1 / (days seen + this), so that the first weeks learn quickly.
SLOW_START = 3


class _State(NamedTuple):
    """Level (gains, categories) and the two seasons (7 or 2, gains, categories)."""

    level: Floats
    weekday: Floats
    day_type: Floats

    def forecast(self, day: CalendarDay) -> Floats:
        result: Floats = self.level + self.weekday[day.weekday] + self.day_type[int(day.is_holiday)]
        return result


class Smoothing:
    """The filter of all combinations.

    Args:
        categories: how many.
        leads: how many days ahead (from the last day observed) the forecasts are judged.
    """

    names = (NAME,)

    def __init__(self, categories: int, leads: Sequence[int]) -> None:
        gains = np.array(list(product(LEVEL_GAINS, WEEKDAY_GAINS, DAY_TYPE_GAINS)))
        self._gains = gains.T[:, :, np.newaxis]
        shape = (len(gains), categories)
        self._state = _State(np.zeros(shape), np.zeros((7, *shape)), np.zeros((2, *shape)))
        self._before: deque[_State] = deque(maxlen=max(leads))
        self._leads = tuple(leads)
        self._loss = np.zeros(shape)
        self._seen = 0
        self._seen_weekday = [0] * 7
        self._seen_day_type = [0] * 2

    def observe(self, day: CalendarDay, minutes: Floats | None) -> None:
        """Take in the day that follows the last one; `minutes` None = it does not train: nothing is learnt."""
        if minutes is not None:
            self._judge(day, minutes)
            self._learn(day, minutes)
        self._before.append(self._state)

    def predict(self, targets: Sequence[CalendarDay]) -> Floats:
        """Return minutes by method (one), target and category."""
        best = np.argmin(np.round(self._loss, 9), axis=0)
        columns = np.arange(best.size)
        return np.array([[self._state.forecast(day)[best, columns] for day in targets]])

    def _judge(self, day: CalendarDay, minutes: Floats) -> None:
        self._loss *= FORGETTING
        for lead in self._leads:
            if lead <= len(self._before):
                self._loss += np.abs(self._before[-lead].forecast(day) - minutes)

    def _learn(self, day: CalendarDay, minutes: Floats) -> None:
        level_gain, weekday_gain, day_type_gain = self._gains
        level, weekday, day_type = self._state.level, self._state.weekday.copy(), self._state.day_type.copy()
        error = minutes - self._state.forecast(day)
        place, kind = day.weekday, int(day.is_holiday)
        level = level + np.maximum(level_gain, 1.0 / (self._seen + 1)) * error
        weekday[place] += _started(weekday_gain, self._seen_weekday[place]) * error
        day_type[kind] += _started(day_type_gain, self._seen_day_type[kind]) * error
        self._state = _State(level, weekday, day_type)
        self._seen += 1
        self._seen_weekday[place] += 1
        self._seen_day_type[kind] += 1


def _started(gain: Floats, seen: int) -> Floats:
    result: Floats = np.where(gain > 0, np.maximum(gain, 1.0 / (seen + SLOW_START)), 0.0)
    return result

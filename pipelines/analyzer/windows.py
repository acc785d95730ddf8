"""Yardsticks: means over windows of calendar days, in which a day that does not train is missing, not zero."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats

WEEK, WEEKS, MONTH = 7, 4, 30
LAST_WEEK, WEEK_MEAN, WEEKDAY_MEAN, DAY_TYPE_MEAN = "last_week", "mean_7_days", "mean_weekday", "mean_day_type"


class Windows:
    """Remembers the last 30 days, and the last 7 that train however long ago they were.

    A window without such a day falls back: last week's same day to the same day one to three weeks earlier; then all of
    them to the mean of 7 days, and that one to the last 7 days that train.
    """

    names = (WEEK_MEAN, WEEKDAY_MEAN, DAY_TYPE_MEAN, LAST_WEEK)

    def __init__(self, categories: int) -> None:
        self._days: deque[tuple[CalendarDay, Floats | None]] = deque(maxlen=MONTH)
        self._trained: deque[Floats] = deque(maxlen=WEEK)
        self._nothing = np.zeros(categories)

    def observe(self, day: CalendarDay, minutes: Floats | None) -> None:
        """Take in the day that follows the last one; `minutes` None = it does not train."""
        self._days.append((day, minutes))
        if minutes is not None:
            self._trained.append(minutes)

    def predict(self, targets: Sequence[CalendarDay]) -> Floats:
        """Return minutes by method, target and category."""
        days = list(self._days)
        last_trained = _either(_mean(list(self._trained)), self._nothing)
        recent = _either(_mean([minutes for _, minutes in days[-WEEK:]]), last_trained)
        by_type = {kind: self._day_type(kind) for kind in (False, True)}
        by_weekday = [_same_weekdays(days, weekday) for weekday in range(WEEK)]
        weekday_means = [_mean(known) for known in by_weekday]
        latest = [known[-1] if known else None for known in by_weekday]
        rows = [
            [recent] * len(targets),
            [_either(weekday_means[day.weekday], recent) for day in targets],
            [_either(by_type[day.is_holiday], recent) for day in targets],
            [_either(latest[day.weekday], recent) for day in targets],
        ]
        return np.array(rows)

    def _day_type(self, is_holiday: bool) -> Floats | None:  # noqa: FBT001 the kind itself, not a switch
        return _mean([minutes for day, minutes in self._days if day.is_holiday is is_holiday])


def _same_weekdays(days: list[tuple[CalendarDay, Floats | None]], weekday: int) -> list[Floats]:
    return [minutes for day, minutes in days[-WEEK * WEEKS :] if day.weekday == weekday and minutes is not None]


def _mean(rows: Sequence[Floats | None]) -> Floats | None:
    complete = [row for row in rows if row is not None]
    if not complete:
        return None
    total = complete[0].copy()
    for row in complete[1:]:
        total += row
    result: Floats = total / len(complete)
    return result


def _either(first: Floats | None, second: Floats) -> Floats:
    return second if first is None else first

"""The simple methods: means over windows of calendar days, in which a day that is not complete is missing, not zero."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats

WEEK, WEEKS, MONTH = 7, 4, 30
LAST_WEEK, WEEK_MEAN, WEEKDAY_MEAN, DAY_TYPE_MEAN = "last_week", "mean_7_days", "mean_weekday", "mean_day_type"


class Windows:
    """Remembers the last 30 days, and the last 7 complete ones however long ago they were.

    A window without a complete day falls back: last week's same day to the same day one to three weeks earlier; then
    all of them to the mean of 7 days, and that one to the last 7 complete days.
    """

    names = (WEEK_MEAN, WEEKDAY_MEAN, DAY_TYPE_MEAN, LAST_WEEK)

    def __init__(self, categories: int) -> None:
        self._days: deque[tuple[CalendarDay, Floats | None]] = deque(maxlen=MONTH)
        self._complete: deque[Floats] = deque(maxlen=WEEK)
        self._even = np.full(categories, 1.0 / categories)

    def observe(self, day: CalendarDay, shares: Floats | None) -> None:
        """Take in the day that follows the last one; `shares` None = not complete."""
        self._days.append((day, shares))
        if shares is not None:
            self._complete.append(shares)

    def predict(self, targets: Sequence[CalendarDay]) -> Floats:
        """Return shares by method, target and category."""
        days = list(self._days)
        last_complete = _either(_mean(list(self._complete)), self._even)
        recent = _either(_mean([shares for _, shares in days[-WEEK:]]), last_complete)
        by_type = {kind: self._day_type(kind) for kind in (False, True)}
        by_weekday = [_same_weekdays(days, weekday) for weekday in range(WEEK)]
        weekday_means = [_mean(shares) for shares in by_weekday]
        latest = [shares[-1] if shares else None for shares in by_weekday]
        rows = [
            [recent] * len(targets),
            [_either(weekday_means[day.weekday], recent) for day in targets],
            [_either(by_type[day.is_holiday], recent) for day in targets],
            [_either(latest[day.weekday], recent) for day in targets],
        ]
        return np.array(rows)

    def _day_type(self, is_holiday: bool) -> Floats | None:  # noqa: FBT001 the kind itself, not a switch
        return _mean([shares for day, shares in self._days if day.is_holiday is is_holiday])


def _same_weekdays(days: list[tuple[CalendarDay, Floats | None]], weekday: int) -> list[Floats]:
    return [shares for day, shares in days[-WEEK * WEEKS :] if day.weekday == weekday and shares is not None]


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

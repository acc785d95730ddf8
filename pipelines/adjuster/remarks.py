"""A remark instead of a proposal: where no daily target fits, fewer minutes would not help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.adjuster.data import Data, Day, Target
from pipelines.adjuster.day_budget import DayBudget
from pipelines.adjuster.rules import DAY_TYPES, FEWEST_MINUTES, GRID, matching_day_types, outlook


@dataclass(frozen=True)
class Alternative:
    """A target for one day type that would fit, with its chance on such a day."""

    day_type: str
    minutes: int
    chance: float


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A `more` target that no minutes of a day would make likely.

    Attributes:
        day_types: those on which the target counts.
        days_done: the days looked at with at least 10 minutes of the category, the fewest that a target asks for.
        days_looked_at: all matching days that count in the last 90.
        first_date: the oldest day looked at.
        last_date: the newest day looked at.
        alternative: a target for another day type; None where no daily target fits at all.
    """

    target: Target
    day_types: frozenset[str]
    days_done: int
    days_looked_at: int
    first_date: date
    last_date: date
    alternative: Alternative | None


def remark(target: Target, data: Data, day_types: frozenset[str], budget: DayBudget) -> Remark:
    """Return how often the category was done on the target's days, and what would fit instead."""
    days = [day for day in data.days[target.category_key] if day.day_type in day_types]
    return Remark(
        target=target,
        day_types=day_types,
        days_done=_days_done(days),
        days_looked_at=len(days),
        first_date=days[-1].local_date,
        last_date=days[0].local_date,
        alternative=_alternative(target, data, day_types, budget),
    )


def _days_done(days: Sequence[Day]) -> int:
    return sum(day.seconds >= FEWEST_MINUTES * 60 for day in days)


def _alternative(target: Target, data: Data, day_types: frozenset[str], budget: DayBudget) -> Alternative | None:
    """Return the target of most minutes, but not more than now, that fits on another day type and into its day."""
    others = [one for one in data.targets if one.category_key == target.category_key and one.id != target.id]
    taken = {day_type for one in others for day_type in matching_day_types(one, data.targets)}
    found = []
    for day_type in sorted(DAY_TYPES - taken):
        only = frozenset({day_type})
        expected = outlook("more", data.ahead.get(target.category_key, []), only, data.today)
        if only == day_types or expected is None:
            continue
        free = target.minutes if day_type in day_types else budget.free(only)
        minutes = min(expected.fitting_minutes(), target.minutes // GRID * GRID, free // GRID * GRID)
        if minutes >= FEWEST_MINUTES:
            found.append(Alternative(day_type, minutes, expected.chance(minutes)))
    return max(found, key=lambda one: (one.minutes, one.chance), default=None)

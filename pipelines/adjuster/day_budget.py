"""The minutes of a day that the targets leave free."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.adjuster.data import Target
from pipelines.adjuster.rules import DAY_MINUTES, DAY_TYPES, GRID, Candidate, matching_day_types


class DayBudget:
    """The minutes that the `more` targets leave free on a workday and on a holiday.

    Every proposal reserved so far counts as accepted. A `less` target reserves nothing. A proposal that lowers a target
    returns nothing, because it may be rejected. So any of the proposals can be accepted, in any order, and no day comes
    to more than 1440 minutes.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._free = {
            day_type: DAY_MINUTES
            - sum(
                target.minutes
                for target in targets
                if target.direction == "more" and day_type in matching_day_types(target, targets)
            )
            for day_type in DAY_TYPES
        }

    def reserve(self, target: Target, day_types: frozenset[str], minutes: int) -> bool:
        """Reserve the minutes on these days for the target and return whether they were free."""
        if minutes <= 0 or target.direction != "more":
            return True
        if minutes > self.free(day_types):
            return False
        for day_type in day_types:
            self._free[day_type] -= minutes
        return True

    def shrink_to_fit(self, candidate: Candidate) -> Candidate | None:
        """Return the change, shrunk on the grid to the free minutes; None when nothing of it is left."""
        old = candidate.target.minutes
        if candidate.new_minutes < old or candidate.target.direction != "more":
            return candidate
        most = (old + self.free(candidate.day_types)) // GRID * GRID
        new_minutes = min(candidate.new_minutes, most)
        return replace(candidate, new_minutes=new_minutes) if new_minutes > old else None

    def free(self, day_types: frozenset[str]) -> int:
        """Return the minutes that are free on each of these days."""
        return min((self._free[day_type] for day_type in day_types), default=DAY_MINUTES)

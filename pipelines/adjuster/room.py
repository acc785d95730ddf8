"""How many minutes of a day the targets leave over."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.adjuster.data import Target
from pipelines.adjuster.rules import DAY_MINUTES, DAY_TYPES, GRID, Candidate, matching_day_types


class Room:
    """What the `more` targets leave of a workday and of a holiday once every proposal taken so far is accepted.

    What is at most wanted needs no room.

    A proposal that lowers a target gives nothing back: it may be rejected. So any of the proposals can be accepted, in
    any order, and no day comes to more than 1440 minutes.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._left = {
            day_type: DAY_MINUTES
            - sum(
                target.minutes
                for target in targets
                if target.direction == "more" and day_type in matching_day_types(target, targets)
            )
            for day_type in DAY_TYPES
        }

    def take(self, target: Target, day_types: frozenset[str], minutes: int) -> bool:
        """Reserve the minutes on these days for the target and return whether they were there."""
        if minutes <= 0 or target.direction != "more":
            return True
        if minutes > self._available(day_types):
            return False
        for day_type in day_types:
            self._left[day_type] -= minutes
        return True

    def fit(self, candidate: Candidate) -> Candidate | None:
        """Return the change, shrunk on the grid to what is left; None when nothing of it is left."""
        old = candidate.target.minutes
        if candidate.new_minutes < old or candidate.target.direction != "more":
            return candidate
        most = (old + self._available(candidate.day_types)) // GRID * GRID
        new_minutes = min(candidate.new_minutes, most)
        return replace(candidate, new_minutes=new_minutes) if new_minutes > old else None

    def _available(self, day_types: frozenset[str]) -> int:
        return min((self._left[day_type] for day_type in day_types), default=DAY_MINUTES)

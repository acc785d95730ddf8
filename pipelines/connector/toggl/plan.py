"""The cost of a sync in calls and hours, before they are spent."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines import stage
from pipelines.connector.toggl.quota import TIERS, hours_for, per_hour

# How much an unread year holds is unknown; with nothing to go by, a full log of about this many entries a day.
ENTRIES_PER_DAY = 20.0
# So is how many rows Toggl puts on a page, before the first has come.
ROWS_PER_PAGE = 200


@dataclass(frozen=True, order=True)
class DayRange:
    """Whole days of one workspace, as many as one report takes."""

    last: date
    first: date
    workspace: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Plan:
    """The cost of reading some ranges of history.

    Attributes:
        days: how many days they have, each workspace's counted.
        calls: about how many calls they take.
        remaining: calls that are left in this hour; None = not reported yet.
        limit: calls of an hour by the plan, as well as it is known.
    """

    days: int
    calls: int
    remaining: int | None
    limit: int

    @classmethod
    def of(
        cls,
        ranges: Iterable[DayRange],
        entries_per_day: Mapping[int, float],
        remaining: int | None,
        *,
        hourly: int | None = None,
        rows_per_page: int = ROWS_PER_PAGE,
        since: date | None = None,
    ) -> "Plan":
        """Plan the reports of these ranges.

        Args:
            ranges: what is read.
            entries_per_day: by workspace.
            remaining: calls that are left in this hour.
            hourly: the largest number of calls that was ever left.
            rows_per_page: as many as were seen.
            since: the day on which the account was made; before, few have entries.
        """
        ranges = list(ranges)
        calls = sum(calls_for(one, entries_per_day, rows_per_page, since) for one in ranges)
        return cls(
            sum(one.days for one in ranges), calls, remaining, per_hour(max(remaining or 0, hourly or 0) or None)
        )

    @property
    def hours(self) -> int:
        """About how many hours it takes at the quota; 0 = at once."""
        return hours_for(self.calls, self.remaining, self.limit)

    @property
    def fits(self) -> bool:
        """Whether the calls of this hour are enough."""
        return self.hours == 0

    def report(self) -> None:
        """Print the plan as an event."""
        stage.emit(
            "plan",
            message=f"History of {self.days} days: {self.calls} calls, {self.duration()}.",
            days=self.days,
            calls=self.calls,
            hours=self.hours,
            calls_per_hour=self.limit,
        )

    def duration(self) -> str:
        """Return the time that it takes, in words."""
        time = f"about {self.hours} h" if self.hours else "less than 1 h"
        whose = "the smallest plan's quota" if self.remaining is None and self.limit == TIERS[0] else "your quota"
        return f"{time} at {whose} of {self.limit} calls an hour"

    def summary(self) -> dict[str, Any]:
        """Return what goes into a result."""
        return {"days": self.days, "calls": self.calls, "hours": self.hours, "calls_per_hour": self.limit}


def calls_for(
    one: DayRange, entries_per_day: Mapping[int, float], rows_per_page: int = ROWS_PER_PAGE, since: date | None = None
) -> int:
    """Return about how many calls a range takes; days before `since` are supposed to be empty."""
    # A page repeats the last row of the one before.
    fresh = max(1, rows_per_page - 1)
    days = max(0, (one.last - max(one.first, since or one.first)).days + 1)
    return max(1, math.ceil(days * entries_per_day.get(one.workspace, 0.0) / fresh))

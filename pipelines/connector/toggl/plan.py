"""What a history will cost in calls, told before they are spent."""

import math
from dataclasses import dataclass
from datetime import date

from pipelines import stage
from pipelines.connector.toggl.quota import hours_for, per_hour

# Nobody knows how much an unread year holds; with nothing to go by, a full log of about this many entries a day.
ENTRIES_PER_DAY = 20.0
# Nor how many rows Toggl puts on a page before the first has come.
ROWS_PER_PAGE = 200


@dataclass(frozen=True)
class Plan:
    """The cost of reading some pieces of history.

    Attributes:
        days: how many days they have.
        calls: about how many calls they take.
        remaining: calls that are left in this hour; None = Toggl has not said.
    """

    days: int
    calls: int
    remaining: int | None

    @classmethod
    def of(
        cls,
        pieces: list[tuple[date, date]],
        entries_per_day: float,
        remaining: int | None,
        *,
        rows_per_page: int = ROWS_PER_PAGE,
    ) -> "Plan":
        """Plan the reports of these pieces at that density."""
        lengths = [(last - first).days + 1 for first, last in pieces]
        calls = sum(max(1, math.ceil(days * entries_per_day / rows_per_page)) for days in lengths)
        return cls(sum(lengths), calls, remaining)

    @property
    def hours(self) -> int:
        """About how many hours it takes at the quota; 0 = at once."""
        return hours_for(self.calls, self.remaining)

    @property
    def fits(self) -> bool:
        """Whether the calls of this hour are enough."""
        return self.hours == 0

    def tell(self) -> None:
        """Print the plan as an event."""
        limit = per_hour(self.remaining)
        time = f"about {self.hours} h" if self.hours else "less than 1 h"
        whose = "the smallest plan's quota" if self.remaining is None else "your quota"
        stage.emit(
            "plan",
            message=f"History of {self.days} days: {self.calls} calls, {time} at {whose} of {limit} calls an hour.",
            days=self.days,
            calls=self.calls,
            hours=self.hours,
            calls_per_hour=limit,
        )

"""The hours of a strip: seconds since midnight as time passes, labelled as the clock on the wall."""

from collections.abc import Iterator
from dataclasses import dataclass

from drawing.checks import require

HOUR = 3600
DAY = 24 * HOUR
# Hours from one label to the next, and how long an axis may be for it.
_STEPS, _STEP = {1: 9, 2: 15}, 3
# An axis over few hours would make a short break look long.
_LEAST_HOURS = 4


@dataclass(frozen=True)
class ClockChange:
    """A change of the clocks: the second since midnight, and by how many seconds they jump; back is negative."""

    second: int
    jump: int


@dataclass(frozen=True)
class Axis:
    """The part of a day that is shown.

    Attributes:
        start: in seconds since local midnight.
        end: in the same seconds; 90,000 for a day of 25 hours.
        change: of the clocks, where all rows have the same one; the hours after it are shifted.
    """

    start: int = 0
    end: int = DAY
    change: ClockChange | None = None

    def __post_init__(self) -> None:
        """Check the order."""
        require(0 <= self.start < self.end, f"an axis must end after its start, not at {self.end} after {self.start}")

    @classmethod
    def over(cls, start: int, end: int) -> "Axis":
        """Return an axis of whole hours over a span of time, at least a few of them."""
        first, last = start // HOUR, -(-end // HOUR)
        first = max(0, min(first, last - _LEAST_HOURS))
        return cls(first * HOUR, max(last, first + _LEAST_HOURS) * HOUR)

    def at(self, second: int) -> float:
        """Return where a second lies, 0 to 1; one outside lies at the nearer end."""
        return min(1, max(0, (second - self.start) / (self.end - self.start)))

    def holds(self, first: int, last: int) -> bool:
        """Return whether a span lies on the axis."""
        return self.start <= first and last <= self.end

    def hours(self) -> Iterator[tuple[int, str]]:
        """Yield second and label of each hour that is named; one that the clocks skip is not."""
        step = next((step for step, hours in _STEPS.items() if self.end - self.start <= hours * HOUR), _STEP)
        for hour in range(0, DAY // HOUR + 1, step):
            second = self._second(hour)
            if second is not None and self.start <= second <= self.end:
                yield second, str(hour)

    def _second(self, hour: int) -> int | None:
        """Return when the clock shows an hour, for the last time where it does so twice."""
        wall, change = hour * HOUR, self.change
        if change is None:
            return wall
        if wall - change.jump >= change.second:
            return wall - change.jump
        return wall if wall < change.second else None

"""A local day in the person's zone: as long as that zone makes it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.local_time import midnight


@dataclass(frozen=True)
class ClockChange:
    """The clock jumps: `elapsed` seconds after midnight it goes from `before` to `after` (local wall times)."""

    elapsed: int
    before: time
    after: time


@dataclass(frozen=True)
class Day:
    """A local date and the instants (UTC) at which it starts and ends."""

    date: date
    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def length(self) -> int:
        """Seconds from midnight to midnight: 86,400, or what a clock change makes of it."""
        return int((self.end - self.start).total_seconds())

    def elapsed(self, as_of: datetime) -> int:
        """Return how many seconds of the day were over at `as_of`."""
        return max(0, min(self.length, int((as_of - self.start).total_seconds())))

    def is_over(self, as_of: datetime) -> bool:
        return self.end <= as_of

    def clock_change(self) -> ClockChange | None:
        """Return the jump of the clock within the day, if there is one."""
        before, after = self._offset(0), self._offset(self.length)
        if before == after:
            return None
        low, high = 0, self.length
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        instant = self.start + timedelta(seconds=high)
        return ClockChange(high, (instant + before).time(), (instant + after).time())

    def _offset(self, elapsed: int) -> timedelta:
        offset = (self.start + timedelta(seconds=elapsed)).astimezone(self.zone).utcoffset()
        assert offset is not None
        return offset


def day_of(day: date, zone: ZoneInfo) -> Day:
    """Return the local date as the zone makes it."""
    return Day(day, midnight(day, zone), midnight(day + timedelta(days=1), zone), zone)

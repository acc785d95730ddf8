"""The ISO week a report is about, in the person's zone; days are as long as that zone makes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAYS = 7


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


@dataclass(frozen=True)
class Week:
    """Monday `first` to Sunday `last` in `zone`."""

    first: date
    zone: ZoneInfo

    @classmethod
    def containing(cls, day: date, zone: ZoneInfo) -> "Week":
        return cls(day - timedelta(days=day.weekday()), zone)

    @classmethod
    def last_complete(cls, now: datetime, zone: ZoneInfo) -> "Week":
        """Return the newest week that was over at `now`."""
        return cls.containing(now.astimezone(zone).date() - timedelta(days=DAYS), zone)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=DAYS - 1)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return tuple(self._days())

    @property
    def length(self) -> int:
        """Seconds in the week."""
        return sum(day.length for day in self.days)

    def elapsed(self, as_of: datetime) -> int:
        """Return how many seconds of the week were over at `as_of`."""
        return sum(day.elapsed(as_of) for day in self.days)

    def days_begun(self, as_of: datetime) -> int:
        """Return how many days of the week had begun at `as_of`."""
        return sum(day.elapsed(as_of) > 0 for day in self.days)

    def before(self, weeks: int) -> date:
        """Return the Monday that many weeks earlier."""
        return self.first - timedelta(weeks=weeks)

    def _days(self) -> Iterator[Day]:
        for number in range(DAYS):
            day = self.first + timedelta(days=number)
            yield Day(day, self._midnight(day), self._midnight(day + timedelta(days=1)), self.zone)

    def _midnight(self, day: date) -> datetime:
        # Where the clock skips midnight, fold 0 gives the instant of the jump, which is when that day starts.
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

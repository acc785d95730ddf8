"""The days a report is about: one day, an ISO week, or a month, in the person's zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from pipelines.local_time import dates
from pipelines.reporter.day import Day, day_of
from pipelines.reporter.formats import Formats

WEEK_DAYS, YEAR_MONTHS = 7, 12


@dataclass(frozen=True)
class Kind:
    """A kind of period: a day, a week or a month.

    Attributes:
        name: as it is ordered and stored.
        start: the first date of the period that holds a date.
        shift: the first date of the period that many periods after (negative: before) the one with this first date.
        label: how the period from the first to the last date is called.
        usual: how many periods before make the usual one.
        trend: how many periods the trend shows, the reported one included.
        context: how many days a chart of nights shows at least, the period's own at its end.
        is_even: whether all have the same number of days; others are compared by their mean day.
    """

    name: str
    start: Callable[[date], date]
    shift: Callable[[date, int], date]
    label: Callable[[Formats, date, date], str]
    usual: int
    trend: int
    context: int
    is_even: bool


def _month(first: date, count: int) -> date:
    year, month = divmod(first.year * YEAR_MONTHS + first.month - 1 + count, YEAR_MONTHS)
    return date(year, month + 1, 1)


DAILY = Kind(
    name="daily",
    start=lambda day: day,
    shift=lambda first, count: first + timedelta(days=count),
    label=lambda formats, first, _: formats.long_day(first),
    usual=7,
    trend=28,
    context=7,
    is_even=True,
)
WEEKLY = Kind(
    name="weekly",
    start=lambda day: day - timedelta(days=day.weekday()),
    shift=lambda first, count: first + timedelta(weeks=count),
    label=lambda formats, first, last: formats.span(first, last),
    usual=4,
    trend=12,
    context=7,
    is_even=True,
)
MONTHLY = Kind(
    name="monthly",
    start=lambda day: day.replace(day=1),
    shift=_month,
    label=lambda formats, first, _: formats.month(first),
    usual=3,
    trend=12,
    context=28,
    is_even=False,
)
KINDS = {kind.name: kind for kind in (DAILY, WEEKLY, MONTHLY)}


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last` in `zone`."""

    kind: Kind
    first: date
    zone: ZoneInfo

    @classmethod
    def containing(cls, kind: Kind, day: date, zone: ZoneInfo) -> "Period":
        return cls(kind, kind.start(day), zone)

    @classmethod
    def last_complete(cls, kind: Kind, now: datetime, zone: ZoneInfo) -> "Period":
        """Return the newest period that was over at `now`."""
        return cls.containing(kind, now.astimezone(zone).date(), zone).before(1)

    @property
    def last(self) -> date:
        return self.kind.shift(self.first, 1) - timedelta(days=1)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return tuple(day_of(day, self.zone) for day in dates(self.first, self.last))

    @property
    def length(self) -> int:
        """Seconds in the period."""
        return sum(day.length for day in self.days)

    def elapsed(self, as_of: datetime) -> int:
        """Return how many seconds of the period were over at `as_of`."""
        return sum(day.elapsed(as_of) for day in self.days)

    def days_begun(self, as_of: datetime) -> int:
        """Return how many days of the period had begun at `as_of`."""
        return sum(day.elapsed(as_of) > 0 for day in self.days)

    def before(self, count: int) -> "Period":
        """Return the period that many periods earlier."""
        return Period(self.kind, self.kind.shift(self.first, -count), self.zone)

    def trend(self) -> list["Period"]:
        """Return the periods that the trend shows, the oldest first and this one last."""
        return [self.before(number) for number in range(self.kind.trend - 1, -1, -1)]

    def label(self, formats: Formats) -> str:
        return self.kind.label(formats, self.first, self.last)

"""The notation of dates, durations and numbers in each language."""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

HOUR = 60
TENTHS = 10
# No line break between a number and its unit.
SPACE = "\N{NO-BREAK SPACE}"
MINUS, EN_DASH = "\N{MINUS SIGN}", "\N{EN DASH}"

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_JA = "月火水木金土日"


class Formats(Protocol):
    """The formats of one language. Durations are whole minutes, shares tenths of a percent."""

    def duration(self, minutes: int) -> str: ...

    def share(self, tenths: int) -> str: ...

    def rate(self, percent: int) -> str: ...

    def weekday(self, day: date) -> str:
        """Return the short name of the day of the week."""

    def short_day(self, day: date) -> str:
        """Return month and day."""

    def day(self, day: date) -> str:
        """Return month, day and day of the week."""

    def full_day(self, day: date) -> str:
        """Return year, month and day."""

    def long_day(self, day: date) -> str:
        """Return day of the week, day, month and year: the name of a day."""

    def span(self, first: date, last: date) -> str:
        """Return the days from the first to the last: the name of a week."""

    def month(self, day: date) -> str:
        """Return month and year: the name of a month."""

    def short_month(self, day: date) -> str:
        """Return month and year in little room."""


class English:
    def duration(self, minutes: int) -> str:
        hours, rest = divmod(minutes, HOUR)
        return f"{hours:,}{SPACE}h{SPACE}{rest:02}{SPACE}m" if hours else f"{rest}{SPACE}m"

    def share(self, tenths: int) -> str:
        return f"{_tenths(tenths)}{SPACE}%"

    def rate(self, percent: int) -> str:
        return f"{percent:,}{SPACE}%"

    def weekday(self, day: date) -> str:
        return _WEEKDAYS[day.weekday()]

    def short_day(self, day: date) -> str:
        return f"{day.day}{SPACE}{_MONTHS[day.month - 1][:3]}"

    def day(self, day: date) -> str:
        return f"{self.weekday(day)}{SPACE}{self.short_day(day)}"

    def full_day(self, day: date) -> str:
        return f"{self.short_day(day)}{SPACE}{day.year}"

    def long_day(self, day: date) -> str:
        return f"{_LONG_WEEKDAYS[day.weekday()]}, {day.day} {self.month(day)}"

    def month(self, day: date) -> str:
        return f"{_MONTHS[day.month - 1]} {day.year}"

    def short_month(self, day: date) -> str:
        return f"{_MONTHS[day.month - 1][:3]}{SPACE}{day.year}"

    def span(self, first: date, last: date) -> str:
        month, year = _MONTHS[first.month - 1], first.year
        end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
        if year != last.year:
            return f"{first.day} {month} {year} {EN_DASH} {end}"
        return f"{first.day} {month} {EN_DASH} {end}" if first.month != last.month else f"{first.day}{EN_DASH}{end}"


class Japanese:
    def duration(self, minutes: int) -> str:
        hours, rest = divmod(minutes, HOUR)
        return f"{hours:,}時間{rest:02}分" if hours else f"{rest}分"

    def share(self, tenths: int) -> str:
        return f"{_tenths(tenths)}%"

    def rate(self, percent: int) -> str:
        return f"{percent:,}%"

    def weekday(self, day: date) -> str:
        return _WEEKDAYS_JA[day.weekday()]

    def short_day(self, day: date) -> str:
        return f"{day.month}月{day.day}日"

    def day(self, day: date) -> str:
        return f"{self.short_day(day)}（{self.weekday(day)}）"

    def full_day(self, day: date) -> str:
        return f"{day.year}年{self.short_day(day)}"

    def long_day(self, day: date) -> str:
        return f"{self.full_day(day)}（{self.weekday(day)}）"

    def month(self, day: date) -> str:
        return f"{day.year}年{day.month}月"

    def short_month(self, day: date) -> str:
        return self.month(day)

    def span(self, first: date, last: date) -> str:
        return f"{self.full_day(first)}〜{self.full_day(last) if first.year != last.year else self.short_day(last)}"


FORMATS: dict[str, Formats] = {"en": English(), "ja": Japanese()}


def signed(formats: Formats, minutes: int) -> str:
    """Return a change with its sign; no change has none."""
    if not minutes:
        return formats.duration(0)
    return ("+" if minutes > 0 else MINUS) + formats.duration(abs(minutes))


def hour_minute(minutes: int) -> str:
    """Return hours and minutes in little room, such as 7:05; for a table of many."""
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def instant(formats: Formats, moment: datetime, zone: ZoneInfo) -> str:
    """Return the local date and wall time of an instant."""
    local = moment.astimezone(zone)
    return f"{formats.full_day(local.date())} {local:%H:%M}"


def _tenths(value: int) -> str:
    return f"{value // TENTHS}.{value % TENTHS}"

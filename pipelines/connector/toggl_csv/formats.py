"""Dates, times of day and durations, in the formats that Toggl's profile and spreadsheets write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from typing import Literal

Order = Literal["day first", "month first"]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_HOURS_MINUTES_SECONDS = re.compile(r"(\d+):(\d{2}):(\d{2})", re.ASCII)
_MINUTES = re.compile(r"(\d+):(\d{2}) ?min", re.ASCII | re.IGNORECASE)
_SECONDS = re.compile(r"(\d+) ?sec", re.ASCII | re.IGNORECASE)
_HOURS = re.compile(r"(\d+)(?:[.,](\d+))?(?: ?h)?", re.ASCII | re.IGNORECASE)

MAX_MONTH = 12
NOON = 12
SECONDS_PER_MINUTE, SECONDS_PER_HOUR = 60, 3600
FIX = "set the date format YYYY-MM-DD and the 24-hour clock in Toggl's profile settings and export again"


class FormatError(ValueError):
    """A value in no format that is read; the message is what is wrong with it."""


@dataclass(frozen=True)
class Duration:
    """A length of time as the file states it.

    Attributes:
        seconds: rounded to whole ones.
        tolerance: how far off it may be, in seconds, because decimal hours are rounded; 0 when it is exact.
    """

    seconds: int
    tolerance: int = 0


@dataclass(frozen=True)
class Formats:
    """How a file writes dates and times: settled by all of its values together.

    Attributes:
        orders: by separator, whether the day or the month of dates such as 05/01/2026 is first; None where both are
            possible, or where both occur.
        has_12_hour_clock: whether some times have AM or PM, so that one without is ambiguous.
    """

    orders: dict[str, Order | None] = field(default_factory=dict)
    has_12_hour_clock: bool = False


def settle(dates: Iterable[str], times: Iterable[str]) -> Formats:
    """Find the formats of a file from all of its distinct dates and times.

    A number above 12 can only be a day, so one such date settles the order of all that have the same separator. Toggl
    writes dates with dots with the day first only.
    """
    found: dict[str, set[Order]] = {}
    for text in dates:
        if match := _YEAR_LAST.fullmatch(text):
            orders = found.setdefault(match[2], set())
            if int(match[1]) > MAX_MONTH:
                orders.add("day first")
            if int(match[3]) > MAX_MONTH:
                orders.add("month first")
    if "." in found:
        found["."] |= {"day first"}
    settled = {separator: next(iter(orders)) if len(orders) == 1 else None for separator, orders in found.items()}
    marked = any((match := _TIME.fullmatch(text)) and match[4] for text in times)
    return Formats(settled, marked)


def parse_date(text: str, formats: Formats) -> date:
    """Read a date.

    Raises:
        FormatError: when it is none, or ambiguous.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        parts = match[1], match[3], match[4]
    elif match := _YEAR_LAST.fullmatch(text):
        order = formats.orders.get(match[2])
        if order is None:
            raise FormatError(f'"{text}" may have the day or the month first, and the file does not settle it; {FIX}')
        day, month = (match[1], match[3]) if order == "day first" else (match[3], match[1])
        parts = match[4], month, day
    else:
        raise FormatError(f'"{text[:80]}" is not YYYY-MM-DD; {FIX}')
    year, month, day = map(int, parts)
    # A year with a slip of the finger would make centuries of empty days.
    if not 1900 <= year < 2100:  # noqa: PLR2004 as the comment says
        raise FormatError(f'"{text}" is not of this or the last century; correct it in Toggl and export again')
    try:
        return date(year, month, day)
    except ValueError:
        raise FormatError(f'"{text}" does not exist; correct it, or export the file again') from None


def parse_time(text: str, formats: Formats) -> time:
    """Read a time of day.

    Raises:
        FormatError: when it is none, or lacks AM or PM in a file with a 12-hour clock.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise FormatError(f'"{text[:80]}" is not HH:MM:SS; {FIX}')
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= NOON:
            raise FormatError(f'"{text}" does not exist; correct it, or export the file again')
        hour = hour % NOON + (NOON if match[4] in "pP" else 0)
    elif formats.has_12_hour_clock and hour <= NOON:
        raise FormatError(f'"{text}" lacks the AM or PM that other times in the file have; {FIX}')
    try:
        return time(hour, minute, second)
    except ValueError:
        raise FormatError(f'"{text}" does not exist; correct it, or export the file again') from None


def parse_duration(text: str) -> Duration | None:
    """Read a duration in one of Toggl's formats (1:30:00, 18:25 min, 40 sec, 1.5 h) or in decimal hours.

    Returns:
        None when it is in none of them.
    """
    if match := _HOURS_MINUTES_SECONDS.fullmatch(text):
        hours, minutes, seconds = map(int, match.groups())
        return Duration(hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds)
    if match := _MINUTES.fullmatch(text):
        return Duration(int(match[1]) * SECONDS_PER_MINUTE + int(match[2]))
    if match := _SECONDS.fullmatch(text):
        return Duration(int(match[1]))
    if match := _HOURS.fullmatch(text):
        decimals = match[2] or ""
        unit = Fraction(SECONDS_PER_HOUR, 10 ** len(decimals))
        return Duration(round(int(match[1] + decimals) * unit), max(1, round(unit / 2)))
    return None


def format_duration(seconds: int) -> str:
    """Return a length as Toggl's old report writes it: hours of two or more digits, minutes, seconds."""
    minutes, seconds = divmod(seconds, SECONDS_PER_MINUTE)
    return f"{minutes // SECONDS_PER_MINUTE:02d}:{minutes % SECONDS_PER_MINUTE:02d}:{seconds:02d}"

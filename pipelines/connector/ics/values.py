"""Values of an event's properties: dates, times, durations and texts."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vDDDTypes, vDuration

from pipelines.connector.ics.lines import Line

# A date, or an aware time.
Moment = date
# Properties whose values have no colon.
TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"})
_UNQUOTED_ZONE = re.compile(r"(;\s*TZID=)([^;]+)", re.IGNORECASE)
_MOMENT = re.compile(r"\d{8}(?:T\d{6}Z?)?", re.ASCII)


class Length(NamedTuple):
    """How long an event lasts: days of the calendar and then exact seconds (RFC 5545, 3.3.6)."""

    days: int
    seconds: int

    def after(self, start: Moment) -> Moment:
        """Return the end of an event that starts then."""
        if not isinstance(start, datetime):
            return start + timedelta(days=self.days)
        nominal = start + timedelta(days=self.days)
        if not self.seconds:
            return nominal
        return (nominal.astimezone(UTC) + timedelta(seconds=self.seconds)).astimezone(start.tzinfo)


def read_property(line: Line) -> tuple[Parameters, str]:
    """Return parameters and unescaped value of a content line.

    Raises:
        ValueError: when the line is malformed.
    """
    text = line.text
    if line.name in TIMES and '"' not in text:
        # A zone such as `(UTC+01:00) Amsterdam, Berlin` has to be quoted, and is not by all programs.
        head, _, value = text.rpartition(":")
        text = ":".join((_UNQUOTED_ZONE.sub(r'\1"\2"', head), value))
    try:
        _, parameters, value = Contentline(text).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        raise ValueError("the line is malformed") from None
    return parameters, value


def read_value(line: Line) -> str:
    """Return the unescaped value of a content line.

    Raises:
        ValueError: when the line is malformed.
    """
    return read_property(line)[1]


def parameter(parameters: Parameters, name: str) -> str:
    """Return a parameter's value; an unquoted comma has cut it into several."""
    value = parameters.get(name, "")
    return ",".join(value) if isinstance(value, list) else str(value)


def parse_moment(text: str, zone: tzinfo) -> Moment:
    """Return a date, or an aware time; a time with `Z` is in UTC, whatever the zone.

    The shape of the value decides which of both it is. 24:00:00 is the next midnight (ISO 8601), and a leap second
    counts as the second before it (RFC 5545, 3.3.12).

    Raises:
        ValueError: when it is neither.
    """
    cleaned = text.strip().upper()
    if not _MOMENT.fullmatch(cleaned):
        raise ValueError(f'"{text[:40]}" is neither a date such as 20260131 nor a time such as 20260131T093000')
    is_end_of_day = cleaned[9:15] == "240000"
    if is_end_of_day:
        cleaned = f"{cleaned[:9]}000000{cleaned[15:]}"
    elif cleaned[13:15] == "60":
        cleaned = f"{cleaned[:13]}59{cleaned[15:]}"
    moment: date = vDDDTypes.from_ical(cleaned)  # type: ignore[no-untyped-call]
    if isinstance(moment, datetime) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment + timedelta(days=1) if is_end_of_day else moment


def parse_moments(text: str, zone: tzinfo) -> Iterator[tuple[Moment, Length | None] | ValueError]:
    """Yield the moments of a list, each with the length of its period if it has one, or why it cannot be read.

    Empty values, such as after a trailing comma, are ignored.
    """
    for value in text.split(","):
        if not value.strip():
            continue
        first, slash, last = value.partition("/")
        try:
            start = parse_moment(first, zone)
            yield start, _period_length(start, last, zone) if slash else None
        except (ValueError, OverflowError) as error:
            yield ValueError(str(error))


def _period_length(start: Moment, last: str, zone: tzinfo) -> Length:
    if last.strip().upper().startswith(("P", "+P", "-P")):
        return parse_duration(last)
    return length_between(start, parse_moment(last, zone))


def parse_duration(text: str) -> Length:
    """Return a duration that is not negative.

    Raises:
        ValueError: when it is malformed or negative.
    """
    cleaned = text.strip().upper()
    try:
        # Weeks and days stand before the T.
        whole, nominal = (_timedelta(part) for part in (cleaned, cleaned.partition("T")[0]))
    except ValueError:
        raise ValueError(f'"{text[:40]}" is not a duration such as PT1H30M') from None
    if whole < timedelta():
        raise ValueError(f"{text.strip()[:40]} is negative")
    return Length(nominal.days, int((whole - nominal).total_seconds()))


def _timedelta(text: str) -> timedelta:
    length: timedelta = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    return length


def length_between(start: Moment, end: Moment) -> Length:
    """Return the length from start to end: days between dates, exact seconds between times (RFC 5545, 3.8.5.3).

    Raises:
        ValueError: when the end is before the start, or of the other kind.
    """
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise ValueError("one of start and end is a date and the other a time")
    if isinstance(start, datetime) and isinstance(end, datetime):
        seconds = (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()
        length = Length(0, int(seconds))
    else:
        length = Length((end - start).days, 0)
    if length < (0, 0):
        raise ValueError("the event ends before it starts")
    return length


def wall_time(moment: Moment, zone: tzinfo) -> Moment:
    """Return the time that a clock in the zone shows, without a zone; a date stays."""
    return moment.astimezone(zone).replace(tzinfo=None) if isinstance(moment, datetime) else moment


def date_of(moment: Moment, zone: tzinfo) -> date:
    """Return the date of a moment in a series of all-day events.

    Midnight in UTC means its own date in every zone: programs that ignore zones write dates like this.
    """
    if not isinstance(moment, datetime):
        return moment
    is_midnight_utc = moment.utcoffset() == timedelta() and moment.time() == time()
    return moment.date() if is_midnight_utc else moment.astimezone(zone).date()

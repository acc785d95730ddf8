"""Writes a calendar as an iCalendar file, in the shape of Google's export: series as rules with their exceptions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TextIO

from sandbox.calendar import Calendar, Event, Moment, Series

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_LINE = 74


def write(calendar: Calendar, file: TextIO) -> int:
    """Write the calendar and return how many VEVENTs it has.

    Args:
        calendar: what to export.
        file: a text file that is open for UTF-8 with `newline=""`.
    """
    lines = ["BEGIN:VCALENDAR", "PRODID:-//LifeTracer//Sandbox//EN", "VERSION:2.0", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(calendar.name)}", f"X-WR-TIMEZONE:{calendar.timezone}"]
    count = 0
    for event in _events(calendar):
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
        count += 1
    lines.append("END:VCALENDAR")
    file.writelines("\r\n ".join(_folded(line)) + "\r\n" for line in lines)
    return count


def _events(calendar: Calendar) -> Iterator[list[str]]:
    for series in calendar.series:
        own = [event for event in calendar.events if event.series_id == series.id]
        yield _master(series, own, calendar)
        for event in own:
            if not event.cancelled and _is_exception(event, series):
                yield _single(event, calendar, uid=series.id)
    for event in calendar.events:
        if event.series_id is None:
            yield _single(event, calendar, uid=event.id)


def _master(series: Series, instances: list[Event], calendar: Calendar) -> list[str]:
    rule = f"FREQ=WEEKLY;BYDAY={','.join(DAYS[day] for day in series.weekdays)}"
    if series.last_day:
        end = datetime.combine(series.last_day + timedelta(days=1), time(), calendar.timezone) - timedelta(seconds=1)
        rule += f";UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    gone = [event.original_start for event in instances if event.cancelled and event.original_start]
    return [
        *_times(series.start, series.start + timedelta(minutes=series.minutes), calendar),
        f"RRULE:{rule}",
        *(f"EXDATE{_moment(start, calendar)}" for start in gone),
        f"UID:{series.id}@sandbox.invalid",
        f"SUMMARY:{_text(series.summary)}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ]


def _single(event: Event, calendar: Calendar, *, uid: str) -> list[str]:
    lines = _times(event.start, event.end, calendar)
    if event.original_start is not None:
        lines.append(f"RECURRENCE-ID{_moment(event.original_start, calendar)}")
    return [
        *lines,
        f"UID:{uid}@sandbox.invalid",
        f"SUMMARY:{_text(event.summary)}",
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if event.transparent else 'OPAQUE'}",
    ]


def _is_exception(event: Event, series: Series) -> bool:
    return event.start != event.original_start or event.summary != series.summary or bool(event.description)


def _times(start: Moment, end: Moment, calendar: Calendar) -> list[str]:
    return [f"DTSTART{_moment(start, calendar)}", f"DTEND{_moment(end, calendar)}"]


def _moment(moment: Moment, calendar: Calendar) -> str:
    if isinstance(moment, datetime):
        # An IANA name says it all; many exporters leave the VTIMEZONE out.
        return f";TZID={calendar.timezone}:{moment.astimezone(calendar.timezone):%Y%m%dT%H%M%S}"
    assert isinstance(moment, date)
    return f";VALUE=DATE:{moment:%Y%m%d}"


def _text(text: str) -> str:
    for mark, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, escaped)
    return text


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 74 bytes, never inside a character."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = ""
        piece += character
    yield piece

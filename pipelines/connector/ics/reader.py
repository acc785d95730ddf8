"""Reading an iCalendar file strictly: every event's times and rules right, or one sentence that says where not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar

from pipelines.connector.ics.recurrence import check_rule
from pipelines.connector.input_file import line_of, read_bytes
from pipelines.stage import BadInputError, one_line

EXPORT = "export it again; in Google Calendar: Settings, Import & export"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What decides when an event is; a fault elsewhere in an event does no harm.
TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
EXCERPT = 80
# What the libraries raise for values that are no dates, no rules, or beyond the calendar.
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class IcsCalendar:
    """One calendar of a file, in order.

    Attributes:
        name: as the file says, or else the file's own name.
        zone: of times without a zone, as the file says; None when it does not.
        component: the parsed calendar.
    """

    name: str
    zone: ZoneInfo | None
    component: Calendar


def read_calendars(path: Path) -> list[IcsCalendar]:
    """Read and check a whole file.

    Raises:
        BadInputError: with the file, the event and the line that is wrong.
    """
    text = _text(path)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise BadInputError(f"{path} is not an iCalendar file, as it has no BEGIN:VCALENDAR; {EXPORT}.")
    try:
        found = Calendar.from_ical(text, multiple=True)
    except FAULTS as error:
        reason = one_line(error)[:EXCERPT]
        raise BadInputError(f"{path} is damaged or cut off ({reason}); {EXPORT}.") from None
    calendars = [item for item in found if isinstance(item, Calendar)]
    if not calendars or text.upper().count("BEGIN:VCALENDAR") != text.upper().count("END:VCALENDAR"):
        raise BadInputError(f"{path} is cut off, as a calendar in it has no END:VCALENDAR; {EXPORT}.")
    lines = _event_lines(text)
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            _check(path, event, next(lines, {}))
    return [_described(path, calendar) for calendar in calendars]


def _described(path: Path, calendar: Calendar) -> IcsCalendar:
    name = str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or path.stem).strip()
    # Taken out, or else the library that lays out series applies it before --timezone is asked.
    zone = str(calendar.pop("X-WR-TIMEZONE", "")).strip()
    return IcsCalendar(name or path.stem, ZoneInfo(zone) if zone in available_timezones() else None, calendar)


def _check(path: Path, event: Any, lines: dict[str, int]) -> None:
    for name, fault in event.errors:
        if name in TIMES:
            raise _bad(path, event, lines, name, one_line(ValueError(fault))[:EXCERPT])
    if "DTSTART" not in event:
        raise _bad(path, event, lines, "BEGIN", "the event has no DTSTART")
    for name in ("DTSTART", "DTEND", "RRULE", "RECURRENCE-ID"):
        if isinstance(event.get(name), list):
            raise _bad(path, event, lines, name, f"{name} stands there more than once")
    if "RRULE" in event:
        fault = check_rule(event["RRULE"])
        if fault:
            raise _bad(path, event, lines, "RRULE", fault)
    ending = next(name for name in ("DTEND", "DURATION", "DTSTART") if name in event)
    try:
        is_backwards = event.end < event.start
    except FAULTS as error:
        raise _bad(path, event, lines, ending, one_line(error)[:EXCERPT]) from None
    if is_backwards:
        raise _bad(path, event, lines, ending, "it ends before it starts")


def _bad(path: Path, event: Any, lines: dict[str, int], name: str, fault: str) -> BadInputError:
    line = lines.get(name)
    place = f"{path}, line {line}" if line else str(path)
    title = " ".join(str(event.get("SUMMARY") or "").split())[:EXCERPT]
    uid = " ".join(str(event.get("UID") or "none").split())[:EXCERPT]
    what = "" if name == "BEGIN" else f"{name}: "
    return BadInputError(
        f'{place}: event "{title}" (UID {uid}): {what}{fault}; correct the event in its calendar and export again.'
    )


def _event_lines(text: str) -> Iterator[dict[str, int]]:
    """Yield for each VEVENT, in order, the line of each property of its own."""
    depth: list[str] = []
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name = line.replace(";", ":").partition(":")[0].upper()
        if name == "BEGIN":
            depth.append(line.partition(":")[2].strip().upper())
            if depth[-1] == "VEVENT":
                found = {"BEGIN": number}
        elif name == "END":
            if depth and depth.pop() == "VEVENT":
                yield found
        elif depth and depth[-1] == "VEVENT" and not line.startswith((" ", "\t")):
            found.setdefault(name, number)


def _text(path: Path) -> str:
    content = read_bytes(path, ".ics file")
    if content.startswith(b"PK"):
        raise BadInputError(f"{path} is a ZIP archive; unpack it and import the .ics files in it.")
    if content.startswith(UTF_16) or b"\0" in content:
        raise BadInputError(f"{path} is not UTF-8 text (it may be UTF-16); {EXPORT}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + len(content) - len(error.object)
        raise BadInputError(
            f"{path}, line {line_of(content, at)}: byte 0x{content[at]:02x} is not UTF-8; {EXPORT}, or convert "
            "it (iconv -f WINDOWS-1252 -t UTF-8)."
        ) from None
    if not text.strip():
        raise BadInputError(f"{path} is empty; {EXPORT}.")
    return text

"""When one event is: its start, its end and its length."""

from datetime import datetime, time, timedelta

from pipelines.connector.ics.event_lines import EventLines, UnusableEventError
from pipelines.connector.ics.lines import Line
from pipelines.connector.ics.values import Length, Moment, length_between, parse_duration, read_value

# An end in the year 9999 is how some programs write "without end".
LONGEST = timedelta(days=3_653)
SECONDS_PER_DAY = 86_400
ALL_DAY_FLAGS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")


def read_times(lines: EventLines) -> tuple[Moment, Moment, Length]:
    """Return start, end and length of an event.

    Raises:
        UnusableEventError: when one of them is missing, malformed, or contradicts the others.
    """
    start_line = lines.only("DTSTART")
    if start_line is None:
        raise _missing(lines, "DTSTART")
    start = lines.moment(start_line)
    if isinstance(start, datetime) and start.tzinfo is not None:
        lines.zone = start.tzinfo
    end_line, length_line = lines.only("DTEND"), lines.only("DURATION")
    if end_line is not None:
        end = lines.moment(end_line)
        length = lines.usable(end_line, lambda: length_between(start, end))
        if length_line is not None and not _is_same_end(length_line, start, end):
            lines.report(length_line.number, "DURATION: it differs from DTEND, which counts", hides_time=False)
    elif length_line is not None:
        length = lines.usable(length_line, lambda: _duration(length_line, start))
        end = lines.usable(length_line, lambda: length.after(start))
    else:
        if lines.of("DTEND"):
            raise _missing(lines, "DTEND")
        length = Length(0, 0) if isinstance(start, datetime) else Length(1, 0)
        end = length.after(start)
    last_line = end_line or length_line or start_line
    if timedelta(days=length.days, seconds=length.seconds) > LONGEST:
        raise UnusableEventError(last_line.number, f"{last_line.name}: the event lasts longer than ten years")
    return _as_days(lines, start, end) or (start, end, length)


def _missing(lines: EventLines, name: str) -> UnusableEventError:
    empty = lines.of(name)
    if empty:
        return UnusableEventError(empty[0].number, f"{name}: it is empty")
    return UnusableEventError(lines.begin, f"the event has no {name}")


def _is_same_end(line: Line, start: Moment, end: Moment) -> bool:
    try:
        return _duration(line, start).after(start) == end
    except (ValueError, OverflowError):
        return False


def _duration(line: Line, start: Moment) -> Length:
    length = parse_duration(read_value(line))
    if isinstance(start, datetime):
        return length
    days, rest = divmod(length.days * SECONDS_PER_DAY + length.seconds, SECONDS_PER_DAY)
    if rest:
        raise ValueError("an all-day event lasts whole days")
    return Length(days, 0)


def _as_days(lines: EventLines, start: Moment, end: Moment) -> tuple[Moment, Moment, Length] | None:
    """Return whole days for an event from midnight to midnight that its program flags as all-day."""
    flags = (line.value.upper() for name in ALL_DAY_FLAGS for line in lines.of(name))
    if not isinstance(start, datetime) or not isinstance(end, datetime) or not {"TRUE", "1"}.intersection(flags):
        return None
    for zone in (start.tzinfo, lines.default_zone):
        first, last = start.astimezone(zone), end.astimezone(zone)
        if first.time() == last.time() == time() and first < last:
            return first.date(), last.date(), Length((last.date() - first.date()).days, 0)
    return None

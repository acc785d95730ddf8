"""Read one event; an unreadable line affects as little of it as possible."""

from icalendar.prop import vCalAddress

from pipelines.connector.ics.components import Component
from pipelines.connector.ics.event import IcsEvent
from pipelines.connector.ics.event_lines import EventContext, EventLines, UnusableEventError
from pipelines.connector.ics.event_times import read_times
from pipelines.connector.ics.recurrence import bounded, parse_rule, starts_of
from pipelines.connector.ics.values import Moment, date_of, parameter, read_property, read_value, wall_time
from pipelines.connector.ics.zones import LIBRARY_ERRORS
from pipelines.stage import one_line

MOST_DIGITS = 10
TEXTS = ("UID", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "SEQUENCE", "X-MICROSOFT-CDO-BUSYSTATUS")
# By Google's `responseStatus`; any other answer is that one is still needed.
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


def read_event(component: Component, context: EventContext) -> IcsEvent | None:
    """Return an event, or None after its defect was reported."""
    lines = EventLines(component, context)
    if not component.is_complete:
        lines.report(component.begin, "the event has no END:VEVENT")
        return None
    try:
        event = _read(lines)
        _read_series(lines, event, context)
        _read_attendees(lines, event, context.addresses)
    except UnusableEventError as error:
        lines.report(error.line, str(error))
        return None
    except LIBRARY_ERRORS as error:
        lines.report(component.begin, one_line(error))
        return None
    context.zones.unknown.update(lines.unknown_zones)
    return event


def _read(lines: EventLines) -> IcsEvent:
    texts = {name: text for name in TEXTS if (text := lines.text(name)) is not None}
    start, end, length = read_times(lines)
    recurrence_id, is_from_here = _recurrence_id(lines)
    return IcsEvent(
        line=lines.begin,
        uid=texts.get("UID", "").strip(),
        texts=texts,
        zone=lines.zone,
        start=start,
        end=end,
        length=length,
        sequence=_sequence(lines, texts.pop("SEQUENCE", "").strip()),
        recurrence_id=recurrence_id,
        is_from_here=is_from_here,
    )


def _sequence(lines: EventLines, text: str) -> int:
    if not text:
        return -1
    if not (text.isascii() and text.isdigit() and len(text) < MOST_DIGITS):
        lines.report(lines.of("SEQUENCE")[0].number, f'SEQUENCE: "{text[:40]}" is not a number', hides_time=False)
        return -1
    return int(text)


def _recurrence_id(lines: EventLines) -> tuple[Moment | None, bool]:
    line = lines.only("RECURRENCE-ID")
    if line is None:
        return None, False
    moment = lines.moment(line)
    parameters, _ = read_property(line)
    return moment, parameter(parameters, "RANGE").upper() == "THISANDFUTURE"


def _read_series(lines: EventLines, event: IcsEvent, context: EventContext) -> None:
    for line in lines.with_value("RRULE"):
        try:
            event.rules.append(
                bounded(parse_rule(read_value(line)), event.start, event.zone, context.horizon, context.budget)
            )
        except LIBRARY_ERRORS as error:
            lines.report(line.number, f"RRULE: {one_line(error)}")
    for line in lines.with_value("EXRULE"):
        try:
            event.excluded += starts_of(
                parse_rule(read_value(line)), event.start, event.zone, context.horizon, context.budget
            )
        except LIBRARY_ERRORS as error:
            lines.report(line.number, f"EXRULE: {one_line(error)}")
    for moment, length in lines.moments("RDATE"):
        event.extra[event.as_start(moment)] = length
    for moment, _ in lines.moments("EXDATE"):
        # A date leaves out its whole day, also in a series of timed events.
        excluded = date_of(moment, event.zone) if event.is_all_day else wall_time(moment, event.zone)
        event.excluded.append(excluded)


def _read_attendees(lines: EventLines, event: IcsEvent, addresses: frozenset[str]) -> None:
    """Find the person's own answer among the attendees."""
    for line in lines.of("ATTENDEE"):
        try:
            parameters, value = read_property(line)
            attendee = (str(vCalAddress(value).email), parameter(parameters, "EMAIL"))
        except ValueError as error:
            lines.report(line.number, f"ATTENDEE: {error}", hides_time=False)
            continue
        answer = parameter(parameters, "PARTSTAT").upper()
        own = next((address.strip() for address in attendee if address.strip().casefold() in addresses), None)
        if own is not None:
            event.answer = own, ANSWERS.get(answer, "needsAction")
        elif answer == "DECLINED" and not addresses:
            event.was_declined = True

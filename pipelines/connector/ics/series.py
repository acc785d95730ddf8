"""The occurrences of events: series expanded, with their exceptions."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vDDDTypes

from pipelines.connector.ics.event import IcsEvent
from pipelines.connector.ics.values import Moment, wall_time
from pipelines.connector.ics.zones import LIBRARY_ERRORS
from pipelines.connector.span import Span
from pipelines.stage import one_line

# The number of an event in its series travels through the library under this name.
NUMBER = "X-NUMBER"


class _Adapter(recurring_ical_events.EventAdapter):  # type: ignore[misc]
    """An event of the library with its number in the series."""

    @property
    def number(self) -> int:
        return int(self._component[NUMBER])


class _Start(recurring_ical_events.Occurrence):  # type: ignore[misc]
    """An occurrence of the library without a copy of its event; copying would take most of the time."""

    def as_component(self, keep_recurrence_attributes: bool) -> tuple[int, Moment]:  # noqa: ARG002, FBT001
        """Return the number of the event, and the start in wall time."""
        return self._adapter.number, self.start


EVENTS = (recurring_ical_events.ComponentsWithName("VEVENT", adapter=_Adapter, occurrence=_Start),)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of an event.

    Attributes:
        event: the event whose texts count.
        start: first day, or aware start.
        end: the day after the last, or aware end.
        original: where its series puts it; None for a single event.
    """

    event: IcsEvent
    start: Moment
    end: Moment
    original: Moment | None = None


def occurrences(
    events: Sequence[IcsEvent], window: Span, report: Callable[[IcsEvent, str], None]
) -> Iterator[Occurrence]:
    """Yield the occurrences of a calendar around a window, and further ones beyond it.

    Args:
        events: in the order of the file.
        window: of instants.
        report: receives each series that cannot be expanded, and why not.
    """
    for group in _groups(events):
        try:
            yield from list(_of_group(group, window))
        except LIBRARY_ERRORS as error:
            report(group[0], f"the series cannot be expanded: {one_line(error)}")


def current_versions(events: Sequence[IcsEvent]) -> list[IcsEvent]:
    """Return the events without those that a higher SEQUENCE of the same event replaces.

    Events that only share their UID, as in some sports calendars, all stay; an exact repetition
    counts once. Without a UID two events cannot be identified as one.
    """
    highest: dict[tuple[Any, ...], int] = {}
    for event in events:
        highest[_identity(event)] = max(event.sequence, highest.get(_identity(event), -1))
    kept: dict[tuple[Any, ...], IcsEvent] = {}
    for number, event in enumerate(events):
        if event.sequence == highest[_identity(event)] or not event.uid:
            same = (event.uid, event.recurrence_id, event.start, event.end, event.title, len(event.rules))
            kept.setdefault(same if event.uid else (number,), event)
    return list(kept.values())


def _identity(event: IcsEvent) -> tuple[Any, ...]:
    return event.uid, event.recurrence_id


def _groups(events: Sequence[IcsEvent]) -> list[list[IcsEvent]]:
    """Return the events by UID; one without a UID is a group by itself."""
    groups: defaultdict[object, list[IcsEvent]] = defaultdict(list)
    for number, event in enumerate(events):
        groups[event.uid or number].append(event)
    return list(groups.values())


def _of_group(group: list[IcsEvent], window: Span) -> Iterator[Occurrence]:
    masters = [event for event in group if event.recurrence_id is None]
    changes = [event for event in group if event.recurrence_id is not None]
    is_series = bool(changes) or any(master.is_recurring for master in masters)
    if not masters:
        # The series itself is elsewhere; what was changed of it is here.
        yield from (Occurrence(event, event.start, event.end, event.recurrence_id) for event in changes)
        return
    for number, master in enumerate(masters):
        if not is_series:
            # Of events that share a UID the first keeps the key that it has always had.
            yield Occurrence(master, master.start, master.end, None if number == 0 else master.start)
            continue
        # The changes replace occurrences of all, and stand in the file once.
        own, foreign = (changes, []) if number == 0 else ([], changes)
        yield from _of_series(master, own, foreign, window)


def _of_series(
    master: IcsEvent, changes: list[IcsEvent], foreign: list[IcsEvent], window: Span
) -> Iterator[Occurrence]:
    placed = [replace(event, recurrence_id=_original(event, master)) for event in changes]
    left_out = [*master.excluded, *(_original(event, master) for event in foreign)]
    calendar = Calendar()
    calendar.add_component(_master_component(replace(master, excluded=left_out)))
    for number, change in enumerate(placed, 1):
        calendar.add_component(_change_component(change, master, number))
    # Everything is in the wall time of the series, so the query extends a day further on both sides.
    first, last = window.start.date().toordinal() - 1, window.end.date().toordinal() + 2
    found = recurring_ical_events.of(calendar, components=EVENTS).between(
        date.fromordinal(first), date.fromordinal(last)
    )
    seen: set[Moment] = set()
    for number, wall in found:
        occurrence = _occurrence(number, wall, master, placed)
        instant = occurrence.start.astimezone(UTC) if isinstance(occurrence.start, datetime) else occurrence.start
        # When clocks are set forward, two wall times of an hourly series are one instant.
        if occurrence.event is not master or instant not in seen:
            yield occurrence
        seen.add(instant)


def _original(change: IcsEvent, master: IcsEvent) -> Moment:
    assert change.recurrence_id is not None
    return master.as_start(change.recurrence_id)


def _master_component(master: IcsEvent) -> Any:
    component = _component(master, master, 0)
    component["RRULE"] = master.rules
    component["RDATE"] = vDDDLists(list(master.extra))
    component["EXDATE"] = vDDDLists(master.excluded)
    return component


def _change_component(change: IcsEvent, master: IcsEvent, number: int) -> Any:
    assert change.recurrence_id is not None
    component = _component(change, master, number)
    # A change of all later occurrences can be made only to the same kind of event.
    is_from_here = change.is_from_here and change.is_all_day == master.is_all_day
    parameters = {"RANGE": "THISANDFUTURE"} if is_from_here else {}
    component["RECURRENCE-ID"] = vDDDTypes(change.recurrence_id, params=parameters)
    return component


def _component(event: IcsEvent, master: IcsEvent, number: int) -> Any:
    component = Event()
    component["UID"] = "series"
    start = wall_time(event.start, master.zone)
    component["DTSTART"] = vDDDTypes(start)
    # When clocks are set back, the wall time of the end may be before that of the start.
    component["DTEND"] = vDDDTypes(max(start, wall_time(event.end, master.zone)))
    component["SEQUENCE"] = event.sequence
    component[NUMBER] = number
    return component


def _occurrence(number: int, wall: Any, master: IcsEvent, changes: list[IcsEvent]) -> Occurrence:
    start = _instant(wall, master)
    if number == 0:
        length = master.extra.get(wall) or master.length
        return Occurrence(master, start, length.after(start), start)
    change = changes[number - 1]
    assert change.recurrence_id is not None
    first = wall_time(change.start, master.zone)
    if wall == first:
        return Occurrence(change, change.start, change.end, _instant(change.recurrence_id, master))
    # A later occurrence of a change of all from here on is moved by as much as the first.
    original = wall - (first - change.recurrence_id)
    return Occurrence(change, start, change.length.after(start), _instant(original, master))


def _instant(wall: Moment, master: IcsEvent) -> Moment:
    return wall.replace(tzinfo=master.zone) if isinstance(wall, datetime) else wall

"""The lines of one event by the name of their property, with a report of each that cannot be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePath
from typing import TypeVar

from pipelines.connector.ics.components import Component
from pipelines.connector.ics.defects import Defect
from pipelines.connector.ics.lines import Line
from pipelines.connector.ics.recurrence import StepBudget
from pipelines.connector.ics.values import (
    Length,
    Moment,
    parameter,
    parse_moment,
    parse_moments,
    read_property,
    read_value,
)
from pipelines.connector.ics.zones import Zones

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, kw_only=True)
class EventContext:
    """What the events of one calendar have in common.

    Attributes:
        file: for messages.
        zones: of the calendar.
        horizon: rules end there at the latest.
        addresses: the person's own, folded.
        budget: of the steps of all rules.
        report: receives each defect.
    """

    file: PurePath
    zones: Zones
    horizon: datetime
    addresses: frozenset[str]
    budget: StepBudget
    report: Callable[[Defect], None]


class UnusableEventError(Exception):
    """The event as a whole cannot be used, because of one of its lines."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class EventLines:
    """The lines of one event.

    Attributes:
        begin: number of the first.
        default_zone: the calendar's.
        zone: of times that name none; that of DTSTART once it was read.
        unknown_zones: names of zones that were not found.
    """

    def __init__(self, component: Component, context: EventContext) -> None:
        self.begin = component.begin
        self.default_zone = self.zone = context.zones.default
        self.unknown_zones: set[str] = set()
        self._context = context
        self._lines: dict[str, list[Line]] = {}
        for line in component.lines:
            self._lines.setdefault(line.name, []).append(line)
        # Raw, as messages need them even where these lines cannot be read.
        self._title, self._uid = (self.of(name)[0].value if self.of(name) else "" for name in ("SUMMARY", "UID"))

    def report(self, line: int, reason: str, *, hides_time: bool = True) -> None:
        """Report a part of the event that is skipped."""
        file = self._context.file
        self._context.report(Defect(file, line, reason, title=self._title, uid=self._uid, hides_time=hides_time))

    def of(self, name: str) -> list[Line]:
        return self._lines.get(name, [])

    def with_value(self, name: str) -> Iterator[Line]:
        """Yield the lines that have a value: an empty rule or list of dates changes nothing."""
        return (line for line in self.of(name) if line.value)

    def text(self, name: str) -> str | None:
        """Return the first text of this name; a later one that differs is reported."""
        found: str | None = None
        for line in self.of(name):
            try:
                value = read_value(line)
            except ValueError as error:
                self.report(line.number, f"{name}: {error}", hides_time=False)
                continue
            if line.is_damaged:
                self.report(line.number, f"{name}: some of its bytes are not UTF-8", hides_time=False)
            if found is None:
                found = value
            elif value != found:
                self.report(line.number, f"{name}: the event has it twice; the first counts", hides_time=False)
        return found

    def only(self, name: str) -> Line | None:
        """Return the line of a property that decides when an event is; an empty one counts as missing.

        Raises:
            UnusableEventError: when there are several with different values.
        """
        lines = list(self.with_value(name))
        for line in lines[1:]:
            if line.text != lines[0].text:
                raise UnusableEventError(line.number, f"{name}: the event has it twice, with different values")
        return lines[0] if lines else None

    def usable(self, line: Line, read: Callable[[], ValueT]) -> ValueT:
        """Return a value that the event needs.

        Raises:
            UnusableEventError: when it cannot be read.
        """
        try:
            return read()
        except (ValueError, OverflowError) as error:
            raise UnusableEventError(line.number, f"{line.name}: {error}") from None

    def moment(self, line: Line) -> Moment:
        """Return the date or time of a line that the event needs.

        Raises:
            UnusableEventError: when it cannot be read.
        """
        return self.usable(line, lambda: parse_moment(read_value(line), self._zone_of(line)))

    def moments(self, name: str) -> Iterator[tuple[Moment, Length | None]]:
        """Yield the dates and times of lists; an unreadable one is reported and left out."""
        for line in self.with_value(name):
            try:
                found = list(parse_moments(read_value(line), self._zone_of(line)))
            except ValueError as error:
                self.report(line.number, f"{name}: {error}")
                continue
            for one in found:
                if isinstance(one, ValueError):
                    self.report(line.number, f"{name}: {one}")
                else:
                    yield one

    def _zone_of(self, line: Line) -> tzinfo:
        parameters, value = read_property(line)
        if "T" not in value.upper() or value.strip().upper().endswith("Z"):
            return self.zone
        name = parameter(parameters, "TZID").strip()
        zones = self._context.zones
        if not name:
            if line.name == "DTSTART" and zones.unknown_default:
                self.unknown_zones.add(zones.unknown_default)
            return self.zone
        zone = zones.find(name)
        if zone is None:
            self.unknown_zones.add(name)
        return zone or self.default_zone

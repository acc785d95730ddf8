"""Read the calendars of an iCalendar file; an unreadable event does not affect the others."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path, PurePath

from pipelines.connector.archive import read_files
from pipelines.connector.ics.components import CALENDAR, EVENT, TIMEZONE, Component, read_components
from pipelines.connector.ics.defects import Defect, excerpt
from pipelines.connector.ics.event import IcsEvent
from pipelines.connector.ics.event_lines import EventContext
from pipelines.connector.ics.event_reader import read_event
from pipelines.connector.ics.lines import EXPORT, read_lines
from pipelines.connector.ics.recurrence import StepBudget
from pipelines.connector.ics.series import current_versions
from pipelines.connector.ics.values import read_value
from pipelines.connector.ics.zones import Zones
from pipelines.stage import BadInputError

# Methods of a file that holds events of a calendar (RFC 5546); an empty one is that of a plain export.
PUBLISHING = frozenset({"", "PUBLISH", "REQUEST", "ADD"})
CANCEL = "CANCEL"
PROPERTIES = frozenset({"X-WR-CALNAME", "NAME", "METHOD", "CALSCALE", "X-WR-TIMEZONE"})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What reading depends on besides the file.

    Attributes:
        zone: of times without one; None = the calendar's own, or else `person_zone`.
        person_zone: where the person lives.
        addresses: the person's own; a calendar that is called by an address is the person's, too.
        last: the end of the window.
    """

    zone: tzinfo | None
    person_zone: tzinfo
    addresses: frozenset[str]
    last: datetime


@dataclass(kw_only=True)
class IcsCalendar:
    """One calendar of a file.

    Attributes:
        file: the file it is in.
        name: X-WR-CALNAME or NAME, or else the file's own name.
        method: in upper case, such as `CANCEL`; empty without one.
        zones: those that its events name.
        events: those that could be read, in order.
        defects: what could not be read.
        left_out: number of earlier versions and exact repetitions of events.
    """

    file: PurePath
    name: str
    method: str
    zones: Zones
    events: list[IcsEvent] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    left_out: int = 0

    def report_series(self, event: IcsEvent, reason: str) -> None:
        """Report a series that cannot be expanded."""
        self.defects.append(Defect(self.file, event.line, reason, title=event.title, uid=event.uid))

    @property
    def is_whole(self) -> bool:
        """Whether the file is the calendar, and not a message about some of its events."""
        return self.method in {"", "PUBLISH"}


def read_calendars(path: Path, options: ReaderOptions) -> list[IcsCalendar]:
    """Read a file, or all files in a ZIP archive.

    Raises:
        BadInputError: when a file as a whole is not a calendar, or is cut off.
    """
    calendars = []
    budget = StepBudget()
    for file, content in read_files(path, ".ics"):
        lines = read_lines(content, file)
        components = read_components(lines)
        if not components:
            raise BadInputError(f"{file} is not an iCalendar file, as it has no BEGIN:{CALENDAR}; {EXPORT}.")
        if not all(component.is_complete for component in components):
            raise BadInputError(f"{file} is cut off, as a calendar in it has no END:{CALENDAR}; {EXPORT}.")
        calendars += [_read_calendar(component, file, options, budget) for component in components]
    return calendars


def _read_calendar(component: Component, file: PurePath, options: ReaderOptions, budget: StepBudget) -> IcsCalendar:
    properties = _properties(component)
    scale = properties.get("CALSCALE", "GREGORIAN")
    if scale.upper() != "GREGORIAN":
        raise BadInputError(f'{file}: the calendar scale "{excerpt(scale)}" is not supported; {EXPORT}.')
    name = properties.get("X-WR-CALNAME") or properties.get("NAME") or file.stem
    calendar = IcsCalendar(
        file=file,
        name=name,
        method=properties.get("METHOD", "").upper(),
        zones=_zones(component, "" if options.zone else properties.get("X-WR-TIMEZONE", ""), options, budget),
    )
    if calendar.method in {*PUBLISHING, CANCEL}:
        own = {name.casefold()} if _ADDRESS.fullmatch(name) else set()
        context = EventContext(
            file=file,
            zones=calendar.zones,
            # Two days beyond the window are enough for every zone.
            horizon=options.last + timedelta(days=2),
            addresses=options.addresses | own,
            budget=budget,
            report=calendar.defects.append,
        )
        read = (read_event(child, context) for child in component.children if child.name == EVENT)
        events = [event for event in read if event is not None]
        calendar.events += current_versions(events)
        calendar.left_out = len(events) - len(calendar.events)
        calendar.defects += _strays(component, file)
        calendar.defects.sort(key=lambda defect: defect.line)
    return calendar


def _properties(component: Component) -> dict[str, str]:
    """Return the few properties of a calendar that count; a malformed one is as good as none."""
    found: dict[str, str] = {}
    for line in component.lines:
        if line.name in PROPERTIES and line.name not in found:
            with contextlib.suppress(ValueError):
                found[line.name] = read_value(line).strip()
    return found


def _zones(component: Component, own: str, options: ReaderOptions, budget: StepBudget) -> Zones:
    definitions = [child for child in component.children if child.name == TIMEZONE]
    zones = Zones(definitions, options.zone or options.person_zone, budget)
    found = zones.find(own) if own else None
    if found is not None:
        zones.default = found
    elif own:
        zones.unknown_default = own
    return zones


def _strays(component: Component, file: PurePath) -> Iterator[Defect]:
    for line in component.strays:
        text = "it is not a property" if not line.name else f"{excerpt(line.text)} without its BEGIN"
        yield Defect(file, line.number, f'"{excerpt(line.text)}": {text}' if not line.name else text)

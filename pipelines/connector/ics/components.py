"""Split the lines of an iCalendar file into components; a damaged component does not affect the others."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.connector.ics.lines import Line

CALENDAR, EVENT, TIMEZONE = "VCALENDAR", "VEVENT", "VTIMEZONE"
# They stand side by side in a calendar, so the beginning of one shows that the one before is over.
TOP_LEVEL = frozenset({EVENT, TIMEZONE, "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"})


@dataclass(slots=True)
class Component:
    """One component with its own lines.

    Attributes:
        name: in upper case, such as `VEVENT`.
        begin: number of the line of its BEGIN.
        lines: its properties, without those of the components in it.
        children: the components in it.
        is_complete: whether its own END was found.
        strays: of a calendar: ENDs of events that no BEGIN belongs to, and lines that are not properties.
    """

    name: str
    begin: int
    lines: list[Line] = field(default_factory=list)
    children: "list[Component]" = field(default_factory=list)
    is_complete: bool = False
    strays: list[Line] = field(default_factory=list)


def read_components(lines: Iterable[Line]) -> list[Component]:
    """Return the calendars of a file, in order; lines outside of them are ignored."""
    calendars: list[Component] = []
    opened: list[Component] = []
    for line in lines:
        if line.name == "BEGIN":
            name = line.value.upper()
            if name == CALENDAR:
                opened = [Component(name, line.number)]
                calendars.append(opened[0])
            elif opened:
                _begin(opened, Component(name, line.number))
        elif line.name == "END":
            _end(opened, line)
        elif opened:
            (opened[-1].lines if line.name else opened[0].strays).append(line)
    return calendars


def _begin(opened: list[Component], component: Component) -> None:
    if component.name in TOP_LEVEL:
        del opened[1:]
    opened[-1].children.append(component)
    opened.append(component)


def _end(opened: list[Component], line: Line) -> None:
    name = line.value.upper()
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth].name == name:
            opened[depth].is_complete = True
            del opened[depth:]
            return
    if opened and name in TOP_LEVEL:
        opened[0].strays.append(line)
        del opened[1:]

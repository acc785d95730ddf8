"""The time zones that the events of one calendar name."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Any

from icalendar import Timezone

from pipelines.connector.ics.components import TIMEZONE, Component
from pipelines.connector.ics.recurrence import StepBudget, parse_rule, starts_of
from pipelines.connector.ics.values import parse_moment
from pipelines.connector.ics.zone_names import find_zone, tz_database_zone

# What the libraries raise for values that are not dates, not rules, or beyond the calendar.
LIBRARY_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})
OBSERVANCE_PROPERTIES = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME"})
MOST_TRANSITIONS = 2_000
LAST_TRANSITION = datetime(2100, 1, 1, tzinfo=UTC)


class Zones:
    """Finds the zone of a TZID: the tz database, then the file's own VTIMEZONE, then the other names.

    Attributes:
        default: zone of times without one, and of those whose zone is unknown.
        unknown_default: name of the calendar's own zone where it was not found.
        unknown: number of events by the name of a zone that was not found.
        guessed: zones whose name is ambiguous, by that name.
    """

    def __init__(self, definitions: Iterable[Component], default: tzinfo, budget: StepBudget) -> None:
        self.default = default
        self.unknown_default: str | None = None
        self.unknown: Counter[str] = Counter()
        self.guessed: dict[str, tzinfo] = {}
        self._budget = budget
        self._definitions = {_property(one, "TZID"): one for one in definitions}
        self._found: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of a TZID, or None where it is unknown."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> tzinfo | None:
        known = tz_database_zone(name.strip().strip("\"'"))
        if known is not None:
            return known
        defined = self._definitions.get(name.strip())
        zone = _defined_zone(defined, self._budget) if defined is not None else None
        if zone is not None:
            return zone
        named = find_zone(name)
        if named is None:
            return None
        if named.is_guess:
            self.guessed[name] = named.zone
        return named.zone


def zone_label(zone: tzinfo) -> str:
    """Return how a message calls a zone: its name, or its offset."""
    return getattr(zone, "key", None) or str(zone)


def _property(component: Component, name: str) -> str:
    return next((line.value for line in component.lines if line.name == name), "")


def _defined_zone(component: Component, budget: StepBudget) -> tzinfo | None:
    """Return the zone of a VTIMEZONE, or None where it cannot be used."""
    observances = [child for child in component.children if child.name in OBSERVANCES]
    lines = [f"BEGIN:{TIMEZONE}", "TZID:zone"]
    for observance in observances:
        kept = (line.text for line in observance.lines if line.name in OBSERVANCE_PROPERTIES)
        lines += [f"BEGIN:{observance.name}", *kept, f"END:{observance.name}"]
    try:
        # Each look-up goes through all transitions.
        if not 0 < sum(_transitions(observance, budget) for observance in observances) <= MOST_TRANSITIONS:
            return None
        definition: Any = Timezone.from_ical("\r\n".join([*lines, f"END:{TIMEZONE}", ""]))
        zone: tzinfo = definition.to_tz(lookup_tzid=False)
        # Fails here instead of at the first event.
        datetime(2026, 1, 1, tzinfo=zone).astimezone(UTC)
    except LIBRARY_ERRORS:
        return None
    return zone


def _transitions(observance: Component, budget: StepBudget) -> int:
    """Return how often an observance begins before `LAST_TRANSITION`.

    Raises:
        ValueError: when its start or its rule cannot be read, or it has too many.
    """
    start = parse_moment(_property(observance, "DTSTART"), UTC)
    count = 1 + sum(line.value.count(",") + 1 for line in observance.lines if line.name == "RDATE")
    for line in observance.lines:
        if line.name == "RRULE":
            starts = starts_of(parse_rule(line.value), start, UTC, LAST_TRANSITION, budget)
            count += sum(1 for _ in islice(starts, MOST_TRANSITIONS + 1))
    if count > MOST_TRANSITIONS:
        raise ValueError(f"it has more than {MOST_TRANSITIONS:,} transitions")
    return count

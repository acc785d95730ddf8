"""A calendar that changes: what the person does in Google Calendar between two syncs."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.calendar import Calendar, Event


class CalendarStore:
    """The current state of some calendars. Every change has a number; safe to use while a server thread reads.

    Args:
        calendars: the state to begin with; the first is the account's own.
        now: the clock of the changes.

    Attributes:
        oldest_revision: sync tokens of before are expired.
        repeats_changes: whether an answer to a sync token shows an event once for each of its changes, in their order,
            or once as it is now. Google does not document which.
        refusal: status and reason for an expired token. Google documents a 410 and answers others, too.
    """

    def __init__(self, *calendars: Calendar, now: Callable[[], datetime]) -> None:
        self.oldest_revision = 0
        self.repeats_changes = False
        self.refusal = (410, "fullSyncRequired")
        self._calendars: dict[str, Calendar] = {}
        self._hidden: set[str] = set()
        self._primary = calendars[0].id
        self._now = now
        self._lock = threading.RLock()
        self._revision = 0
        # The states of each event, each with the number of the change that made it so; the last one is the present.
        self._states: dict[str, dict[str, list[tuple[int, Event]]]] = {}
        for calendar in calendars:
            self.add_calendar(calendar)

    def calendars(self) -> list[Calendar]:
        """Return all calendars; the first is the account's own."""
        return list(self._calendars.values())

    def calendar(self, calendar_id: str) -> Calendar:
        """Return a calendar; `primary` is the account's own.

        Raises:
            KeyError: when there is none of this id, or the account may not see it.
        """
        with self._lock:
            name = self._name(calendar_id)
            if name in self._hidden:
                raise KeyError(calendar_id)
            return self._calendars[name]

    def add_calendar(self, calendar: Calendar) -> None:
        """Add a calendar with its events."""
        with self._lock:
            self._calendars[calendar.id] = calendar
            self._states[calendar.id] = {event.id: [(self._revision, event)] for event in calendar.events}

    def edit_calendar(self, calendar_id: str, **changes: Any) -> Calendar:
        """Change fields of a calendar, such as its name."""
        with self._lock:
            name = self._name(calendar_id)
            self._calendars[name] = replace(self._calendars[name], **changes)
            return self._calendars[name]

    def unshare(self, calendar_id: str) -> None:
        """Hide a calendar from the account, as when its owner takes it back."""
        self._hidden.add(self._name(calendar_id))

    def share(self, calendar_id: str) -> None:
        """Show a calendar again."""
        self._hidden.discard(self._name(calendar_id))

    def snapshot(self, calendar_id: str) -> tuple[int, list[tuple[int, Event]]]:
        """Return the number of the last change, and the events with the number of the change that made them so."""
        with self._lock:
            states = self._states[self._name(calendar_id)]
            return self._revision, [found[-1] for found in states.values()]

    def changes(self, calendar_id: str, since: int) -> tuple[int, list[tuple[int, Event]]]:
        """Return the number of the last change, and what has changed after another, in order."""
        with self._lock:
            states = self._states[self._name(calendar_id)]
            kept = slice(None) if self.repeats_changes else slice(-1, None)
            found = [state for one in states.values() for state in one[kept] if state[0] > since]
            return self._revision, sorted(found, key=lambda state: state[0])

    def put(self, event: Event, calendar_id: str = "primary") -> Event:
        """Add an event, or replace the one with its id."""
        with self._lock:
            self._revision += 1
            event = replace(event, updated=self._now())
            self._states[self._name(calendar_id)].setdefault(event.id, []).append((self._revision, event))
            return event

    def edit(self, event_id: str, calendar_id: str = "primary", **changes: Any) -> Event:
        """Change fields of an event.

        Raises:
            KeyError: when there is no such event.
        """
        with self._lock:
            _, event = self._states[self._name(calendar_id)][event_id][-1]
            return self.put(replace(event, **changes), calendar_id)

    def cancel(self, event_id: str, calendar_id: str = "primary") -> None:
        """Delete an event, or take one instance out of its series."""
        self.edit(event_id, calendar_id, cancelled=True)

    def forget(self, event_id: str, calendar_id: str = "primary") -> None:
        """Remove an event without a tombstone, as Google does with old ones."""
        with self._lock:
            del self._states[self._name(calendar_id)][event_id]

    def expire_tokens(self) -> None:
        """Make every sync token of before invalid: the next use is refused."""
        with self._lock:
            self._revision += 1
            self.oldest_revision = self._revision

    def _name(self, calendar_id: str) -> str:
        return self._primary if calendar_id == "primary" else calendar_id

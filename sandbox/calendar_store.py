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
    """

    def __init__(self, *calendars: Calendar, now: Callable[[], datetime]) -> None:
        self.oldest_revision = 0
        self._calendars = {calendar.id: calendar for calendar in calendars}
        self._primary = calendars[0].id
        self._now = now
        self._lock = threading.RLock()
        self._revision = 0
        self._events = {calendar.id: {event.id: (0, event) for event in calendar.events} for calendar in calendars}

    def calendar(self, calendar_id: str) -> Calendar:
        """Return a calendar; `primary` is the account's own.

        Raises:
            KeyError: when there is none of this id.
        """
        return self._calendars[self._primary if calendar_id == "primary" else calendar_id]

    def snapshot(self, calendar_id: str) -> tuple[int, list[tuple[int, Event]]]:
        """Return the number of the last change, and the events with the number of the change that made them so."""
        with self._lock:
            return self._revision, list(self._events[self.calendar(calendar_id).id].values())

    def put(self, event: Event, calendar_id: str = "primary") -> Event:
        """Add an event, or replace the one with its id."""
        with self._lock:
            self._revision += 1
            event = replace(event, updated=self._now())
            self._events[self.calendar(calendar_id).id][event.id] = (self._revision, event)
            return event

    def edit(self, event_id: str, calendar_id: str = "primary", **changes: Any) -> Event:
        """Change fields of an event.

        Raises:
            KeyError: when there is no such event.
        """
        with self._lock:
            _, event = self._events[self.calendar(calendar_id).id][event_id]
            return self.put(replace(event, **changes), calendar_id)

    def cancel(self, event_id: str, calendar_id: str = "primary") -> None:
        """Delete an event, or take one instance out of its series."""
        self.edit(event_id, calendar_id, cancelled=True)

    def forget(self, event_id: str, calendar_id: str = "primary") -> None:
        """Remove an event without a tombstone, as Google does with old ones."""
        with self._lock:
            del self._events[self.calendar(calendar_id).id][event_id]

    def expire_tokens(self) -> None:
        """Make every sync token of before invalid: the next use is answered with 410."""
        with self._lock:
            self._revision += 1
            self.oldest_revision = self._revision

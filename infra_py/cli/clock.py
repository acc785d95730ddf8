"""Time for the search: the hour, and waits that Ctrl-C ends. Tests bring their own."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol

# On Windows a wait of the main thread hears no signal until it returns.
SLICE_SECONDS = 0.5


class Clock(Protocol):
    """What the search asks of time."""

    def now(self) -> datetime:
        """Return the present instant, with a time zone."""
        ...

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return after so many seconds, or as soon as a stop is asked for."""
        ...


class RealClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return after so many seconds, or as soon as a stop is asked for."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stop.is_set():
            stop.wait(min(left, SLICE_SECONDS))

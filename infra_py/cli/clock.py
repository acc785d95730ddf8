"""Time for the search: the present instant, and waits that Ctrl-C ends. Tests have a clock of their own."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol

# On Windows a signal is handled only after a wait of the main thread has returned.
SLICE_SECONDS = 0.5


class Clock(Protocol):
    """The time that the search uses."""

    def now(self) -> datetime:
        """Return the present instant, with a time zone."""
        ...

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return after so many seconds, or as soon as the stop is set."""
        ...


class RealClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return after so many seconds, or as soon as the stop is set."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stop.is_set():
            stop.wait(min(left, SLICE_SECONDS))

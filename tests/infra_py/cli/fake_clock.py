"""A clock that no test waits for."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time passes only by waiting, and at once.

    Attributes:
        waits: the seconds of each wait.
        on_wait: called before each, with how many there were; a test presses Ctrl-C there.
    """

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
        self.waits: list[float] = []
        self.on_wait: Callable[[int], None] = lambda _count: None

    def now(self) -> datetime:
        return self.instant

    def wait(self, seconds: float, stop: threading.Event) -> None:
        self.waits.append(seconds)
        self.on_wait(len(self.waits))
        if not stop.is_set():
            self.instant += timedelta(seconds=seconds)

"""How fast to ask, and how long to wait after a failure."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Toggl's leaky bucket lets about one request a second through.
SECONDS_PER_REQUEST = 1.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0


@dataclass
class Pace:
    """Full speed until the service says "too many", from then on one request a second for the rest of the run.

    A small sync needs a handful of requests and never meets the bucket, so it is not slowed for nothing.

    Attributes:
        clock: seconds that only go forward.
        sleep: waits that many seconds.
        jitter: source of the jitter; a test hands in a seeded one.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: random.Random = field(default_factory=random.Random)
    _slow: bool = field(default=False, init=False)
    _next_at: float = field(default=0.0, init=False)

    def slow_down(self) -> None:
        """The service complained: pace every further request."""
        self._slow = True
        self._next_at = self.clock() + SECONDS_PER_REQUEST

    def before_request(self) -> None:
        """Wait for this request's turn."""
        if not self._slow:
            return
        wait = self._next_at - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next_at = self.clock() + SECONDS_PER_REQUEST

    def back_off(self, failures: int, *, at_least: float = 0.0) -> None:
        """Wait after the given number of failures in a row: twice as long each time, give or take a half.

        Args:
            failures: 1 after the first.
            at_least: seconds that the service itself asked for.
        """
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1)) * self.jitter.uniform(0.5, 1.5)
        self.sleep(max(delay, at_least))

"""How fast to send requests, and how long to wait after a failure."""

import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Toggl's leaky bucket lets about one request a second through.
SECONDS_PER_REQUEST = 1.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
# A wait up to this long is slept through; a longer one is left to the job engine, which frees the worker meanwhile.
SHORT_WAIT_SECONDS = 30
LONGEST_RETRY_AFTER_SECONDS = 3600


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


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """Return the service's own clock, by the header `Date` (RFC 9110, 6.6.1); None without a usable one."""
    return _http_date(headers.get("Date", ""))


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> int:
    """Return the wait that `Retry-After` requests, in seconds or as a date (RFC 9110, 10.2.3), at most an hour.

    Args:
        headers: of the answer.
        now: our clock, used for a date when the answer does not carry the service's.

    Returns:
        0 without a usable header, or when the date has passed.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(min(float(text), LONGEST_RETRY_AFTER_SECONDS))
    date = _http_date(text)
    if date is None:
        return 0
    wait = (date - (date_of(headers) or now)).total_seconds()
    return math.ceil(min(max(wait, 0.0), LONGEST_RETRY_AFTER_SECONDS))


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)

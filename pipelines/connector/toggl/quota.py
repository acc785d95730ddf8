"""Toggl's quota of calls in a sliding hour, as its answers report it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

REMAINING, RESETS_IN = "X-Toggl-Quota-Remaining", "X-Toggl-Quota-Resets-In"
# Workspace calls per hour of the plans Free, Starter and Premium.
TIERS = (30, 240, 600)
HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Quota:
    """The quota headers of one answer; None where a header was missing or not a number."""

    remaining: int | None
    resets_in: int | None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Quota | None":
        """Read the headers; None when the answer carries neither."""
        if REMAINING not in headers and RESETS_IN not in headers:
            return None
        return cls(_number(headers.get(REMAINING)), _number(headers.get(RESETS_IN)))

    @property
    def wait_seconds(self) -> int:
        """Seconds until calls are allowed again, at most the whole window, which also counts when none are reported."""
        return HOUR_SECONDS if self.resets_in is None else min(self.resets_in, HOUR_SECONDS)

    def resets_at(self, now: datetime) -> datetime | None:
        """Return the instant at which the quota is whole again."""
        return None if self.resets_in is None else now + timedelta(seconds=self.resets_in)


def per_hour(remaining: int | None) -> int:
    """Guess the plan's calls per hour from what was seen to remain; the smallest plan when nothing was seen."""
    return next((tier for tier in TIERS if (remaining or 0) <= tier), TIERS[-1])


def hours_for(calls: int, remaining: int | None, limit: int) -> int:
    """Return about how many whole hours that many calls take; 0 when what remains is enough.

    Args:
        calls: how many.
        remaining: calls that are left now; None = a whole hour's.
        limit: calls of an hour.
    """
    available = limit if remaining is None else remaining
    return max(0, math.ceil((calls - available) / limit))


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None

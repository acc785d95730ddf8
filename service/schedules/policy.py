"""What is due after a while in which nobody looked. Pure: all of it is told by instants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from service.schedules.cron import ticks

# A tick looked at later than this was missed, and only catching up runs it.
ON_TIME = timedelta(minutes=1)
# How old a tick may be and still be caught up. A clock set back further was wrong before.
CATCH_UP = timedelta(hours=24)
# After years of absence the count stops here: 10,000 ticks take 50 ms, and nobody asks for more.
COUNT_LIMIT = 10_000


@dataclass(frozen=True, kw_only=True)
class Due:
    """The ticks that came since the last look.

    Attributes:
        tick: the last of them; the only one that may run.
        runs: whether it runs, or was missed like those before it.
        missed: how many of them do not run (at most COUNT_LIMIT are counted).
    """

    tick: datetime
    runs: bool
    missed: int


def due(cron: str, zone: ZoneInfo, *, since: datetime, now: datetime, catch_up: str) -> Due | None:
    """Return what is due of a schedule that was decided up to `since`; None when nothing is."""
    passed = list(takewhile(lambda tick: tick <= now, islice(ticks(cron, zone, since), COUNT_LIMIT)))
    if not passed:
        return None
    # Beyond the limit the last tick is looked for from the other end.
    recent = takewhile(lambda tick: tick <= now, ticks(cron, zone, max(since, now - CATCH_UP)))
    last = max([passed[-1], *recent])
    age = now - last
    runs = age <= ON_TIME or (catch_up == "last" and age <= CATCH_UP)
    return Due(tick=last, runs=runs, missed=len(passed) - runs)


def next_run(cron: str, zone: ZoneInfo, *, since: datetime, now: datetime) -> datetime | None:
    """Return the first tick that is still to come."""
    return next(ticks(cron, zone, max(since, now)), None)

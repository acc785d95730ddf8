"""The rules of one target: where it stands, and whether and how far to move it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from pipelines.adjuster.data import Day, Estimate, Target

DAY_TYPES = frozenset({"workday", "holiday"})
DAYS_BACK, DAYS_AHEAD = 14, 7
EASE_MISSED, TIGHTEN_MET = 10, 13
# The share of the recent days on which the new minutes would have been met, and the longest step, in percent.
SHARE, STEP = 60, 20
SHORTEST_STEP, GRID, DAY_MINUTES = 5, 5, 1440


@dataclass(frozen=True)
class Outlook:
    """The mean estimate of the matching days to come and the mean of their interval's ends, in minutes a day."""

    minutes: float
    lower: float
    upper: float
    days: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for or against a target.

    Attributes:
        days_met: how many of the days looked at met the minutes of the target as it stands now.
        days_looked_at: complete matching days, at most the newest 14.
        first_date: the oldest day looked at.
        last_date: the newest day looked at.
        quantile: the strictest minutes that at least 60 % of those days would have met.
        outlook: None when there is no estimate.
    """

    days_met: int
    days_looked_at: int
    first_date: date
    last_date: date
    quantile: float
    outlook: Outlook | None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A change that the rules of one target call for, before the other targets of the day are looked at."""

    target: Target
    day_types: frozenset[str]
    kind: str
    new_minutes: int
    evidence: Evidence


def matching_day_types(target: Target, targets: Sequence[Target]) -> frozenset[str]:
    """Return the day types on which this target counts: one for all days gives way to one for that day type."""
    if target.day_type != "all":
        return frozenset({target.day_type})
    return DAY_TYPES - {other.day_type for other in targets if other.category_key == target.category_key}


def outlook(estimates: Sequence[Estimate], day_types: frozenset[str]) -> Outlook | None:
    """Return what is expected of the next 7 matching days that have an estimate, soonest first; None without any."""
    days = [estimate for estimate in estimates if estimate.day_type in day_types][:DAYS_AHEAD]
    if not days:
        return None
    return Outlook(
        fmean(day.minutes for day in days),
        fmean(day.lower for day in days),
        fmean(day.upper for day in days),
        len(days),
    )


def state(target: Target, expected: Outlook | None) -> str:
    """Return `on_track`, `off_track`, `neutral` (no verdict wanted) or `unknown` (no estimate)."""
    if target.direction == "neutral":
        return "neutral"
    if expected is None:
        return "unknown"
    return "on_track" if _meets(target, expected.minutes) else "off_track"


def evidence(
    target: Target, days: Sequence[Day], expected: Outlook | None, day_types: frozenset[str]
) -> Evidence | None:
    """Look at the newest 14 matching days, of days given newest first; None when there is none."""
    recent = [day for day in days if day.day_type in day_types][:DAYS_BACK]
    if not recent:
        return None
    minutes = [day.seconds / 60 for day in recent]
    return Evidence(
        days_met=sum(_meets(target, value) for value in minutes),
        days_looked_at=len(recent),
        first_date=recent[-1].local_date,
        last_date=recent[0].local_date,
        quantile=quantile(minutes, target.direction),
        outlook=expected,
    )


def quantile(minutes: Sequence[float], direction: str) -> float:
    """Return the strictest of the values that at least 60 % of them meet."""
    strictest_last = sorted(minutes, reverse=direction == "more")
    return strictest_last[-(-len(minutes) * SHARE // 100) - 1]


def kind(target: Target, found: Evidence) -> str | None:
    """Return `ease`, `tighten` or None.

    The counts are absolute: where fewer than 14 days are known, 10 misses are 10 misses whatever the others were.
    """
    if target.direction == "neutral":
        return None
    missed = found.days_looked_at - found.days_met
    if missed >= EASE_MISSED and found.outlook is not None and not _meets(target, found.outlook.minutes):
        return "ease"
    stricter = found.quantile > target.minutes if target.direction == "more" else found.quantile < target.minutes
    return "tighten" if found.days_met >= TIGHTEN_MET and stricter else None


def moved(minutes: int, quantile: float, *, upward: bool) -> int:
    """Return the minutes of the grid nearest to the quantile that can be reached in one step in that direction.

    The step is at most max(20 %, 5 min), the grid 5 minutes, the ends 0 and 1440. `minutes` itself comes back when
    nothing on the grid is nearer to the quantile. Of two equally near the shorter move counts.
    """
    reachable = [
        value
        for value in range(0, DAY_MINUTES + 1, GRID)
        if (value > minutes if upward else value < minutes)
        and abs(value - minutes) * 100 <= max(minutes * STEP, SHORTEST_STEP * 100)
    ]
    return min([minutes, *reachable], key=lambda value: (abs(value - quantile), abs(value - minutes)))


def candidate(target: Target, found: Evidence | None, day_types: frozenset[str]) -> Candidate | None:
    """Return the change that the evidence calls for, or None."""
    wanted = kind(target, found) if found else None
    if found is None or wanted is None:
        return None
    new_minutes = moved(target.minutes, found.quantile, upward=(wanted == "tighten") == (target.direction == "more"))
    if new_minutes == target.minutes:
        return None
    return Candidate(target=target, day_types=day_types, kind=wanted, new_minutes=new_minutes, evidence=found)


def _meets(target: Target, minutes: float) -> bool:
    return minutes >= target.minutes if target.direction == "more" else minutes <= target.minutes

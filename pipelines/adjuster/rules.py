"""The rules of one target: its state, and whether and how far to move it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from pipelines.adjuster.data import Day, DayAhead, Target
from pipelines.chances import Chances

DAY_TYPES = frozenset({"workday", "holiday"})
DAYS_BACK, DAYS_AHEAD = 14, 7
ON_TRACK, OFF_TRACK = 0.6, 0.4
# A target is eased that will hardly be met and was met on at most 4 of 14 days: missed on 10.
EASE_CHANCE, EASE_MISSED_DAYS = 0.35, 10
TIGHTEN_CHANCE = 0.9
# The chance of proposed minutes.
FITTING_CHANCE = 0.75
# An eased target of fewer minutes asks for nothing; a category that needs it has no daily target.
FEWEST_MINUTES = 10
# The longest step in percent, but at least the shortest step in minutes.
STEP_PERCENT, SHORTEST_STEP = 20, 5
GRID, DAY_MINUTES = 5, 1440


@dataclass(frozen=True)
class Outlook:
    """The chances of the days to come on which a target counts, for its direction `more` or `less`."""

    direction: str
    days: tuple[Chances, ...]

    def chance(self, minutes: float) -> float:
        """Return how likely such a day meets so many minutes: the mean over the days."""
        chances = [
            day.of_at_least(minutes) if self.direction == "more" else day.of_at_most(minutes) for day in self.days
        ]
        return round(fmean(chances), 9)

    def fits(self, minutes: float) -> bool:
        """Return whether a proposal of so many minutes is likely enough to be met."""
        return self.chance(minutes) >= FITTING_CHANCE

    def fitting_minutes(self) -> int:
        """Return the strictest minutes of the grid that fit; where none does, those that ask for nothing."""
        grid = range(0, DAY_MINUTES + 1, GRID)
        # The chance falls as minutes rise for `more`, and rises with them for `less`.
        if self.direction == "more":
            return grid[bisect_left(grid, True, key=lambda minutes: not self.fits(minutes)) - 1]
        return grid[min(bisect_left(grid, True, key=self.fits), len(grid) - 1)]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The facts for or against a target.

    Attributes:
        days_met: how many of the days looked at met the minutes of the target as it stands now.
        days_looked_at: matching days that count, at most the newest 14.
        first_date: the oldest day looked at.
        last_date: the newest day looked at.
    """

    days_met: int
    days_looked_at: int
    first_date: date
    last_date: date


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A change that the rules of one target call for, before the other targets of the day are considered."""

    target: Target
    day_types: frozenset[str]
    kind: str
    new_minutes: int
    evidence: Evidence
    outlook: Outlook

    @property
    def chance(self) -> float:
        """How likely a day to come meets the target as it stands."""
        return self.outlook.chance(self.target.minutes)

    @property
    def new_chance(self) -> float:
        """How likely it meets the proposed minutes."""
        return self.outlook.chance(self.new_minutes)

    @property
    def is_step(self) -> bool:
        """Whether the proposed minutes are only a step towards minutes that fit."""
        return not self.outlook.fits(self.new_minutes)


def matching_day_types(target: Target, targets: Sequence[Target]) -> frozenset[str]:
    """Return the day types on which this target counts: one for all days gives way to one for that day type."""
    if target.day_type != "all":
        return frozenset({target.day_type})
    return DAY_TYPES - {other.day_type for other in targets if other.category_key == target.category_key}


def outlook(direction: str, ahead: Sequence[DayAhead], day_types: frozenset[str], today: date) -> Outlook | None:
    """Return the chances of the matching days among the next 7, else of the next one; None without any.

    Args:
        direction: of the target.
        ahead: the days after today that have chances, soonest first.
        day_types: those on which the target counts.
        today: the person's local date.
    """
    matching = [day for day in ahead if day.day_type in day_types]
    near = [day for day in matching if day.local_date <= today + timedelta(days=DAYS_AHEAD)]
    days = tuple(day.chances for day in near or matching[:1])
    return Outlook(direction, days) if days else None


def state(target: Target, expected: Outlook | None) -> str:
    """Return `on_track`, `off_track`, `open` (may be met or not), `neutral` (no verdict) or `unknown` (no chances)."""
    if target.direction == "neutral":
        return "neutral"
    if expected is None:
        return "unknown"
    chance = expected.chance(target.minutes)
    if chance >= ON_TRACK:
        return "on_track"
    return "off_track" if chance <= OFF_TRACK else "open"


def evidence(target: Target, days: Sequence[Day], day_types: frozenset[str]) -> Evidence | None:
    """Look at the newest 14 matching days, of days given newest first; None when there is none."""
    recent = [day for day in days if day.day_type in day_types][:DAYS_BACK]
    if not recent:
        return None
    return Evidence(
        days_met=sum(_meets(target, day.seconds / 60) for day in recent),
        days_looked_at=len(recent),
        first_date=recent[-1].local_date,
        last_date=recent[0].local_date,
    )


def kind(target: Target, found: Evidence, expected: Outlook) -> str | None:
    """Return `ease`, `tighten` or None.

    The count of missed days is absolute: where fewer than 14 days are known, 10 misses are still needed.
    """
    if target.direction == "neutral":
        return None
    chance = expected.chance(target.minutes)
    if chance <= EASE_CHANCE and found.days_looked_at - found.days_met >= EASE_MISSED_DAYS:
        return "ease"
    # They are stricter exactly when the next 5 minutes fit.
    fitting = expected.fitting_minutes()
    is_stricter = fitting > target.minutes if target.direction == "more" else fitting < target.minutes
    return "tighten" if chance >= TIGHTEN_CHANCE and is_stricter else None


def moved(minutes: int, wanted: int, *, upward: bool) -> int:
    """Return the minutes of the grid nearest to the wanted ones that can be reached in one step in that direction.

    The step is at most max(20 %, 5 min), the grid 5 minutes, the ends 0 and 1440. `minutes` itself comes back when
    nothing on the grid is nearer to the wanted ones. Of two equally near the shorter move counts.
    """
    reachable = [
        value
        for value in range(0, DAY_MINUTES + 1, GRID)
        if (value > minutes if upward else value < minutes)
        and abs(value - minutes) * 100 <= max(minutes * STEP_PERCENT, SHORTEST_STEP * 100)
    ]
    return min([minutes, *reachable], key=lambda value: (abs(value - wanted), abs(value - minutes)))


def is_misfit(target: Target, found: Evidence, expected: Outlook) -> bool:
    """Return whether the target is to be eased, but only one that asks for nothing would fit."""
    return (
        target.direction == "more"
        and kind(target, found, expected) == "ease"
        and expected.fitting_minutes() < FEWEST_MINUTES
    )


def candidate(target: Target, found: Evidence, expected: Outlook, day_types: frozenset[str]) -> Candidate | None:
    """Return the change that the evidence and the chances call for, or None."""
    wanted = kind(target, found, expected)
    if wanted is None or is_misfit(target, found, expected):
        return None
    upward = (wanted == "tighten") == (target.direction == "more")
    new_minutes = moved(target.minutes, expected.fitting_minutes(), upward=upward)
    if new_minutes == target.minutes:
        return None
    return Candidate(
        target=target,
        day_types=day_types,
        kind=wanted,
        new_minutes=new_minutes,
        evidence=found,
        outlook=expected,
    )


def _meets(target: Target, minutes: float) -> bool:
    return minutes >= target.minutes if target.direction == "more" else minutes <= target.minutes

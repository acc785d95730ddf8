"""How often the current targets were met in the last four weeks, by one assignment of categories and by another."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from naming import category_key
from service.schemas.domain import DayType, Target

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class RecentTime:
    """The time of the last four weeks.

    Attributes:
        day_types: of the days on which targets are judged.
        seconds: by day and combination of what the rules look at.
    """

    day_types: Mapping[dt.date, DayType]
    seconds: Mapping[tuple[dt.date, str], int]


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """On how many of its days a target was met, before and after a change of the rules."""

    target: Target
    met_before: int
    met_after: int
    days: int


def verdicts(
    targets: Sequence[Target], time: RecentTime, before: Mapping[str, str], after: Mapping[str, str]
) -> list[Verdicts]:
    """Return the verdicts of each target that can be met, in the order of the targets.

    Args:
        targets: the current ones.
        time: the days and their time.
        before: the key of the category of each combination, by the rules as they are.
        after: the same by the rules as they would be.
    """
    sums = [_seconds(time, keys) for keys in (before, after)]
    specific = {(category_key(one.category), one.day_type) for one in targets}
    found = []
    for target in targets:
        if target.direction == "neutral":
            continue
        key = category_key(target.category)
        days = [
            day
            for day, day_type in time.day_types.items()
            if target.day_type == day_type or (target.day_type == "all" and (key, day_type) not in specific)
        ]
        met = [sum(_is_met(target, seconds[day, key]) for day in days) for seconds in sums]
        found.append(Verdicts(target=target, met_before=met[0], met_after=met[1], days=len(days)))
    return found


def _seconds(time: RecentTime, keys: Mapping[str, str]) -> Counter[tuple[dt.date, str]]:
    """Return the seconds by day and category; a combination that the rules do not know has none."""
    found: Counter[tuple[dt.date, str]] = Counter()
    for (day, subject), seconds in time.seconds.items():
        if subject in keys:
            found[day, keys[subject]] += seconds
    return found


def _is_met(target: Target, seconds: int) -> bool:
    wanted = target.minutes * SECONDS_PER_MINUTE
    return seconds >= wanted if target.direction == "more" else seconds <= wanted

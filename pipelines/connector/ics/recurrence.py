"""Recurrence rules: which can be expanded at all, and how to bound those that can.

The library that expands rules never returns for some invalid ones, such as an interval of 0, and takes minutes for
some valid ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from itertools import islice
from math import prod

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar.prop import vRecur

from pipelines.connector.ics.values import Moment, date_of, parse_moment, wall_time

# Seconds of the shortest step of each frequency.
STEPS = {
    "SECONDLY": 1,
    "MINUTELY": 60,
    "HOURLY": 3_600,
    "DAILY": 86_400,
    "WEEKLY": 7 * 86_400,
    "MONTHLY": 28 * 86_400,
    "YEARLY": 365 * 86_400,
}
SECONDS_PER_DAY = 86_400
# The parts that give a period several times, each with the frequency that they only limit.
FINER = {"BYSECOND": "SECONDLY", "BYMINUTE": "MINUTELY", "BYHOUR": "HOURLY"}
# Days of the longest period.
DAYS = {"MONTHLY": 31, "YEARLY": 366}
# Lowest and highest of each number; a range from below zero counts from the end too, and has no zero.
RANGES = {
    "INTERVAL": (1, 10_000),
    "COUNT": (1, 100_000),
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
DAY_FILTERS = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"})
OTHERS = ("FREQ", "BYDAY", "WKST")
# Most steps from the first occurrence to the end of the window: a daily series of 500 years.
MOST_STEPS = 200_000
MOST_STEPS_OF_A_FILE = 20_000_000
# A search for the first occurrence of a rule that has none ends in the year 9999.
STEPS_OF_A_VAIN_SEARCH = 1_000_000
# A series may repeat more often than this only where it is short.
MOST_A_DAY = 24
MOST_OF_A_DENSE_SERIES = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can be expanded.

    Attributes:
        parts: its parts without UNTIL and COUNT.
        until: the text of its UNTIL, if any.
        count: its COUNT, if any.
    """

    parts: vRecur
    until: str | None = None
    count: int | None = None

    @property
    def frequency(self) -> str:
        return str(self.parts["FREQ"][0])

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", [1])[0])

    @property
    def most_a_step(self) -> int:
        """How often it repeats in one period of its frequency at most."""
        finer = [name for name, coarsest in FINER.items() if STEPS[coarsest] < STEPS[self.frequency]]
        times = prod(len(self.parts.get(name, [0])) for name in finer)
        return times * self._days_a_step

    @property
    def _days_a_step(self) -> int:
        if self.frequency == "WEEKLY":
            return len(self.parts.get("BYDAY", [0]))
        return DAYS.get(self.frequency, 1) if DAY_FILTERS.intersection(self.parts) else 1


def parse_rule(text: str) -> Rule:
    """Return a rule (RFC 5545, 3.3.10; RSCALE=GREGORIAN of RFC 7529 changes nothing).

    Raises:
        ValueError: with what is wrong with it.
    """
    pairs: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = (piece.strip(" ,") for piece in part.partition("="))
        if not name and not equals:
            continue
        if not equals or not value:
            raise ValueError(f'"{part.strip()[:40]}" is not a part of a rule')
        if name.upper() in pairs:
            raise ValueError(f"{name.upper()} appears twice in the rule")
        pairs[name.upper()] = value
    if pairs.pop("RSCALE", "GREGORIAN").upper() != "GREGORIAN":
        raise ValueError("only the Gregorian calendar is supported (RSCALE)")
    if pairs.pop("SKIP", "OMIT").upper() != "OMIT":
        raise ValueError("only SKIP=OMIT is supported")
    frequency = pairs.get("FREQ", "(nothing)").upper()
    if frequency not in STEPS:
        raise ValueError(f"FREQ={frequency} is not one of {', '.join(STEPS)}")
    until = pairs.pop("UNTIL", None)
    parts = vRecur.from_ical(";".join(f"{name}={value.upper()}" for name, value in pairs.items()))
    _check(parts)
    [count] = parts.pop("COUNT", [None])
    rule = Rule(parts, until, count)
    for position in parts.get("BYSETPOS", []):
        # The library would search forever for a period with so many starts.
        if abs(position) > rule.most_a_step:
            raise ValueError(f"BYSETPOS={position} fits no occurrence")
    return rule


def _check(parts: vRecur) -> None:
    for name, values in parts.items():
        if name not in RANGES and name not in OTHERS:
            raise ValueError(f"{name} is not a part of a rule")
        first, last = RANGES.get(name, (0, 0))
        for value in values if name in RANGES else []:
            if not isinstance(value, int) or not first <= value <= last or (first < 0 and value == 0):
                raise ValueError(f"{name}={value} is not a number from {first} to {last}")
        # A repeated value does not repeat the occurrence.
        parts[name] = list(dict.fromkeys(values))
    if any(len(parts.get(name, [])) > 1 for name in ("FREQ", "INTERVAL", "COUNT", "WKST")):
        raise ValueError("FREQ, INTERVAL, COUNT and WKST have one value each")


class StepBudget:
    """The steps that the rules of one file may take together."""

    def __init__(self, steps: int = MOST_STEPS_OF_A_FILE) -> None:
        self.left = float(steps)

    def take(self, steps: float) -> None:
        """Count steps.

        Raises:
            ValueError: when the file has used them up.
        """
        self.left -= steps
        if self.left < 0:
            raise ValueError("the rules before it took all the steps that a file may take")


def bounded(rule: Rule, start: Moment, zone: tzinfo, last: datetime, budget: StepBudget) -> vRecur:
    """Return the rule with an UNTIL in wall time, so that nothing can expand it without end.

    Args:
        rule: the rule.
        start: of the series.
        zone: of the series; UNTIL is brought to it.
        last: the end of what is of interest; the rule ends there at the latest.
        budget: of the file.

    Raises:
        ValueError: when it cannot be expanded in bounded time, or makes no sense for this start.
    """
    end = min(_wall_end(rule.until, start, zone), last.astimezone(zone).replace(tzinfo=None))
    first = _as_time(wall_time(start, zone))
    budget.take(_steps(rule, (end - first).total_seconds()))
    found = vRecur(rule.parts)
    found["UNTIL"] = [_of_kind(end, start)]
    # The library checks the rule here, where an error can still be reported with its line.
    starts = _expansion(found, first)
    if end < first:
        # A series that ends before it starts has no occurrence, not even its first; Google cuts series like this.
        return vRecur({"FREQ": ["YEARLY"], "UNTIL": found["UNTIL"]})
    if not _occurs(found, first, end):
        budget.take(STEPS_OF_A_VAIN_SEARCH)
        return vRecur({"FREQ": ["YEARLY"], "UNTIL": [_of_kind(first, start)]})
    if rule.count is not None:
        counted = list(islice(starts, rule.count))
        if len(counted) == rule.count:
            found["UNTIL"] = [_of_kind(counted[-1], start)]
    return found


def _occurs(rule: vRecur, first: datetime, end: datetime) -> bool:
    """Return whether a rule has any start up to the end; the library looks for one up to the year 9999."""
    days = {name: values for name, values in rule.items() if name in DAY_FILTERS}
    if len(days) > 1 and STEPS[str(rule["FREQ"][0])] <= STEPS["WEEKLY"]:
        # Whether any day fits is seen much faster year by year than day by day.
        if "BYDAY" in days:
            days["BYDAY"] = [str(day).lstrip("+-0123456789") for day in days["BYDAY"]]
        yearly = vRecur({"FREQ": ["YEARLY"], **days})
        day = next(iter(_expansion(yearly, datetime.combine(first, time()))), None)
        if day is None or day > end:
            return False
    if not days and "BYSETPOS" not in rule:
        return True
    found = next(iter(_expansion(rule, first)), None)
    return found is not None and found <= end


def starts_of(rule: Rule, start: Moment, zone: tzinfo, last: datetime, budget: StepBudget) -> Iterable[Moment]:
    """Return the starts of a rule, one by one, in wall time.

    Raises:
        ValueError: as of `bounded`.
    """
    found = _expansion(bounded(rule, start, zone, last, budget), _as_time(wall_time(start, zone)))
    return (_of_kind(moment, start) for moment in found)


def _expansion(rule: vRecur, first: datetime) -> Iterable[datetime]:
    text = rule.to_ical().decode()  # type: ignore[no-untyped-call]
    found: Iterable[datetime] = rrulestr(text, dtstart=first)
    return found


def _wall_end(until: str | None, start: Moment, zone: tzinfo) -> datetime:
    """Return the last wall time of a rule; a date includes its whole day."""
    moment = parse_moment(until, zone) if until else date.max
    if moment.year == date.max.year:
        # How some programs write "without end"; in other zones it would be beyond the calendar.
        return datetime.combine(date.max, time())
    if not isinstance(start, datetime):
        return datetime.combine(date_of(moment, zone), time())
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(23, 59, 59))
    return _as_time(wall_time(moment, zone))


def _steps(rule: Rule, seconds: float) -> float:
    """Return how many steps a rule takes at most.

    Raises:
        ValueError: when these are too many, or it repeats too often.
    """
    steps = max(seconds, 0) / STEPS[rule.frequency] / rule.interval
    if rule.count is not None and not any(name.startswith("BY") for name in rule.parts):
        steps = min(steps, rule.count)
    if steps > MOST_STEPS:
        raise ValueError(f"it would take more than {MOST_STEPS:,} steps to expand")
    starts = min(rule.count or float("inf"), (steps + 1) * rule.most_a_step)
    if starts > MOST_STEPS:
        raise ValueError(f"it would repeat more than {MOST_STEPS:,} times")
    a_day = rule.most_a_step * max(1, SECONDS_PER_DAY / STEPS[rule.frequency] / rule.interval)
    is_dense = STEPS[rule.frequency] <= SECONDS_PER_DAY and a_day > MOST_A_DAY
    if is_dense and starts > MOST_OF_A_DENSE_SERIES:
        raise ValueError(f"it repeats more than {MOST_A_DAY} times a day and does not end soon")
    return max(steps, starts)


def _as_time(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _of_kind(moment: datetime, start: Moment) -> Moment:
    return moment if isinstance(start, datetime) else moment.date()

"""Time in whole minutes, rounded once: each table, chart and comparison of a report shows the same number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipelines.reporter.numbers import MINUTE, apportion, minutes
from pipelines.reporter.palette import Category
from pipelines.reporter.period import Period


@dataclass(frozen=True)
class Amount:
    """Time of one category in the period. Minutes, minutes of the mean day and tenths of a percent add up as such."""

    category: Category
    seconds: int
    minutes: int
    per_day: int
    share: int


@dataclass(frozen=True)
class Hours:
    """The time of a period by category, as periods are compared: minutes, for months those of the mean day."""

    period: Period
    minutes: Mapping[str, int]
    untracked: int

    def of(self, category: str) -> int:
        return self.minutes.get(category, 0)

    @property
    def tracked(self) -> int:
        return sum(self.minutes.values())


def rounded(period: Period, seconds: Mapping[str, int], untracked: int) -> Hours:
    """Round the seconds of a whole period by category, in the order of the report."""
    values = [*seconds.values(), untracked]
    # February is not lazier than January: months are compared by their mean day.
    days = 1 if period.kind.is_even else len(period.days)
    whole = per_day(values, days)
    return Hours(period, dict(zip(seconds, whole[:-1], strict=True)), whole[-1])


def per_day(values: Sequence[int], days: int) -> list[int]:
    """Return the minutes of the mean day of each of the values in seconds; they add up to those of the sum."""
    return apportion(values, sum(values) // MINUTE if days == 1 else minutes(sum(values) / days))


def mean(values: Sequence[int]) -> int:
    """Return the mean of whole minutes in whole minutes; half a minute rounds up."""
    return int(Fraction(sum(values), len(values)) + Fraction(1, 2))

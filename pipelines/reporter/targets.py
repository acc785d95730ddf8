"""The targets of the period's days against what happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

from pipelines.reporter.context import Context
from pipelines.reporter.numbers import MINUTE
from pipelines.reporter.queries import plans
from pipelines.reporter.queries.plans import Target


@dataclass(frozen=True)
class CategoryTargets:
    """The targets of one category on the days of a period.

    Attributes:
        category: its name.
        evaluated: the seconds spent and the target, of each of those days that is over, read in full and within the
            records.
        begun: the same of all of those days.
    """

    category: str
    evaluated: list[tuple[int, Target]]
    begun: list[tuple[int, Target]]

    @property
    def _shown(self) -> list[tuple[int, Target]]:
        # Target, actual and rate are of the same days; while none is over, of those that have begun.
        return self.evaluated or self.begun

    @property
    def days(self) -> list[date]:
        """The days over which the means are taken."""
        return [target.local_date for _, target in self._shown]

    @property
    def minutes(self) -> float:
        """Minutes of the target, the mean of the days."""
        return fmean(target.minutes for _, target in self._shown)

    @property
    def actual(self) -> float:
        """Minutes that were spent, the mean of the days."""
        return fmean(seconds / MINUTE for seconds, _ in self._shown)

    @property
    def direction(self) -> str:
        """The direction of the target on the last day."""
        return self.begun[-1][1].direction

    @cached_property
    def verdicts(self) -> list[bool]:
        """Whether each evaluated day met its target; neutral ones have no verdict."""
        verdicts = (target.is_met(seconds) for seconds, target in self.evaluated)
        return [verdict for verdict in verdicts if verdict is not None]

    @property
    def rate(self) -> int | None:
        """Percent of the target that was spent on the evaluated days; None where the target is 0."""
        wanted = sum(target.minutes for _, target in self.evaluated)
        spent = sum(seconds for seconds, _ in self.evaluated) / MINUTE
        return int(100 * spent / wanted + 0.5) if wanted else None


def read(context: Context) -> dict[str, CategoryTargets]:
    """Read the targets of the days that have begun, by category."""
    period, as_of = context.period, context.quality.as_of
    begun = {day.date: day for day in period.days if day.elapsed(as_of)}
    found: dict[str, list[Target]] = defaultdict(list)
    for target in plans.targets(context.connection, period.first, period.last):
        if target.local_date in begun:
            found[target.category].append(target)
    evaluated = {
        day for day in begun if begun[day].is_over(as_of) and context.is_recorded(day) and day not in context.unread
    }
    result = {}
    for category, targets in found.items():
        spent = [(context.days.get(target.local_date, {}).get(category, 0), target) for target in targets]
        result[category] = CategoryTargets(category, [each for each in spent if each[1].local_date in evaluated], spent)
    return result

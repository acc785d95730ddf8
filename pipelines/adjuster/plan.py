"""From all data of one moment to the rows to be written: no clock, no database, the same result every time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pipelines.adjuster import rules
from pipelines.adjuster.data import Data, Earlier, Target
from pipelines.adjuster.day_budget import DayBudget
from pipelines.adjuster.remarks import Remark, remark
from pipelines.adjuster.rules import Candidate

# From here on the evidence of a proposal counts as changed (docs/decisions/0018): every day moves it by a little.
NEWS_DAYS, NEWS_MINUTES = 3, 10


@dataclass(frozen=True)
class Standing:
    """Where a target stands: its state, the chance that it is met, and a remark where no daily target fits."""

    target: Target
    state: str
    chance: float | None
    remark: Remark | None = None


@dataclass(kw_only=True)
class Plan:
    """The rows that a run writes, and what it found.

    Attributes:
        create: new proposals, the most important target's first.
        supersede: pending proposals to take back.
        kept: how many pending proposals stay as they are.
        standings: of all targets, the most important first.
    """

    create: list[Candidate] = field(default_factory=list)
    supersede: list[UUID] = field(default_factory=list)
    kept: int = 0
    standings: list[Standing] = field(default_factory=list)

    @property
    def states(self) -> dict[str, dict[str, str]]:
        """The state by category and day type."""
        result: dict[str, dict[str, str]] = {}
        for standing in self.standings:
            result.setdefault(standing.target.category, {})[standing.target.day_type] = standing.state
        return result

    @property
    def remarks(self) -> list[Remark]:
        """The remarks on targets."""
        return [standing.remark for standing in self.standings if standing.remark]


def make(data: Data) -> Plan:
    """Go through the targets, most important first, so that the others get what is left of the day."""
    budget = DayBudget(data.targets)
    pending = {(one.category_key, one.day_type): one for one in data.earlier if one.status == "pending"}
    plan = Plan()
    for target in data.targets:
        day_types = rules.matching_day_types(target, data.targets)
        standing, candidate = _examine(target, data, day_types, budget)
        plan.standings.append(standing)
        fitted = budget.shrink_to_fit(candidate) if candidate else None
        before = pending.pop((target.category_key, target.day_type), None)
        # One of the version before has another ground, and may ask for nothing at all.
        stands = before and before.target_id == target.id and before.is_by_chance and not standing.remark
        waits = before and stands and _waits(before, candidate, fitted)
        # As long as it can still be accepted.
        if before and waits and budget.reserve(target, day_types, before.new_minutes - before.old_minutes):
            plan.kept += 1
            continue
        if before:
            plan.supersede.append(before.id)
        if fitted and not _is_rejected(fitted, data.earlier):
            budget.reserve(target, day_types, fitted.new_minutes - target.minutes)
            plan.create.append(fitted)
    # The rest was proposed for targets that are closed.
    plan.supersede.extend(one.id for one in pending.values())
    return plan


def _examine(
    target: Target, data: Data, day_types: frozenset[str], budget: DayBudget
) -> tuple[Standing, Candidate | None]:
    """Return where the target stands, and the change that it calls for."""
    expected = rules.outlook(target.direction, data.ahead.get(target.category_key, []), day_types, data.today)
    found = rules.evidence(target, data.days.get(target.category_key, []), day_types)
    chance = expected.chance(target.minutes) if expected and target.direction != "neutral" else None
    standing = Standing(target, rules.state(target, expected), chance)
    # A log that has fallen silent is no evidence that the person does less.
    if found is None or expected is None or data.silent_since:
        return standing, None
    if rules.is_misfit(target, found, expected):
        return Standing(target, standing.state, chance, remark(target, data, day_types, budget)), None
    return standing, rules.candidate(target, found, expected, day_types)


def _waits(pending: Earlier, candidate: Candidate | None, fitted: Candidate | None) -> bool:
    """Return whether the pending proposal still stands: no change is called for now, or none that would be news."""
    return candidate is None or (fitted is not None and not _is_news(fitted, pending))


def _is_rejected(candidate: Candidate, earlier: Sequence[Earlier]) -> bool:
    """Return whether the person has declined this within the last 14 days and there is no news since."""
    return any(
        one.status == "rejected"
        and (one.category_key, one.day_type) == (candidate.target.category_key, candidate.target.day_type)
        and not _is_news(candidate, one)
        for one in earlier
    )


def _is_news(candidate: Candidate, earlier: Earlier) -> bool:
    """Return whether a person would see news: another kind of change, clearly other minutes or days met."""
    return (
        candidate.kind != earlier.kind
        or abs(candidate.new_minutes - earlier.new_minutes) >= NEWS_MINUTES
        or abs(candidate.evidence.days_met - earlier.days_met) >= NEWS_DAYS
    )

"""From all data of one moment to what is to be written: no clock, no database, the same answer every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pipelines.adjuster import rules
from pipelines.adjuster.data import Data, Earlier
from pipelines.adjuster.day_budget import DayBudget
from pipelines.adjuster.rules import Candidate

# From here on the evidence of a proposal counts as changed (docs/decisions/0018): every day moves it by a little.
NEWS_DAYS, NEWS_MINUTES = 3, 10


@dataclass(kw_only=True)
class Plan:
    """What a run writes, and what it found.

    Attributes:
        create: new proposals, the most important target's first.
        supersede: pending proposals to take back.
        kept: how many pending proposals stay as they are.
        states: the state by category and day type.
    """

    create: list[Candidate]
    supersede: list[UUID]
    kept: int
    states: dict[str, dict[str, str]]


def make(data: Data) -> Plan:
    """Go through the targets, most important first, so that the others get what is left of the day."""
    budget = DayBudget(data.targets)
    pending = {(one.category_key, one.day_type): one for one in data.earlier if one.status == "pending"}
    plan = Plan(create=[], supersede=[], kept=0, states={})
    for target in data.targets:
        day_types = rules.matching_day_types(target, data.targets)
        expected = rules.outlook(data.estimates.get(target.category_key, []), day_types)
        found = rules.evidence(target, data.days.get(target.category_key, []), expected, day_types)
        plan.states.setdefault(target.category, {})[target.day_type] = rules.state(target, expected)
        candidate = rules.candidate(target, found, day_types)
        fitted = budget.shrink_to_fit(candidate) if candidate else None
        before = pending.pop((target.category_key, target.day_type), None)
        waits = before and before.target_id == target.id and _waits(before, candidate, fitted)
        # As long as it can still be accepted.
        if before and waits and budget.reserve(target, day_types, before.new_minutes - before.old_minutes):
            plan.kept += 1
            continue
        if before:
            plan.supersede.append(before.id)
        if fitted and not _is_rejected(fitted, data.earlier):
            budget.reserve(target, day_types, fitted.new_minutes - target.minutes)
            plan.create.append(fitted)
    # What is left was proposed for targets that are closed.
    plan.supersede.extend(one.id for one in pending.values())
    return plan


def _waits(pending: Earlier, candidate: Candidate | None, fitted: Candidate | None) -> bool:
    """Tell whether what was proposed still stands: nothing calls for a change now, or nothing that would be news."""
    return candidate is None or (fitted is not None and not _is_news(fitted, pending))


def _is_rejected(candidate: Candidate, earlier: Sequence[Earlier]) -> bool:
    """Tell whether the person has declined this within the last 14 days and nothing is new since."""
    return any(
        one.status == "rejected"
        and (one.category_key, one.day_type) == (candidate.target.category_key, candidate.target.day_type)
        and not _is_news(candidate, one)
        for one in earlier
    )


def _is_news(candidate: Candidate, earlier: Earlier) -> bool:
    """Tell whether a person would see something new: another kind of change, clearly other minutes or days met."""
    return (
        candidate.kind != earlier.kind
        or abs(candidate.new_minutes - earlier.new_minutes) >= NEWS_MINUTES
        or abs(candidate.evidence.days_met - earlier.days_met) >= NEWS_DAYS
    )

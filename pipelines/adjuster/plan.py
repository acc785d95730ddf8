"""From all data of one moment to what is to be written: no clock, no database, the same answer every time."""

from dataclasses import dataclass
from uuid import UUID

from pipelines.adjuster import rules
from pipelines.adjuster.data import Data, Earlier
from pipelines.adjuster.room import Room
from pipelines.adjuster.rules import Candidate


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
    room = Room(data.targets)
    pending = {(one.category, one.day_type): one for one in data.earlier if one.status == "pending"}
    plan = Plan(create=[], supersede=[], kept=0, states={})
    for target in data.targets:
        day_types = rules.matching_day_types(target, data.targets)
        expected = rules.outlook(data.estimates.get(target.category, []), day_types)
        found = rules.evidence(target, data.days.get(target.category, []), expected, day_types)
        plan.states.setdefault(target.category, {})[target.day_type] = rules.state(target, expected)
        candidate = rules.candidate(target, found, day_types)
        wanted = _fitted(candidate, room, data.earlier) if candidate else None
        before = pending.pop((target.category, target.day_type), None)
        if before and before.target_id == target.id:
            if candidate is None:
                # Nothing new to say: what was proposed waits for its decision, as long as it can still be accepted.
                stands = room.take(day_types, before.new_minutes - before.old_minutes)
            else:
                stands = wanted is not None and _says_the_same(before, wanted)
            if stands:
                plan.kept += 1
                continue
        if before:
            plan.supersede.append(before.id)
        if wanted:
            plan.create.append(wanted)
    # What is left was proposed for targets that are closed.
    plan.supersede.extend(one.id for one in pending.values())
    return plan


def _fitted(candidate: Candidate, room: Room, earlier: list[Earlier]) -> Candidate | None:
    """Return the change as far as the day has room for it; None without room, or when the person declined just this."""
    fitted = room.fit(candidate)
    if fitted is None or _rejected(fitted, earlier):
        return None
    room.take(fitted.day_types, fitted.new_minutes - fitted.target.minutes)
    return fitted


def _rejected(candidate: Candidate, earlier: list[Earlier]) -> bool:
    """Tell whether the person has declined just this within the last 14 days."""
    return any(
        one.status == "rejected"
        and (one.category, one.day_type) == (candidate.target.category, candidate.target.day_type)
        and _says_the_same(one, candidate)
        for one in earlier
    )


def _says_the_same(earlier: Earlier, candidate: Candidate) -> bool:
    """Tell whether the evidence is unchanged: the same number of days met, and the same minutes proposed."""
    return (earlier.kind, earlier.days_met, earlier.new_minutes) == (
        candidate.kind,
        candidate.evidence.days_met,
        candidate.new_minutes,
    )

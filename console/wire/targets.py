"""Targets and proposals, as the gateway answers them."""

import datetime as dt
from typing import Literal

from console.wire.base import Wire

Direction = Literal["more", "less", "neutral"]
DayType = Literal["all", "workday", "holiday"]


class Target(Wire):
    """One version of a target."""

    target_id: str
    category: str
    day_type: DayType
    minutes: int
    direction: Direction
    priority: int
    note: str
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    version: int


class Targets(Wire):
    """Targets, or their versions."""

    targets: list[Target]


class Evidence(Wire):
    """The facts behind a proposal."""

    days_met: int | None = None
    days_looked_at: int | None = None
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    chance: float | None = None
    new_chance: float | None = None
    days_ahead: int | None = None


class Proposal(Wire):
    """A change of a target that the adjuster proposes; `reason` is by language."""

    proposal_id: str
    category: str
    day_type: DayType
    kind: Literal["ease", "tighten"]
    direction: Direction
    old_minutes: int
    new_minutes: int
    evidence: Evidence
    reason: dict[str, str]
    status: str
    created_at: dt.datetime
    decided_at: dt.datetime | None


class Remark(Wire):
    """A target that no minutes of a day fit; `reason` is by language."""

    category: str
    reason: dict[str, str]


class Proposals(Wire):
    """Proposals, newest first, and remarks on current targets."""

    proposals: list[Proposal]
    remarks: list[Remark]

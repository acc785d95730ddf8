"""The targets that the sample person has set: what they want of a day."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """A wish: minutes of a category on a kind of day; priority 1 is the most important, 5 the least."""

    category: str
    day_type: Literal["all", "workday", "holiday"]
    minutes: int
    direction: Literal["more", "less", "neutral"]
    priority: int


TARGETS = (
    # Met on nearly every night, and missed on nearly every day: the report shows both verdicts.
    TargetSpec("Sleep", "all", 420, "more", 1),
    TargetSpec("Exercise", "all", 60, "more", 2),
    TargetSpec("Work", "workday", 480, "less", 3),
    TargetSpec("Pleasure", "all", 120, "less", 4),
    TargetSpec("Social", "all", 45, "neutral", 5),
)

"""Whether targets were met on a day."""

from collections.abc import Iterator

from console.views.headline import Miss, Verdicts
from console.views.words import Categories
from console.wire.days import Day
from console.wire.estimates import SummaryCategory, SummaryDay


def is_judged(day: SummaryDay, *, is_whole_day: bool) -> bool:
    """Return whether a past day has verdicts: it was read, and complete for a person who tracks whole days."""
    return day.is_read and (day.is_complete or not is_whole_day)


def wanted(day: SummaryDay) -> Iterator[tuple[SummaryCategory, float]]:
    """Yield the categories that are to be reached or not to be exceeded, with their targets."""
    for category in day.categories:
        if category.target is not None and category.direction in {"more", "less"}:
            yield category, category.target


def is_met(category: SummaryCategory, target: float) -> bool:
    """Return whether the minutes of a whole day meet a target."""
    actual = category.actual or 0
    return actual >= target if category.direction == "more" else actual <= target


def verdicts_of(day: SummaryDay, logged: Day | None, categories: Categories, *, is_whole_day: bool) -> Verdicts | None:
    """Return the verdicts of a day that is over; None where there is nothing to say."""
    targets = list(wanted(day))
    if not is_judged(day, is_whole_day=is_whole_day):
        if logged is None or not targets or not logged.tracked_seconds:
            return None
        return Verdicts(logged=logged.tracked_seconds / 60, length=logged.length_seconds / 60)
    missed = [(category, target) for category, target in targets if not is_met(category, target)]
    nearest = min(missed, key=lambda one: abs((one[0].actual or 0) - one[1]), default=None)
    miss = None
    if nearest is not None:
        category, target = nearest
        minutes = abs((category.actual or 0) - target)
        side = "under" if category.direction == "more" else "over"
        miss = Miss(category=categories.name(category.category), minutes=minutes, side=side)  # type: ignore[arg-type]
    return Verdicts(met=len(targets) - len(missed), judged=len(targets), nearest=miss)

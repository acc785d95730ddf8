"""How a real log differs from the real day: forgotten timers, gaps, stray clicks, deletions and late edits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sandbox.routine import Step

# Events with their weights; each table adds up to 1000.
LOST = {"nothing": 930, "some hours": 56, "nearly the whole day": 14}
ENDING = {"by the next start": 675, "a bit early": 240, "long before": 30, "late": 50, "after the next": 5}
ACCIDENT = {"none": 987, "double click": 2, "wrong project": 3, "deleted": 8}
EDITED = {"no": 950, "yes": 50}
KEPT_OF_A_LOST_DAY = 0.1
SHORTEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Span:
    """A step with its instants in UTC, whole seconds. Logged spans carry when they were changed and deleted."""

    start: datetime
    stop: datetime
    step: Step
    at: datetime | None = None
    deleted_at: datetime | None = None


def log(day: list[Span], random: Random, *, complete: bool = False) -> list[Span]:
    """Return what the person logged of a day.

    Args:
        day: one chain of spans without gaps.
        random: the day's randomness.
        complete: leave no hours out.
    """
    kept = day if complete else _forget(day, random)
    logged: list[Span] = []
    for number, span in enumerate(kept):
        following = kept[number + 1] if number + 1 < len(kept) else None
        if following is not None and following.start == span.stop:
            logged.append(_finish(_stopped(span, following, random), random))
        else:
            logged.append(_finish(span, random))
        logged.extend(_accidents(span, random))
    return logged


def _forget(day: list[Span], random: Random) -> list[Span]:
    """Leave out most of a day, or some hours of it; a night is never forgotten."""
    lost = _draw(LOST, random)
    if lost == "nothing":
        return day
    if lost == "nearly the whole day":
        return [span for span in day if _is_sleep(span) or random.random() < KEPT_OF_A_LOST_DAY]
    hole = _seconds(random, 5400, 14400)
    begin = day[0].start + _seconds(random, 10 * 3600, 16 * 3600)
    return [span for span in day if span.stop <= begin or span.start >= begin + hole or _is_sleep(span)]


def _stopped(span: Span, following: Span, random: Random) -> Span:
    """Move the end of a span: mostly the next start stops it, sometimes the person does, too early or too late."""
    shift = 0
    match _draw(ENDING, random):
        case "a bit early":
            shift = -random.randint(2, 300)
        case "long before":
            shift = -random.randint(301, 1500)
        case "late":
            shift = random.randint(5, 600)
        case "after the next":
            shift = int((following.stop - following.start).total_seconds()) + random.randint(10, 1200)
    if (span.stop - span.start).total_seconds() + shift < SHORTEST_SECONDS:
        return span
    return replace(span, stop=span.stop + timedelta(seconds=shift))


def _finish(span: Span, random: Random) -> Span:
    """Say when the entry was last changed: at its end, or in an edit hours or days later."""
    edited = _draw(EDITED, random) == "yes"
    later = _seconds(random, 1800, 4 * 86400) if edited else _seconds(random, 0, 3)
    return replace(span, at=span.stop + later + timedelta(microseconds=random.randint(0, 999_999)))


def _accidents(span: Span, random: Random) -> Iterator[Span]:
    """Yield what went wrong at the start of a span: an entry of no or few seconds, or a wrong one, deleted later."""
    match _draw(ACCIDENT, random):
        case "double click":
            yield _finish(replace(span, stop=span.start), random)
        case "wrong project":
            yield _finish(replace(span, stop=span.start + _seconds(random, 1, 20)), random)
        case "deleted":
            wrong = _finish(replace(span, step=replace(span.step, description="?")), random)
            assert wrong.at is not None
            gone = wrong.at + _seconds(random, 20, 2 * 86400)
            yield replace(wrong, at=gone, deleted_at=gone)


def _is_sleep(span: Span) -> bool:
    return span.step.project == "Sleep"


def _draw(weights: Mapping[str, int], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _seconds(random: Random, least: int, most: int) -> timedelta:
    return timedelta(seconds=random.randint(least, most))

"""Instants of wall times: where the clock goes back a time comes twice, and where it goes forward one is skipped."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

from pipelines.connector.toggl_csv.formats import Duration


@dataclass(frozen=True, slots=True)
class Interval:
    """Start and end of an entry as instants.

    Attributes:
        started_at: the start, in UTC.
        ended_at: the end, in UTC; None when no reading of it is at or after the start.
        fits: whether their difference is the duration that the file states; True without one.
        is_moved: whether the clock skips the start or the end, so that it was moved on.
    """

    started_at: datetime
    ended_at: datetime | None
    fits: bool
    is_moved: bool


def resolve(start: datetime, end: datetime, zone: ZoneInfo, duration: Duration | None) -> Interval:
    """Return the instants of a start and an end.

    They are the earliest readings whose difference is the duration; without such, the first of the start, and of the
    end the first that is not before it. A time that the clock skips in spring is moved on by the gap, 02:30 to what is
    called 03:30; where the start is moved past the end, the end is moved, too.
    """
    starts, start_is_moved = _readings(start, zone)
    ends, end_is_moved = _readings(end, zone)
    is_moved = start_is_moved or end_is_moved
    if duration is not None:
        for first, last in product(starts, ends):
            off = abs((last - first).total_seconds() - duration.seconds)
            if off <= duration.tolerance and last >= first:
                return Interval(first, last, fits=True, is_moved=is_moved)
    ended_at = next((last for last in ends if last >= starts[0]), None)
    if ended_at is None and end >= start:
        ended_at = starts[0] + (end - start)
    return Interval(starts[0], ended_at, fits=duration is None, is_moved=is_moved)


def _readings(wall: datetime, zone: ZoneInfo) -> tuple[tuple[datetime, ...], bool]:
    """Return the instants at which the clock of a zone shows a time, the earliest first, and whether it never does."""
    # In a gap, fold 0 counts by the offset before it (PEP 495), which moves the time on.
    first = wall.replace(tzinfo=zone)
    second = first.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    assert before is not None
    assert after is not None
    if before > after:
        return (first.astimezone(UTC), second.astimezone(UTC)), False
    return (first.astimezone(UTC),), before < after

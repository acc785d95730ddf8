"""The mode of tracking: whole days, or a part of the day. It decides the form of the report."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

# People who track whole days miss a few of them in four weeks. Two thresholds, so that the mode does not flicker.
WINDOW_DAYS, ENTER_DAYS, STAY_DAYS = 28, 23, 17


class Mode(StrEnum):
    """Whole-day: shares are of all hours of a day. Part-day: of the tracked ones."""

    WHOLE_DAY = "whole-day"
    PART_DAY = "part-day"


def mode_after(days: Iterable[bool]) -> Mode:
    """Return the mode at the end of the days.

    Args:
        days: whether at least 95 % of each local day was tracked, from the day of the first entry on, without gaps;
            days that were not read in full are left out. Whole-day is entered with 23 such days among the last 28,
            and left with fewer than 17.
    """
    last = deque(_walk(days), maxlen=1)
    return last[0] if last else Mode.PART_DAY


def modes(is_complete: Sequence[bool], is_read: Sequence[bool]) -> list[Mode]:
    """Return the mode after each day; a day that was not read in full changes nothing."""
    walk = _walk(complete for complete, read in zip(is_complete, is_read, strict=True) if read)
    result: list[Mode] = []
    for read in is_read:
        result.append(next(walk) if read else (result[-1] if result else Mode.PART_DAY))
    return result


def _walk(days: Iterable[bool]) -> Iterator[Mode]:
    recent: deque[bool] = deque(maxlen=WINDOW_DAYS)
    mode = Mode.PART_DAY
    for is_complete in days:
        recent.append(is_complete)
        complete = sum(recent)
        if complete >= ENTER_DAYS:
            mode = Mode.WHOLE_DAY
        elif complete < STAY_DAYS:
            mode = Mode.PART_DAY
        yield mode

"""A log that has fallen silent: days without an entry that chance alone would hardly produce."""

from collections.abc import Sequence
from datetime import date

from pipelines.counted_days import LoggedDay, counted

FEWEST_EMPTY_DAYS = 4
# An empty stretch that chance produces less often than this is no ordinary one.
UNLIKELY = 0.01


def silent_since(days: Sequence[LoggedDay]) -> date | None:
    """Return the date of the last entry if nothing has been logged since for unusually long; else None.

    Every day has an entry with the same chance, which is the share of days with entries among the days that count up
    to the last entry. n empty days then follow with a chance of (1 - share)^n.

    Args:
        days: oldest first, up to yesterday, or up to today if something was logged today.
    """
    last = max((index for index, day in enumerate(days) if day.has_entry), default=None)
    if last is None:
        return None
    before = counted(days[: last + 1])
    empty_days = sum(day.is_read for day in days[last + 1 :])
    if not before or empty_days < FEWEST_EMPTY_DAYS:
        return None
    share = sum(day.has_entry for day in before) / len(before)
    return days[last].local_date if (1 - share) ** empty_days < UNLIKELY else None

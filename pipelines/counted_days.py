"""The local days that count: estimates learn from them, and targets are judged on them.

A day without an entry is a zero, not a gap: "did not log" and "did nothing" look the same in the data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
from psycopg.rows import class_row

from pipelines.mode import Mode, mode_after

# Three years: enough for every estimate, and a run stays as fast in the tenth year as in the third.
TRAINING_DAYS = 1095
# A stretch without an entry that is at least so long, and over, is a break and reveals nothing about the days of today.
BREAK_DAYS = 14
# Where more of the days with entries have an entry of 12 hours, these are long shifts and not forgotten timers.
FORGOTTEN_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class LoggedDay:
    """A local day of the log.

    Attributes:
        local_date: its date.
        is_read: whether it was read in full from the source; of any other day nothing is known.
        is_complete: whether at least 95 % of it was tracked.
        has_entry: whether anything was logged on it.
        is_forgotten: whether an entry of at least 12 hours outside Sleep touches it, as by a forgotten timer.
    """

    local_date: date
    is_read: bool
    is_complete: bool
    has_entry: bool
    is_forgotten: bool


def read(connection: psycopg.Connection, today: date) -> list[LoggedDay]:
    """Return the days of the log up to today, oldest first, from the first with an entry in the last three years."""
    with connection.cursor(row_factory=class_row(LoggedDay)) as cursor:
        days = cursor.execute(
            "select local_date, is_read, is_complete, entry_count > 0 as has_entry, "
            "long_entry_count > 0 as is_forgotten from marts.daily_summary "
            "where local_date between %s and %s order by local_date",
            (today - timedelta(days=TRAINING_DAYS), today),
        ).fetchall()
    first = next((index for index, day in enumerate(days) if day.has_entry), len(days))
    return days[first:]


def counted(days: Sequence[LoggedDay]) -> list[LoggedDay]:
    """Return the days that count as seen from the end of the last one.

    Unread days and ended breaks never count. In whole-day mode only complete days do; in part-day mode all others
    except those of a forgotten timer.

    Args:
        days: from the first with an entry on, oldest first.
    """
    if _mode(days) is Mode.WHOLE_DAY:
        return [day for day in _known(days) if day.is_complete]
    left_out = {day.local_date for day in forgotten(days)}
    return [day for day in _known(days) if day.local_date not in left_out]


def forgotten(days: Sequence[LoggedDay]) -> list[LoggedDay]:
    """Return the days that do not count because a timer was probably forgotten; none in whole-day mode.

    Args:
        days: from the first with an entry on, oldest first.
    """
    is_usual = sum(day.is_forgotten for day in days) > FORGOTTEN_SHARE * sum(day.has_entry for day in days)
    if is_usual or _mode(days) is Mode.WHOLE_DAY:
        return []
    return [day for day in _known(days) if day.is_forgotten]


def _mode(days: Sequence[LoggedDay]) -> Mode:
    return mode_after(day.is_complete for day in days if day.is_read)


def _known(days: Sequence[LoggedDay]) -> list[LoggedDay]:
    """Return the days that were read and lie in no ended break."""
    ends = break_ends([day.has_entry for day in days], [day.is_read for day in days])
    return [day for day, end in zip(days, ends, strict=True) if day.is_read and end is None]


def break_ends(has_entry: Sequence[bool], is_read: Sequence[bool]) -> list[int | None]:
    """Return for each day of an ended break the index of the first day with an entry after it; None for all others."""
    result: list[int | None] = [None] * len(has_entry)
    empty: list[int] = []
    for index, (logged, read) in enumerate(zip(has_entry, is_read, strict=True)):
        if logged:
            if len(empty) >= BREAK_DAYS:
                for day in empty:
                    result[day] = index
            empty = []
        elif read:
            empty.append(index)
    return result

"""Estimates in the words of a table: minutes, chances, the typical day."""

from collections.abc import Iterable

from service.schemas.domain import SummaryCategory

HOUR = 60
HALF = 0.5
# A category that is less likely than this, and has no target, needs no row.
UNLIKELY = 0.05
NAMED = 5
DURING = "*: estimated in the course of that day, as there was no estimate before it."


def clock(minutes: float | None) -> str:
    """Return minutes as hours and minutes, `7:05`; nothing for unknown ones."""
    if minutes is None:
        return ""
    whole = round(minutes)
    return f"{whole // HOUR}:{whole % HOUR:02}"


def duration(minutes: float) -> str:
    """Return minutes as `1 h 10 m`, or `45 m` below an hour."""
    whole = round(minutes)
    return f"{whole // HOUR} h {whole % HOUR:02} m" if whole >= HOUR else f"{whole} m"


def percent(part: float | None) -> str:
    """Return a part of 1 in percent; a chance is rounded neither to certain nor to impossible."""
    if part is None:
        return ""
    whole = round(100 * part)
    if whole == 0 and part > 0:
        return "< 1 %"
    return "> 99 %" if whole == 100 and part < 1 else f"{whole} %"  # noqa: PLR2004 a percentage


def interval(lower: float | None, upper: float | None) -> str:
    """Return an interval as `0:40–1:50`; nothing without one."""
    return "" if lower is None else f"{clock(lower)}–{clock(upper)}"


def is_usually_none(median: float, any_chance: float) -> bool:
    """Return whether the typical day has none.

    A median is mixed from several ones, so that it can be a minute where fewer than half of the days have any.
    """
    return round(median) == 0 or any_chance < HALF


def is_unlikely(median: float | None, any_chance: float | None) -> bool:
    """Return whether an estimate is too unlikely for a row; never true of a version without chances."""
    return any_chance is not None and any_chance < UNLIKELY and round(median or 0) == 0


def left_out(categories: Iterable[str]) -> str:
    """Return the sentence on the categories whose estimates have no row."""
    names = sorted(set(categories))
    others = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Left out on days with a chance below {percent(UNLIKELY)}: {', '.join(names[:NAMED])}{others}."


def typical(median: float | None, any_chance: float | None) -> str:
    """Return the median in words; where the typical day has none, with the chance that this one has any."""
    if median is None or any_chance is None:
        return ""
    if not is_usually_none(median, any_chance):
        return duration(median)
    return f"{'usually none' if any_chance <= HALF else 'little or none'} ({percent(any_chance)})"


def estimate(cell: SummaryCategory) -> str:
    """Return an estimate in a line; nothing without one.

    Its parts are the typical day, the interval and the chance of meeting the target, such as `likely 45 m (0:20–1:10),
    72 % to meet 0:30`. A snapshot of a version without medians shows its mean, called so. A new category has only a
    chance.
    """
    ends = interval(cell.lower, cell.upper)
    if cell.estimate is None:
        text = f"new, {percent(cell.any_chance)} to happen" if cell.any_chance else ""
    elif cell.median is None or cell.any_chance is None:
        text = f"mean {duration(cell.estimate)} ({ends})"
    elif is_usually_none(cell.median, cell.any_chance):
        text = typical(cell.median, cell.any_chance)
    else:
        text = f"likely {duration(cell.median)} ({ends})"
    if not text:
        return ""
    met = "" if cell.target_chance is None else f", {percent(cell.target_chance)} to meet {clock(cell.target)}"
    return f"{text}{' *' if cell.estimate_is_during else ''}{met}"

"""Stacked bars of the days, and the table of the categories."""

from dataclasses import dataclass

from drawing.palette import OTHER_COLOR, UNTRACKED_COLOR
from pipelines.reporter.amounts import Amount
from pipelines.reporter.context import SHARE_UNITS, Context, Section
from pipelines.reporter.day import Day
from pipelines.reporter.numbers import MINUTE

# What fits beside the chart on the first page; further categories share the last row.
TABLE_ROWS = 17
# More bars than these get the width of the page, with the table below.
BARS_BESIDE = 7
HOUR = 3600
# Distances of the lines of an axis in seconds, and how many lines stand above each other at most.
STEPS = (600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR)
MOST_LINES = 6


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words, compares = context.texts, context.words, bool(context.prior(1))
    days = context.period.days
    scale, step = _axis(context)
    head = [
        texts.category,
        words.hours,
        *([texts.billable] if _shows_billable(context) else []),
        *([texts.per_day] if len(days) > 1 else []),
        texts.share,
    ]
    share_note = words.share_note if context.is_whole_day else texts.share_note_tracked
    return {
        "title": texts.breakdown,
        "alt": texts.breakdown_alt,
        "ticks": [{"label": hours_and_minutes(at), "at": at / scale} for at in range(0, scale + 1, step)],
        "wide": len(days) == 1 or len(days) > BARS_BESIDE or _shows_billable(context),
        "days": [_bar(context, day, context.days.get(day.date, {}), scale) for day in days],
        "head": [*head, *([words.change] if compares else [])],
        "rows": [row.cells(context) for row in _rows(context)],
        "total": _total(context).cells(context),
        "note": texts.gap.join([share_note, words.change_note]) if compares else share_note,
        "untracked": UNTRACKED_COLOR,
    }


def _axis(context: Context) -> tuple[int, int]:
    """Return the length of the axis and the distance of its lines, in seconds.

    The whole-day form shows the longest day as the clock makes it, the part-day form up to the most time of a day.
    """
    days = context.period.days
    if context.is_whole_day:
        return max(day.length for day in days), 6 * HOUR
    longest = max(sum(context.days.get(day.date, {}).values()) for day in days)
    # The tracked time of a single day lies along the width of the page.
    scale = longest if len(days) == 1 else None
    step = next(step for step in STEPS if longest <= MOST_LINES * step)
    return scale or -(-longest // step) * step, step


def _shows_billable(context: Context) -> bool:
    return bool(context.billable) and not context.is_whole_day


def hours_and_minutes(seconds: int) -> str:
    """Return hours, with minutes only where there are some: 2, 0:30."""
    hours, rest = divmod(seconds, HOUR)
    return f"{hours}:{rest // MINUTE:02}" if rest else str(hours)


def _bar(context: Context, day: Day, seconds: dict[str, int], scale: int) -> Section:
    parts: dict[str, int] = {}
    for category in context.palette:
        if category.name in seconds:
            parts[category.chart_color] = parts.get(category.chart_color, 0) + seconds[category.name]
    # The tail stands on top of the bar, wherever its members stand in the table.
    ordered = sorted(parts.items(), key=lambda part: part[0] == OTHER_COLOR)
    return {
        "weekday": context.formats.weekday(day.date),
        "day": str(day.date.day),
        "elapsed": day.elapsed(context.quality.as_of) / scale if context.is_whole_day else 0,
        "parts": [{"color": color, "size": size / scale} for color, size in ordered],
    }


@dataclass(frozen=True)
class _Row:
    """A line of the table: minutes, tenths of a percent, and the change in minutes (None = nothing to compare with)."""

    label: str
    color: str | None
    minutes: int
    per_day: int
    share: int
    billable: int
    change: int | None = None

    def cells(self, context: Context) -> Section:
        formats = context.formats
        cells = [formats.duration(self.minutes)]
        if _shows_billable(context):
            cells.append(formats.duration(self.billable))
        if len(context.period.days) > 1:
            cells.append(formats.duration(self.per_day))
        cells.append(formats.share(self.share))
        if context.prior(1):
            cells.append("" if self.change is None else context.signed(self.change))
        return {"label": self.label, "color": self.color, "share": self.share / SHARE_UNITS, "cells": cells}


def _rows(context: Context) -> list[_Row]:
    shown, tail = context.amounts, []
    if len(shown) > TABLE_ROWS:
        by_size = sorted(shown, key=lambda amount: -amount.seconds)
        tail = by_size[TABLE_ROWS - 1 :]
        shown = [amount for amount in shown if amount not in tail]
    rows = [_row(context, amount.category.label, amount.category.color, [amount]) for amount in shown]
    if tail:
        rows.append(_row(context, context.texts.more.format(count=len(tail)), OTHER_COLOR, tail))
    return [*rows, _untracked(context)] if context.is_whole_day else rows


def _row(context: Context, label: str, color: str, amounts: list[Amount]) -> _Row:
    previous = context.prior(1)
    change = sum(context.change(amount.category.name, previous) for amount in amounts) if previous else None
    return _Row(label, color, *_sums(context, amounts), change)


def _untracked(context: Context) -> _Row:
    previous = context.prior(1)
    change = context.hours_tracked.untracked - previous[0].untracked if previous else None
    spent, share = context.untracked
    return _Row(context.untracked_label, UNTRACKED_COLOR, spent, context.untracked_per_day, share, 0, change)


def _total(context: Context) -> _Row:
    tracked, per_day, share, billable = _sums(context, context.amounts)
    untracked, untracked_share = context.untracked
    all_per_day = per_day + context.untracked_per_day
    return _Row(context.texts.total, None, tracked + untracked, all_per_day, share + untracked_share, billable)


def _sums(context: Context, amounts: list[Amount]) -> tuple[int, int, int, int]:
    """Return minutes, those of the mean day, share and billable minutes of the amounts together."""
    return (
        sum(amount.minutes for amount in amounts),
        sum(amount.per_day for amount in amounts),
        sum(amount.share for amount in amounts),
        sum(context.billable.get(amount.category.name, 0) for amount in amounts),
    )

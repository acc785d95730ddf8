"""Stacked bars of the days, and the table of the categories."""

from dataclasses import dataclass

from drawing.palette import OTHER_COLOR, UNTRACKED_COLOR
from pipelines.reporter.context import SHARE_UNITS, Amount, Context, Section
from pipelines.reporter.day import Day
from pipelines.reporter.numbers import MINUTE, minutes

# What fits beside the chart on the first page; further categories share the last row.
TABLE_ROWS = 17
HOUR = 3600


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words, compares = context.texts, context.words, bool(context.prior(1))
    days = context.period.days
    scale = max(day.length for day in days)
    head = [texts.category, words.hours, *([texts.per_day] if len(days) > 1 else []), texts.share]
    return {
        "title": texts.breakdown,
        "alt": texts.breakdown_alt,
        "ticks": [{"label": str(hour), "at": hour * HOUR / scale} for hour in range(0, scale // HOUR + 1, 6)],
        "days": [_bar(context, day, context.days.get(day.date, {}), scale) for day in days],
        "head": [*head, *([words.change] if compares else [])],
        "rows": [row.cells(context) for row in _rows(context)],
        "total": _total(context).cells(context),
        "note": texts.gap.join([words.share_note, words.change_note]) if compares else words.share_note,
        "untracked": UNTRACKED_COLOR,
    }


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
        "elapsed": day.elapsed(context.quality.as_of) / scale,
        "parts": [{"color": color, "size": size / scale} for color, size in ordered],
    }


@dataclass(frozen=True)
class _Row:
    """A line of the table: minutes, tenths of a percent, and the change in minutes (None = nothing to compare with)."""

    label: str
    color: str | None
    minutes: int
    share: int
    change: int | None = None

    def cells(self, context: Context) -> Section:
        formats, days = context.formats, context.period.days_begun(context.quality.as_of)
        cells = [formats.duration(self.minutes)]
        if len(context.period.days) > 1:
            cells.append(formats.duration(minutes(self.minutes * MINUTE / days)))
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
    return [*rows, _untracked(context)]


def _row(context: Context, label: str, color: str, amounts: list[Amount]) -> _Row:
    previous = context.prior(1)
    change = sum(context.change(amount.category.name, previous) for amount in amounts) if previous else None
    return _Row(label, color, *_sums(amounts), change)


def _untracked(context: Context) -> _Row:
    previous = context.prior(1)
    change = minutes(context.hours_tracked.untracked - previous[0].untracked) if previous else None
    return _Row(context.untracked_label, UNTRACKED_COLOR, *context.untracked, change)


def _total(context: Context) -> _Row:
    tracked, share = _sums(context.amounts)
    untracked, untracked_share = context.untracked
    return _Row(context.texts.total, None, tracked + untracked, share + untracked_share)


def _sums(amounts: list[Amount]) -> tuple[int, int]:
    return sum(amount.minutes for amount in amounts), sum(amount.share for amount in amounts)

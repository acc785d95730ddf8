"""The estimates of today and the next days: the typical minutes, the 80 % interval, and the chance of a target."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pipelines.reporter.context import Context, Section
from pipelines.reporter.formats import hour_minute
from pipelines.reporter.numbers import MINUTE, minutes
from pipelines.reporter.palette import Category
from pipelines.reporter.queries import estimates
from pipelines.reporter.queries.estimates import Estimate
from pipelines.reporter.sections.comparison import SIGNS

DAYS = 8
ROWS = 12
# A category that stays below this chance on each day, and has no target, needs no row.
UNLIKELY = 0.05
USUAL = 0.5
NOTHING = "\N{EN DASH}"
# From the day on that follows the last one known, an estimate is as new as it can be while its day runs.
OLD = timedelta(days=2)


def load(context: Context) -> Section | None:
    texts, formats = context.texts, context.formats
    found = estimates.estimates(context.connection, context.today - timedelta(days=1))
    dates = sorted({estimate.target_date for estimate in found})[:DAYS]
    if not dates:
        return None
    cells = {(estimate.category, estimate.target_date): estimate for estimate in found}
    known = {
        category: [cells.get((category.name, day)) for day in dates]
        for category in context.palette
        if any((category.name, day) in cells for day in dates)
    }
    rows = {category: row for category, row in known.items() if any(each and _is_likely(each) for each in row)}
    if not rows:
        return None
    sizes = {category: _size(row) for category, row in rows.items()}
    largest = sorted(rows, key=lambda each: sizes[each])[-ROWS:]
    return {
        "title": texts.outlook,
        "head": [{"weekday": formats.weekday(day), "day": formats.short_day(day)} for day in dates],
        "rows": [_row(context, category, rows[category]) for category in rows if category in largest],
        "note": texts.gap.join(
            [
                _note(context, found),
                *_basis(context, found[0], dates[0]),
                *_left_out(context, known, rows),
            ]
        ),
    }


def _is_likely(estimate: Estimate) -> bool:
    """Return whether the estimate has anything to show: typical minutes, a chance worth a line, or a target."""
    is_possible = estimate.any_chance is not None and estimate.any_chance >= UNLIKELY
    return is_possible or bool(estimate.median) or estimate.target_chance is not None


def _left_out(context: Context, known: Mapping[Category, object], rows: Mapping[Category, object]) -> list[str]:
    """Return the sentences on categories that are not shown."""
    texts, found = context.texts, []
    if unlikely := len(known) - len(rows):
        found.append(texts.outlook_unlikely.format(count=unlikely, chance=_chance(context, UNLIKELY)))
    if len(rows) > ROWS:
        found.append(texts.rows_hidden.format(count=len(rows) - ROWS))
    return found


def _size(estimates: Sequence[Estimate | None]) -> tuple[float, float]:
    """Return by what the rows are chosen: the sum of the means, and the chances of those without minutes."""
    known = [estimate for estimate in estimates if estimate]
    return sum(each.minutes or 0 for each in known), sum(each.any_chance or 0 for each in known)


def _row(context: Context, category: Category, estimates: Sequence[Estimate | None]) -> Section:
    return {
        "label": category.label,
        "color": category.color,
        "cells": [estimate and _cell(context, estimate) for estimate in estimates],
    }


def _cell(context: Context, estimate: Estimate) -> Section:
    """Return the lines of a cell: what is typical, within which limits or how likely at all, and the target."""
    target = ""
    if estimate.target_chance is not None and estimate.target_minutes is not None:
        target = f"{SIGNS[str(estimate.target_direction)]}\N{THIN SPACE}{hour_minute(estimate.target_minutes)}"
        target = f"{target}: {_chance(context, estimate.target_chance)}"
    if estimate.median is None or estimate.lower is None or estimate.upper is None or _is_usually_none(estimate):
        likely = "" if estimate.any_chance is None else _chance(context, estimate.any_chance)
        return {"value": NOTHING, "interval": likely, "target": target}
    interval = f"{_clock(estimate.lower)}\N{EN DASH}{_clock(estimate.upper)}"
    return {"value": _clock(estimate.median), "interval": interval, "target": target}


def _is_usually_none(estimate: Estimate) -> bool:
    """Return whether most such days have nothing: the mixed median may then still be a minute or two."""
    is_rare = estimate.any_chance is not None and estimate.any_chance < USUAL
    return is_rare or estimate.median is None or round(estimate.median) == 0


def _note(context: Context, estimates: Sequence[Estimate]) -> str:
    texts = context.texts
    note = texts.outlook_note.format(instant=context.instant(max(each.calculated_at for each in estimates)))
    has_target = any(each.target_chance is not None for each in estimates)
    return texts.gap.join([note, texts.outlook_note_target]) if has_target else note


def _basis(context: Context, estimate: Estimate, first: date) -> list[str]:
    """Return what weakens the estimates: an old log, a break, few days."""
    texts, found = context.texts, []
    if estimate.until is not None and first - estimate.until > OLD:
        found.append(texts.outlook_old.format(day=context.formats.full_day(estimate.until)))
    if estimate.is_guess:
        found.append(texts.outlook_guess)
    elif estimate.grade == "rough":
        found.append(texts.outlook_rough.format(days=estimate.days))
    return found


def _chance(context: Context, chance: float) -> str:
    """Return a chance in percent, rounded neither to certain nor to impossible."""
    percent, rate = round(100 * chance), context.formats.rate
    if percent == 0 and chance > 0:
        return f"<{rate(1)}"
    return f">{rate(99)}" if percent == 100 and chance < 1 else rate(percent)  # noqa: PLR2004 a percentage


def _clock(value: float) -> str:
    return hour_minute(minutes(value * MINUTE))

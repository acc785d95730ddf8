"""Actual time beside plan, target and estimate: the mean day of each category."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from pipelines.reporter import targets
from pipelines.reporter.context import Context, Section
from pipelines.reporter.numbers import MINUTE
from pipelines.reporter.palette import Category
from pipelines.reporter.queries import estimates, plans
from pipelines.reporter.targets import CategoryTargets

ROWS = 17
# Minutes a day. Most projects of somebody who has many are expected to have a minute or two on a mean day.
LEAST_ESTIMATE = 5
NOTHING = "\N{EN DASH}"
_Days = dict[date, float]
# How a target is written.
SIGNS = {"more": "≥", "less": "≤", "neutral": ""}


@dataclass(frozen=True)
class _Row:
    """One category in minutes a day; None = not known."""

    category: Category
    actual: float
    plan: float | None
    target: CategoryTargets | None
    estimate: float | None

    @property
    def largest(self) -> float:
        values = (self.actual, self.plan, self.target.minutes if self.target else None, self.estimate)
        return max(value for value in values if value is not None)

    @property
    def is_telling(self) -> bool:
        """Whether anything was wanted, planned or done, or a time worth a line was expected."""
        return (
            self.target is not None
            or self.plan is not None
            or self.actual > 0
            or (self.estimate or 0) >= LEAST_ESTIMATE
        )


def load(context: Context) -> Section | None:
    texts = context.texts
    wanted, planned, expected = targets.read(context), _planned(context), _expected(context)
    known = _rows(context, wanted, planned, expected)
    rows = [row for row in known if row.is_telling][:ROWS]
    if not rows:
        return None
    scale = max(row.largest for row in rows) or 1
    columns = [texts.actual]
    columns += [
        name for found, name in ((planned, texts.plan), (wanted, texts.target), (expected, texts.estimate)) if found
    ]
    return {
        "title": texts.comparison,
        "alt": texts.comparison_alt,
        "head": [*columns, *([texts.rate, texts.verdict] if wanted else [])],
        "rows": [
            _line(context, row, scale, plan=bool(planned), wanted=bool(wanted), estimate=bool(expected)) for row in rows
        ],
        "keys": [{"mark": mark, "label": label} for mark, label in _keys(context, planned, wanted, expected)],
        "note": texts.gap.join(
            [
                context.words.comparison_note,
                *([texts.estimates_note] if expected else []),
                *_made_during(context),
                *_hidden(context, len(known) - len(rows)),
            ]
        ),
    }


def _rows(
    context: Context, wanted: Mapping[str, CategoryTargets], planned: Mapping[str, _Days], expected: Mapping[str, _Days]
) -> list[_Row]:
    """Return the categories that were planned, wanted or expected, in the order of the report."""
    begun = [day.date for day in context.period.days if day.elapsed(context.quality.as_of)]
    rows = []
    for category in context.palette:
        name = category.name
        if name not in {*wanted, *planned, *expected}:
            continue
        # All amounts of a category with a target are of the days of the target.
        target = wanted.get(name)
        days = target.days if target else begun
        actual = context.actual(name, days, target.actual if target else 0)
        plan = [planned[name].get(day, 0) for day in days] if name in planned else []
        estimates = [minutes for day, minutes in expected.get(name, {}).items() if day in days]
        rows.append(
            _Row(category, actual, fmean(plan) if any(plan) else None, target, fmean(estimates) if estimates else None)
        )
    # Where not all have room, those with a target stay, and then the largest.
    kept = sorted(rows, key=lambda row: (not row.is_telling, row.target is None, -row.largest))[:ROWS]
    return [row for row in rows if row in kept] + [row for row in rows if row not in kept]


def _planned(context: Context) -> dict[str, _Days]:
    """Return the planned minutes of the days that have begun, by category."""
    period, as_of = context.period, context.quality.as_of
    plan = plans.plan(context.connection, period.first, period.last)
    found: dict[str, _Days] = defaultdict(dict)
    for day in (day.date for day in period.days if day.elapsed(as_of)):
        for category, seconds in plan.get(day, {}).items():
            found[category][day] = seconds / MINUTE
    return found


def _expected(context: Context) -> dict[str, _Days]:
    """Return the mean minutes that were expected of the days, by category; for today the newest."""
    period, today = context.period, context.today
    found: dict[str, _Days] = defaultdict(dict)
    for outcome in context.outcomes:
        found[outcome.category][outcome.target_date] = outcome.minutes
    if period.first <= today <= period.last:
        for estimate in estimates.estimates(context.connection, today - timedelta(days=1)):
            if estimate.target_date == today and estimate.minutes is not None:
                found[estimate.category][today] = estimate.minutes
    return found


def _line(context: Context, row: _Row, scale: float, *, plan: bool, wanted: bool, estimate: bool) -> Section:
    target = row.target
    cells = [context.minutes(row.actual)]
    if plan:
        cells.append(_minutes(context, row.plan))
    if wanted:
        cells.append(f"{SIGNS[target.direction]}\N{THIN SPACE}{context.minutes(target.minutes)}" if target else NOTHING)
    if estimate:
        cells.append(_minutes(context, row.estimate))
    if wanted:
        cells.append(context.formats.rate(target.rate) if target and target.rate is not None else NOTHING)
    return {
        "label": row.category.label,
        "color": row.category.color,
        "cells": cells,
        "verdict": _verdict(context, target) if wanted else None,
        "marks": {
            "actual": row.actual / scale,
            "plan": None if row.plan is None else row.plan / scale,
            "target": None if target is None else target.minutes / scale,
            "estimate": None if row.estimate is None else row.estimate / scale,
        },
    }


def _minutes(context: Context, value: float | None) -> str:
    return NOTHING if value is None else context.minutes(value)


def _verdict(context: Context, target: CategoryTargets | None) -> Section:
    """Return the verdict of a day, or how many days were met; `good` None = neither good nor bad."""
    texts = context.texts
    if target is None or not target.verdicts:
        return {"label": texts.neutral if target and target.direction == "neutral" else NOTHING, "good": None}
    met = sum(target.verdicts)
    if len(context.period.days) == 1:
        return {"label": texts.met if met else texts.missed, "good": bool(met)}
    # More good days than bad ones.
    return {"label": texts.of_days.format(count=met, days=len(target.verdicts)), "good": met * 2 > len(target.verdicts)}


def _keys(
    context: Context, planned: Mapping[str, _Days], wanted: Mapping[str, CategoryTargets], expected: Mapping[str, _Days]
) -> list[tuple[str, str]]:
    texts = context.texts
    marks = [
        (planned, "plan", texts.plan),
        (wanted, "target", texts.target),
        (expected, "estimate", texts.estimate),
    ]
    return [("actual", texts.actual), *((mark, label) for found, mark, label in marks if found)]


def _made_during(context: Context) -> list[str]:
    """Return the sentence on estimates that were made in the course of their day, as there were none before."""
    days = {outcome.target_date for outcome in context.outcomes if outcome.is_during}
    return [context.texts.estimates_during.format(count=len(days))] if days else []


def _hidden(context: Context, rows: int) -> list[str]:
    return [context.texts.rows_hidden.format(count=rows)] if rows else []

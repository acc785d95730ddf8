"""The estimates of the next days, with the 80 % interval of each."""

from pipelines.reporter import outlooks
from pipelines.reporter.context import Context, Section
from pipelines.reporter.formats import hour_minute
from pipelines.reporter.numbers import MINUTE, minutes
from pipelines.reporter.outlooks import Estimate
from pipelines.reporter.palette import Category

DAYS = 7
ROWS = 12


def load(context: Context) -> Section | None:
    texts, formats = context.texts, context.formats
    estimates = outlooks.estimates(context.connection, context.today)
    dates = sorted({estimate.target_date for estimate in estimates})[:DAYS]
    if not dates:
        return None
    cells = {(estimate.category, estimate.target_date): estimate for estimate in estimates}
    sums = {
        category: sum(cells[category.name, day].minutes for day in dates if (category.name, day) in cells)
        for category in context.palette
    }
    largest = sorted((category for category in sums if sums[category]), key=lambda category: -sums[category])[:ROWS]
    return {
        "title": texts.outlook,
        "head": [{"weekday": formats.weekday(day), "day": formats.short_day(day)} for day in dates],
        "rows": [
            _row(category, [cells.get((category.name, day)) for day in dates])
            for category in context.palette
            if category in largest
        ],
        "note": texts.outlook_note.format(instant=context.instant(max(each.calculated_at for each in estimates))),
    }


def _row(category: Category, estimates: list[Estimate | None]) -> Section:
    return {
        "label": category.label,
        "color": category.color,
        "cells": [
            {
                "value": _clock(estimate.minutes),
                "interval": f"{_clock(estimate.lower)}\N{EN DASH}{_clock(estimate.upper)}",
            }
            if estimate
            else None
            for estimate in estimates
        ],
    }


def _clock(value: float) -> str:
    return hour_minute(minutes(value * MINUTE))

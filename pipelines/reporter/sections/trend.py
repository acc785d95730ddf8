"""Twelve weeks of each large category, as small multiples."""

from datetime import date, timedelta

from pipelines.reporter.context import Context, Section
from pipelines.reporter.marts import TREND_WEEKS
from pipelines.reporter.palette import Category

PANELS = 10
MINIMUM_WEEKS = 2


def load(context: Context) -> Section | None:
    if len(context.totals) < MINIMUM_WEEKS:
        return None
    texts, formats = context.texts, context.formats
    mondays = [context.week.before(number) for number in range(TREND_WEEKS - 1, -1, -1)]
    sums = {
        category.name: sum(totals.get(category.name, 0) for totals in context.totals.values())
        for category in context.palette
    }
    largest = sorted(sums, key=lambda name: (-sums[name], name))[:PANELS]
    first = formats.full_day(mondays[0])
    return {
        "title": texts.trend,
        "note": texts.trend_note.format(first=first, last=formats.full_day(context.week.last)),
        "first": formats.short_day(mondays[0]),
        "last": formats.short_day(mondays[-1]),
        "panels": [_panel(context, category, mondays) for category in context.palette if category.name in largest],
    }


def _panel(context: Context, category: Category, mondays: list[date]) -> Section:
    begin = context.quality.first_start_at
    first = begin.astimezone(context.zone).date() if begin else context.week.first
    # Before the first record there is no bar; after it a week without time is a zero.
    hours = [
        context.totals.get(monday, {}).get(category.name, 0) if monday + timedelta(days=6) >= first else None
        for monday in mondays
    ]
    known = [value for value in hours if value is not None]
    maximum = max(known)
    this_week = context.hours(context.this_week.get(category.name, 0))
    return {
        "label": category.label,
        "color": category.color,
        "value": this_week,
        "maximum": context.texts.trend_maximum.format(hours=context.hours(maximum)),
        "alt": context.texts.trend_alt.format(category=category.label, hours=this_week),
        "bars": [None if value is None else value / maximum for value in hours],
        "mean": sum(known) / len(known) / maximum,
    }

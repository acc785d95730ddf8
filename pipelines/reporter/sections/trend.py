"""The periods up to this one of each large category, as small multiples."""

from pipelines.reporter.context import Context, Section
from pipelines.reporter.palette import Category
from pipelines.reporter.period import Period

PANELS = 10
MINIMUM_PERIODS = 2


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words, formats = context.texts, context.words, context.formats
    if len(context.totals) < MINIMUM_PERIODS:
        return None
    periods = context.period.trend()
    sums = {
        category.name: sum(totals.get(category.name, 0) for totals in context.totals.values())
        for category in context.palette
    }
    largest = sorted((name for name in sums if sums[name]), key=lambda name: (-sums[name], name))[:PANELS]
    first, last = formats.full_day(periods[0].first), formats.full_day(context.period.last)
    return {
        "title": words.trend.format(count=context.period.kind.trend),
        "note": texts.gap.join([words.trend_note.format(first=first, last=last), texts.trend_scale]),
        "first": _short(context, periods[0]),
        "last": _short(context, periods[-1]),
        "panels": [_panel(context, category, periods) for category in context.palette if category.name in largest],
    }


def _short(context: Context, period: Period) -> str:
    return context.formats.short_day(period.first) if period.kind.is_even else context.formats.short_month(period.first)


def _panel(context: Context, category: Category, periods: list[Period]) -> Section:
    begin = context.first_date or context.period.first
    # Before the first record there is no bar; after it a period without time is a zero.
    minutes = [context.hours_of(period).of(category.name) if period.last >= begin else None for period in periods]
    known = [value for value in minutes if value is not None]
    # Less than half a minute in each period has no height.
    maximum = max(known) or 1
    now = context.formats.duration(context.hours_tracked.of(category.name))
    return {
        "label": category.label,
        "color": category.color,
        "value": now,
        "maximum": context.texts.trend_maximum.format(hours=context.formats.duration(max(known))),
        "alt": context.words.trend_alt.format(category=category.label, hours=now),
        "bars": [None if value is None else value / maximum for value in minutes],
        "mean": sum(known) / len(known) / maximum,
    }

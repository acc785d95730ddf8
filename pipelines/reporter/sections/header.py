"""The head of the first page: what, which period, whose clock."""

from pipelines.reporter.context import Context, Section
from pipelines.reporter.queries import tracked


def load(context: Context) -> Section:
    texts, words, period = context.texts, context.words, context.period
    year, week, _ = period.first.isocalendar()
    running = not context.is_over and bool(context.tracked)
    holiday = tracked.holiday(context.connection, period.first) if len(period.days) == 1 else None
    return {
        "title": words.title,
        "period": period.label(context.formats),
        "aside": words.aside.format(week=week, year=year, days=len(period.days)),
        "holiday": context.showable(holiday) if holiday else None,
        "zone": texts.zone.format(zone=context.zone.key),
        "note": words.running.format(instant=context.instant(context.quality.as_of)) if running else None,
    }

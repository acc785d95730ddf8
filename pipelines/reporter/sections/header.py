"""The head of the first page: what, which week, whose clock."""

from pipelines.reporter.context import Context, Section


def load(context: Context) -> Section:
    texts, week = context.texts, context.week
    year, number, _ = week.first.isocalendar()
    running = not context.is_over and bool(context.this_week)
    return {
        "title": texts.title,
        "period": context.formats.period(week.first, week.last),
        "week": texts.week_of_year.format(week=number, year=year),
        "zone": texts.zone.format(zone=context.zone.key),
        "note": texts.week_running.format(instant=context.instant(context.quality.as_of)) if running else None,
    }

"""How far the figures can be trusted."""

from pipelines.reporter import marts
from pipelines.reporter.context import Context, Section


def load(context: Context) -> Section:
    texts, quality, week = context.texts, context.quality, context.week
    entries = sum(day.entry_count for day in marts.summaries(context.connection, week.first, week.last))
    synced = context.instant(quality.last_synced_at) if quality.last_synced_at else texts.never
    items = [
        (texts.as_of, context.instant(quality.as_of)),
        (texts.last_synced, synced),
        (texts.span, _span(context)),
        (texts.entries_week, f"{entries:,}"),
        (texts.entries, f"{quality.entry_count:,}"),
        (texts.deleted, f"{quality.deleted_count:,}"),
        (texts.untracked_week, context.hours(max(0, context.elapsed - sum(context.this_week.values())))),
        (texts.untracked_all, context.hours(quality.untracked_seconds)),
    ]
    items += [
        (label, f"{count:,}")
        for label, count in ((texts.running, quality.running_count), (texts.skipped, quality.skipped_file_rows))
        if count
    ]
    return {
        "title": texts.quality,
        "items": [{"label": label, "value": value} for label, value in items],
        "note": texts.glyph_note if context.has_placeholder else None,
    }


def _span(context: Context) -> str:
    first, last = context.quality.first_start_at, context.quality.last_end_at
    if first is None or last is None:
        return context.texts.never
    days = [context.formats.full_day(moment.astimezone(context.zone).date()) for moment in (first, last)]
    return " \N{EN DASH} ".join(days)

"""In place of the figures, when the week has none: what is so, and what to do."""

from pipelines.reporter.context import Context, Section


def load(context: Context) -> Section | None:
    if context.this_week:
        return None
    texts, quality = context.texts, context.quality
    if quality.first_start_at is None or quality.last_end_at is None:
        return {"title": texts.nothing_ever, "text": texts.nothing_ever_help}
    if not context.elapsed:
        help_ = texts.nothing_future_help.format(instant=context.instant(quality.as_of))
        return {"title": texts.nothing_future, "text": help_}
    first, last = (
        context.formats.full_day(moment.astimezone(context.zone).date())
        for moment in (quality.first_start_at, quality.last_end_at)
    )
    return {"title": texts.nothing_week, "text": texts.nothing_week_help.format(first=first, last=last)}

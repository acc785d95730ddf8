"""In place of the figures, when the period has none: what is so, and what to do."""

from pipelines.reporter.context import Context, Section


def load(context: Context) -> Section | None:
    if context.tracked:
        return None
    texts, words, quality = context.texts, context.words, context.quality
    if quality.first_start_at is None or quality.last_end_at is None:
        return {"title": texts.nothing_ever, "text": texts.nothing_ever_help}
    if not context.elapsed:
        help_ = texts.nothing_future_help.format(instant=context.instant(quality.as_of))
        return {"title": words.nothing_future, "text": help_}
    first, last = (
        context.formats.full_day(moment.astimezone(context.zone).date())
        for moment in (quality.first_start_at, quality.last_end_at)
    )
    period = context.period.kind.name
    return {"title": words.nothing, "text": texts.nothing_help.format(first=first, last=last, period=period)}

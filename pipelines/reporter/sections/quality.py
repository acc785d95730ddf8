"""The state of the data: the account of the logged time, unread days, deleted entries, the last sync."""

from pipelines.reporter.context import Context, Section
from pipelines.reporter.numbers import apportion, minutes
from pipelines.reporter.queries import estimates, tracked

NOTHING = "\N{EN DASH}"
NAMED = 3


def load(context: Context) -> Section:
    texts, words, quality, period = context.texts, context.words, context.quality, context.period
    entries = tracked.entries(context.connection, period.first, period.last)
    synced = context.instant(quality.last_synced_at) if quality.last_synced_at else texts.never
    items = [
        (texts.as_of, context.instant(quality.as_of)),
        (texts.last_synced, synced),
        (texts.span, _span(context)),
        (texts.mode, texts.modes[context.mode.value]),
        (words.logged, context.hours(tracked.logged(context.connection, period.first, period.last))),
        (words.entries, f"{entries:,}"),
        (texts.entries, f"{quality.entry_count:,}"),
        *_account(context),
        (texts.deleted, f"{quality.deleted_count:,}"),
        (texts.unread, f"{quality.unread_day_count:,}"),
        *(_untracked(context) if context.is_whole_day else []),
        *_forgotten_days(context),
        *_method(context),
    ]
    items += [
        (label, f"{count:,}")
        for label, count in (
            (texts.running, quality.running_count),
            (texts.empty, quality.empty_count),
            (texts.hidden, quality.hidden_row_count),
        )
        if count
    ]
    return {"title": texts.quality, "items": [{"label": label, "value": value} for label, value in items]}


def _untracked(context: Context) -> list[tuple[str, str]]:
    """Return the hours without an entry; they mean nothing where only a part of the day is tracked."""
    return [
        (context.words.untracked, context.formats.duration(context.untracked[0])),
        (context.texts.untracked_all, context.hours(context.quality.untracked_seconds)),
    ]


def _account(context: Context) -> list[tuple[str, str]]:
    """Return the time logged, and that which counts and overlaps, rounded so that these two add up to it."""
    quality, texts = context.quality, context.texts
    logged = minutes(quality.logged_seconds)
    parts = apportion([quality.counted_seconds, quality.overlap_seconds], logged)
    total, counted, overlap = (context.formats.duration(each) for each in (logged, *parts))
    if quality.overlap_count:
        overlap = texts.overlap_value.format(hours=overlap, count=f"{quality.overlap_count:,}")
    return [(texts.logged, total), (texts.counted, counted), (texts.overlap, overlap)]


def _span(context: Context) -> str:
    first, last = context.quality.first_start_at, context.quality.last_end_at
    if first is None or last is None:
        return NOTHING
    days = [context.formats.full_day(moment.astimezone(context.zone).date()) for moment in (first, last)]
    return " \N{EN DASH} ".join(days)


def _forgotten_days(context: Context) -> list[tuple[str, str]]:
    """Return the days that estimates leave out because of a timer, the newest by name."""
    texts, days = context.texts, estimates.forgotten_days(context.connection, context.today)
    if not days:
        return []
    named = texts.comma.join(context.formats.full_day(day) for day in days[:NAMED])
    return [(texts.forgotten_days, texts.forgotten_days_value.format(count=len(days), days=named))]


def _method(context: Context) -> list[tuple[str, str]]:
    """Return how the estimates are made, with their error over that of the previous week's day."""
    texts, score = context.texts, estimates.score(context.connection)
    if score is None:
        return []
    name = texts.methods.get(score.method, score.method)
    if score.relative is not None:
        name = texts.method_value.format(method=name, relative=f"{score.relative:.2f}")
    return [(texts.method, name)]

"""The week as seven strips of passing time, true to the length of each day."""

from pipelines.reporter import marts
from pipelines.reporter.context import Context, Section
from pipelines.reporter.marts import Segment
from pipelines.reporter.palette import OTHER_COLOR, UNTRACKED_COLOR, text_color
from pipelines.reporter.week import Day

HOUR = 3600
DAY_HOURS = 24
TICK_HOURS = 3


def load(context: Context) -> Section | None:
    if not context.this_week:
        return None
    texts, week = context.texts, context.week
    segments = marts.segments(context.connection, week.first, week.last)
    # A day of 25 hours makes the axis longer; one of 23 hours ends before the others.
    scale = max(DAY_HOURS * HOUR, *(day.length for day in week.days))
    rows = [
        _row(context, day, [piece for piece in segments if piece.local_date == day.date], scale) for day in week.days
    ]
    return {
        "title": texts.strip,
        "alt": texts.strip_alt,
        "note": texts.gap.join([texts.strip_note, *_clock_changes(context)]),
        "ticks": [{"label": str(hour), "at": hour * HOUR / scale} for hour in range(0, DAY_HOURS + 1, TICK_HOURS)],
        "rows": rows,
        "legend": _legend(context),
        "untracked": UNTRACKED_COLOR,
    }


def _row(context: Context, day: Day, segments: list[Segment], scale: int) -> Section:
    change = day.clock_change()
    return {
        "label": context.formats.day(day.date),
        "length": day.length / scale,
        "elapsed": day.elapsed(context.quality.as_of) / scale,
        "change": change.elapsed / scale if change else None,
        "pieces": [
            {
                "start": start / scale,
                "size": (end - start) / scale,
                "color": color,
                "label": label,
                "text": text_color(color),
            }
            for start, end, color, label in _merged(context, segments)
        ],
    }


def _merged(context: Context, segments: list[Segment]) -> list[tuple[int, int, str, str | None]]:
    """Join neighbours of one colour, as the eye does."""
    pieces: list[tuple[int, int, str, str | None]] = []
    for segment in segments:
        category = context.palette[segment.category]
        label = category.label if category.charted else None
        start, end, color = segment.start_second, segment.end_second, category.chart_color
        if pieces and pieces[-1][1:3] == (start, color):
            start = pieces.pop()[0]
        pieces.append((start, end, color, label))
    return pieces


def _legend(context: Context) -> list[Section]:
    texts = context.texts
    legend = [
        {"color": amount.category.color, "label": amount.category.label}
        for amount in context.amounts
        if amount.category.charted and amount.seconds
    ]
    if context.palette.folded:
        legend.append({"color": OTHER_COLOR, "label": texts.other.format(count=context.palette.folded)})
    untracked = texts.categories.get(marts.UNTRACKED, marts.UNTRACKED)
    return [*legend, {"color": UNTRACKED_COLOR, "label": untracked}]


def _clock_changes(context: Context) -> list[str]:
    changes = [(day, day.clock_change()) for day in context.week.days]
    return [
        context.texts.clock_change.format(
            day=context.formats.day(day.date),
            length=context.hours(day.length),
            before=f"{change.before:%H:%M}",
            after=f"{change.after:%H:%M}",
        )
        for day, change in changes
        if change
    ]

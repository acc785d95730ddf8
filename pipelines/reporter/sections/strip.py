"""The days as strips of passing time, true to the length of each; a single day with its plan under it."""

from collections.abc import Iterable

from drawing.palette import OTHER_COLOR, UNTRACKED_COLOR, ink_on
from pipelines.reporter import marts, outlooks
from pipelines.reporter.context import Context, Section
from pipelines.reporter.day import Day
from pipelines.reporter.marts import Segment

HOUR = 3600
DAY_HOURS = 24
TICK_HOURS = 3
# Events at the same time are drawn under each other; more than this many at once lie on each other.
MAX_LANES = 3
# All-day events that are named under a day.
NOTES = 6


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words, days = context.texts, context.words, context.period.days
    segments = marts.segments(context.connection, days[0].date, days[-1].date)
    is_one_day = len(days) == 1
    plan = outlooks.plan_segments(context.connection, days[0].date) if is_one_day else []
    # A day of 25 hours makes the axis longer; one of 23 hours ends before the others.
    scale = max(DAY_HOURS * HOUR, *(day.length for day in days))
    rows = [_row(context, day, [piece for piece in segments if piece.local_date == day.date], scale) for day in days]
    if is_one_day:
        rows[0]["label"] = texts.actual
    if plan:
        rows.append(_plan_row(context, days[0], plan, scale))
    notes = [texts.strip_note, *([] if plan or not is_one_day else [texts.no_events]), *_clock_changes(context)]
    return {
        "title": words.strip,
        "alt": texts.strip_alt,
        "note": texts.gap.join([*notes, *_all_day(context)]),
        "ticks": [{"label": str(hour), "at": hour * HOUR / scale} for hour in range(0, DAY_HOURS + 1, TICK_HOURS)],
        "rows": rows,
        "legend": _legend(context, plan),
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
            _piece(start, end, color, label, scale=scale) for start, end, color, label in _merged(context, segments)
        ],
        "lanes": 1,
    }


def _plan_row(context: Context, day: Day, plan: list[Segment], scale: int) -> Section:
    """Return what was planned: each event by itself, events at the same time under each other."""
    pieces, free = [], [0] * MAX_LANES
    for event in plan:
        lane = next((lane for lane, until in enumerate(free) if until <= event.start_second), MAX_LANES - 1)
        free[lane] = max(free[lane], event.end_second)
        category = context.palette[event.category]
        label = category.label if category.charted else None
        pieces.append(
            _piece(event.start_second, event.end_second, category.chart_color, label, scale=scale) | {"lane": lane}
        )
    return {
        "label": context.texts.plan,
        "length": day.length / scale,
        "elapsed": 0,
        "change": None,
        "pieces": pieces,
        "lanes": 1 + max(piece["lane"] for piece in pieces),
    }


def _piece(start: int, end: int, color: str, label: str | None, *, scale: int) -> Section:
    return {
        "start": start / scale,
        "size": (end - start) / scale,
        "color": color,
        "label": label,
        "text": ink_on(color),
        "lane": 0,
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


def _legend(context: Context, plan: Iterable[Segment]) -> list[Section]:
    texts = context.texts
    drawn = {amount.category.name for amount in context.amounts if amount.seconds} | {event.category for event in plan}
    legend = [
        {"color": category.color, "label": category.label}
        for category in context.palette
        if category.charted and category.name in drawn
    ]
    if context.palette.folded:
        legend.append({"color": OTHER_COLOR, "label": texts.other.format(count=context.palette.folded)})
    return [*legend, {"color": UNTRACKED_COLOR, "label": context.untracked_label}]


def _clock_changes(context: Context) -> list[str]:
    changes = [(day, day.clock_change()) for day in context.period.days]
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


def _all_day(context: Context) -> list[str]:
    """Return the sentence that names a single day's all-day events."""
    days, texts = context.period.days, context.texts
    titles = outlooks.plan_notes(context.connection, days[0].date) if len(days) == 1 else []
    if not titles:
        return []
    shown = [context.showable(title) for title in titles[:NOTES]]
    more = [texts.more.format(count=len(titles) - NOTES)] if len(titles) > NOTES else []
    return [texts.all_day.format(titles=texts.comma.join([*shown, *more]))]

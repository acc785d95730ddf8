"""The days as strips of passing time, true to the length of each; a single day with its plan under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawing.palette import OTHER_COLOR, UNTRACKED_COLOR, ink_on
from pipelines.reporter import marts, outlooks
from pipelines.reporter.context import Context, Section
from pipelines.reporter.day import Day
from pipelines.reporter.marts import Segment

HOUR = 3600
DAY_HOURS = 24
# Hours from one line of the axis to the next, and how long an axis may be for it.
TICK_HOURS = {1: 9, 2: 15, 3: 25}
MIN_HOURS = 4
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
    axis = _whole_axis(days) if context.is_whole_day else _axis_of([*segments, *plan])
    rows = [_row(context, day, [piece for piece in segments if piece.local_date == day.date], axis) for day in days]
    if is_one_day:
        rows[0]["label"] = texts.actual
    if plan:
        rows.append(_plan_row(context, days[0], plan, axis))
    no_events = is_one_day and not plan and outlooks.has_plan(context.connection)
    notes = [texts.strip_note, *([texts.no_events] if no_events else []), *_clock_changes(context)]
    return {
        "title": words.strip,
        "alt": texts.strip_alt,
        "note": texts.gap.join([*notes, *_all_day(context)]),
        "ticks": [{"label": str(hour), "at": axis.at(hour * HOUR)} for hour in axis.ticks],
        "rows": rows,
        "legend": _legend(context, plan),
        "untracked": UNTRACKED_COLOR,
    }


@dataclass(frozen=True)
class _Axis:
    """Seconds after midnight that the strips show, from `start` to `end`, both whole hours."""

    start: int
    end: int

    def at(self, second: int) -> float:
        """Return where a second lies, 0 to 1; what lies outside is at the end that is nearer."""
        return min(1, max(0, (second - self.start) / (self.end - self.start)))

    def holds(self, second: int) -> bool:
        return self.start <= second <= self.end

    @property
    def ticks(self) -> range:
        """Hours after midnight that get a line."""
        first, last = self.start // HOUR, min(self.end // HOUR, DAY_HOURS)
        step = next(step for step, hours in TICK_HOURS.items() if last - first <= hours)
        return range(-(-first // step) * step, last + 1, step)


def _whole_axis(days: Sequence[Day]) -> _Axis:
    # A day of 25 hours makes the axis longer; one of 23 hours ends before the others.
    return _Axis(0, max(DAY_HOURS * HOUR, *(day.length for day in days)))


def _axis_of(segments: Sequence[Segment]) -> _Axis:
    """Return the axis over the hours of the day that occur, at least a few of them."""
    start = min(segment.start_second for segment in segments) // HOUR
    end = -(-max(segment.end_second for segment in segments) // HOUR)
    start = max(0, min(start, end - MIN_HOURS))
    return _Axis(start * HOUR, max(end, start + MIN_HOURS) * HOUR)


def _row(context: Context, day: Day, segments: list[Segment], axis: _Axis) -> Section:
    change = day.clock_change()
    return {
        "label": context.formats.day(day.date),
        "length": axis.at(day.length),
        # The ground of a whole day is its untracked time; a part-day strip has none.
        "elapsed": axis.at(day.elapsed(context.quality.as_of)) if context.is_whole_day else 0,
        "change": axis.at(change.elapsed) if change and axis.holds(change.elapsed) else None,
        "pieces": [
            _piece(start, end, color, label, axis=axis) for start, end, color, label in _merged(context, segments)
        ],
        "lanes": 1,
    }


def _plan_row(context: Context, day: Day, plan: list[Segment], axis: _Axis) -> Section:
    """Return what was planned: each event by itself, events at the same time under each other."""
    pieces, free = [], [0] * MAX_LANES
    for event in plan:
        lane = next((lane for lane, until in enumerate(free) if until <= event.start_second), MAX_LANES - 1)
        free[lane] = max(free[lane], event.end_second)
        category = context.palette[event.category]
        label = category.label if category.charted else None
        pieces.append(
            _piece(event.start_second, event.end_second, category.chart_color, label, axis=axis) | {"lane": lane}
        )
    return {
        "label": context.texts.plan,
        "length": axis.at(day.length),
        "elapsed": 0,
        "change": None,
        "pieces": pieces,
        "lanes": 1 + max(piece["lane"] for piece in pieces),
    }


def _piece(start: int, end: int, color: str, label: str | None, *, axis: _Axis) -> Section:
    return {
        "start": axis.at(start),
        "size": axis.at(end) - axis.at(start),
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
    untracked = [{"color": UNTRACKED_COLOR, "label": context.untracked_label}] if context.is_whole_day else []
    return [*legend, *untracked]


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

"""The days as strips of passing time, true to the length of each; a single day with its plan under it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from drawing import page, strip
from drawing.axis import Axis
from drawing.palette import OTHER_COLOR, UNTRACKED_COLOR
from pipelines.reporter.context import Context, Section
from pipelines.reporter.day import Day
from pipelines.reporter.palette import Category
from pipelines.reporter.queries import plans, tracked
from pipelines.reporter.queries.tracked import Segment

# The width of the text on the page, and of the names at its left, in pixels of 1/96 inch.
WIDTH, NAMES = 178 / 25.4 * 96, 24 / 25.4 * 96
# A day and its plan stand high, a week's days as high as their labels, a month's close together.
BAR_HEIGHTS = {2: 36, 7: 24}
LOW_BAR = 13
# All-day events that are named under a day.
NOTES = 6


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, days = context.texts, context.period.days
    plan = planned(context)
    no_events = len(days) == 1 and not plan and plans.has_plan(context.connection)
    notes = [texts.strip_note, *([texts.no_events] if no_events else []), *_clock_changes(context)]
    return {
        "title": context.words.strip,
        "alt": texts.strip_alt,
        "note": texts.gap.join([*notes, *_all_day(context)]),
        "svg": page.for_print(strip.draw(chart(context)), WIDTH, margin=1),
        "legend": _legend(context, plan),
    }


def planned(context: Context) -> list[Segment]:
    """Return the planned pieces of a single day; longer periods show no plan here."""
    days = context.period.days
    return plans.plan_segments(context.connection, days[0].date) if len(days) == 1 else []


def chart(context: Context) -> strip.Strip:
    """Return the rows of the days, and one of the plan where there is a plan."""
    days = context.period.days
    segments = tracked.segments(context.connection, days[0].date, days[-1].date)
    looks = {category.name: _look(context, category) for category in context.palette}
    rows = [
        _row(context, day, _merged([_piece(each, looks) for each in segments if each.local_date == day.date]))
        for day in days
    ]
    if plan := tuple(_piece(event, looks) for event in planned(context)):
        rows.append(strip.Row(plan, context.texts.plan, length=_length(days[0], plan), is_plan=True))
    return strip.Strip(
        tuple(rows),
        context.texts.strip_alt,
        axis=_whole_axis(rows) if context.is_whole_day else strip.part_day_axis(rows),
        names="beside",
        bar=next((height for most, height in BAR_HEIGHTS.items() if len(rows) <= most), LOW_BAR),
        is_whole_day=context.is_whole_day,
        names_share=NAMES / WIDTH,
    )


def _whole_axis(rows: Sequence[strip.Row]) -> Axis:
    # A day of 25 hours makes the axis longer; one of 23 hours ends before the others.
    return Axis(0, max(Axis().end, *(row.length for row in rows)))


def _length(day: Day, pieces: Sequence[strip.Piece]) -> int:
    """Return the seconds of the day; those of its pieces where PostgreSQL has other rules of the zone than Python."""
    return max([day.length, *(piece.end for piece in pieces)])


def _row(context: Context, day: Day, pieces: Sequence[strip.Piece]) -> strip.Row:
    change, elapsed = day.clock_change(), day.elapsed(context.quality.as_of)
    is_one_day = len(context.period.days) == 1
    return strip.Row(
        tuple(pieces),
        context.texts.actual if is_one_day else context.formats.day(day.date),
        length=_length(day, pieces),
        now=elapsed if elapsed < day.length else None,
        changes_at=change.elapsed if change else None,
    )


def _look(context: Context, category: Category) -> tuple[str, str]:
    """Return the colour of a category and its label, which is empty where it stands only in the legend."""
    is_drawn = category.charted and (category.name in context.texts.categories or context.drawable(category.label))
    return category.chart_color, category.label if is_drawn else ""


def _piece(segment: Segment, looks: Mapping[str, tuple[str, str]]) -> strip.Piece:
    return strip.Piece(segment.start_second, segment.end_second, *looks[segment.category])


def _merged(pieces: Iterable[strip.Piece]) -> list[strip.Piece]:
    """Join neighbours of one colour, as the eye does."""
    merged: list[strip.Piece] = []
    for piece in pieces:
        if merged and (merged[-1].end, merged[-1].color) == (piece.start, piece.color):
            merged.append(replace(piece, start=merged.pop().start))
        else:
            merged.append(piece)
    return merged


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
    titles = plans.plan_notes(context.connection, days[0].date) if len(days) == 1 else []
    if not titles:
        return []
    shown = [context.showable(title) for title in titles[:NOTES]]
    more = [texts.more.format(count=len(titles) - NOTES)] if len(titles) > NOTES else []
    return [texts.all_day.format(titles=texts.comma.join([*shown, *more]))]

"""The most telling numbers of the week."""

from pipelines.reporter import marts
from pipelines.reporter.context import MEAN_WEEKS, Context, Section
from pipelines.reporter.week import DAYS

ROWS = 3
NOTHING = "\N{EN DASH}"


def load(context: Context) -> Section | None:
    if not context.this_week:
        return None
    texts = context.texts
    previous, usual = context.prior(1), context.prior(MEAN_WEEKS)
    return {
        "title": texts.summary,
        "tiles": [
            _tracked(context),
            _change(context, texts.to_previous, texts.to_previous_note, previous),
            _change(context, texts.to_mean, texts.to_mean_note, usual),
            _complete_days(context),
        ],
        "lists": [
            {"title": texts.most_time, "rows": _largest(context), "nothing": None},
            _changes(context, texts.change_to_previous, previous),
            _changes(context, texts.change_to_mean, usual),
        ],
    }


def _tracked(context: Context) -> Section:
    tracked = sum(amount.minutes for amount in context.amounts)
    share = sum(amount.share for amount in context.amounts)
    note = context.texts.tracked_note.format(share=context.formats.share(share), length=context.hours(context.elapsed))
    return {"label": context.texts.tracked, "value": context.formats.duration(tracked), "note": note}


def _change(context: Context, label: str, note: str, prior: list[dict[str, int]]) -> Section:
    if not prior:
        return {"label": label, "value": NOTHING, "note": _no_comparison(context)}
    mean = sum(sum(week.values()) for week in prior) / len(prior)
    return {
        "label": label,
        "value": context.signed(context.change(None, prior)),
        "note": note.format(hours=context.hours(mean), weeks=context.formats.weeks(len(prior))),
    }


def _complete_days(context: Context) -> Section:
    texts, week = context.texts, context.week
    count = sum(day.is_complete for day in marts.summaries(context.connection, week.first, week.last))
    days = context.week.days_begun(context.quality.as_of)
    assert days <= DAYS
    value = texts.complete_days_value.format(count=count, days=days)
    return {"label": texts.complete_days, "value": value, "note": texts.complete_days_note}


def _largest(context: Context) -> list[Section]:
    amounts = sorted(context.amounts, key=lambda amount: -amount.seconds)[:ROWS]
    return [
        {
            "color": amount.category.chart_color,
            "label": amount.category.label,
            "value": context.formats.duration(amount.minutes),
        }
        for amount in amounts
        if amount.seconds
    ]


def _changes(context: Context, title: str, prior: list[dict[str, int]]) -> Section:
    """Return the categories that moved most, also those that have vanished."""
    changes = [(context.change(category.name, prior), category) for category in context.palette] if prior else []
    moved = sorted((change for change in changes if change[0]), key=lambda change: -abs(change[0]))[:ROWS]
    rows = [
        {"color": category.chart_color, "label": category.label, "value": context.signed(change)}
        for change, category in moved
    ]
    nothing = None if rows else context.texts.no_change if prior else _no_comparison(context)
    return {"title": title, "rows": rows, "nothing": nothing}


def _no_comparison(context: Context) -> str:
    return context.texts.no_comparison if context.is_over else context.texts.not_over

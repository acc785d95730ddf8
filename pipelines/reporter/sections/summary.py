"""The most telling numbers of the period."""

from pipelines.reporter import amounts, targets
from pipelines.reporter.amounts import Hours
from pipelines.reporter.context import SHARE_UNITS, Context, Section
from pipelines.reporter.numbers import apportion
from pipelines.reporter.queries import tracked

ROWS = 3
NOTHING = "\N{EN DASH}"


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words = context.texts, context.words
    previous, usual = context.prior(1), context.prior(context.period.kind.usual)
    tiles = [
        _tracked(context),
        _change(context, words.to_previous, words.to_previous_note, previous),
        _change(context, words.to_usual, words.to_usual_note, usual),
        _days(context) if len(context.period.days) > 1 else None,
        _billable(context),
        _targets(context),
    ]
    return {
        "title": texts.summary,
        "tiles": [tile for tile in tiles if tile],
        "lists": [
            {"title": texts.most_time, "rows": _largest(context), "nothing": None},
            _changes(context, words.change_to_previous, previous),
            _changes(context, words.change_to_usual, usual),
        ],
    }


def _tracked(context: Context) -> Section:
    texts, formats = context.texts, context.formats
    if context.is_whole_day:
        share = sum(amount.share for amount in context.amounts)
        note = texts.tracked_note.format(share=formats.share(share), length=context.hours(context.elapsed))
    else:
        count = tracked.entries(context.connection, context.period.first, context.period.last)
        note = texts.tracked_entries.format(count=f"{count:,}")
    return {"label": texts.tracked, "value": formats.duration(_minutes(context)), "note": note}


def _minutes(context: Context) -> int:
    return sum(amount.minutes for amount in context.amounts)


def _change(context: Context, label: str, note: str, prior: list[Hours]) -> Section:
    if not prior:
        return {"label": label, "value": NOTHING, "note": _no_comparison(context)}
    mean = amounts.mean([hours.tracked for hours in prior])
    return {
        "label": label,
        "value": context.signed(context.change(None, prior)),
        "note": note.format(hours=context.formats.duration(mean), count=len(prior)),
    }


def _days(context: Context) -> Section:
    """Return how many days are complete, or, where parts of days are tracked, on how many there was an entry."""
    texts, period = context.texts, context.period
    if not context.is_whole_day:
        count = sum(day.date in context.days for day in period.days)
        mean = context.minutes(_minutes(context) / count)
        return {"label": texts.active_days, "value": str(count), "note": texts.active_days_note.format(hours=mean)}
    count = tracked.complete_days(context.connection, period.first, period.last)
    value = texts.of_days.format(count=count, days=period.days_begun(context.quality.as_of))
    return {"label": texts.complete_days, "value": value, "note": texts.complete_days_note}


def _billable(context: Context) -> Section | None:
    """Return the billable time in the part-day form, where there is any."""
    texts, billable = context.texts, sum(context.billable.values())
    if context.is_whole_day or not billable:
        return None
    share = context.formats.share(apportion([billable, _minutes(context) - billable], SHARE_UNITS)[0])
    return {
        "label": texts.billable,
        "value": context.formats.duration(billable),
        "note": texts.billable_note.format(share=share),
    }


def _targets(context: Context) -> Section | None:
    """Return how many of the verdicts were good; without a verdict nothing."""
    texts = context.texts
    verdicts = [verdict for target in targets.read(context).values() for verdict in target.verdicts]
    if not verdicts:
        return None
    value = texts.of.format(count=sum(verdicts), all=len(verdicts))
    return {"label": texts.targets_met, "value": value, "note": context.words.targets_met_note}


def _largest(context: Context) -> list[Section]:
    largest = sorted(context.amounts, key=lambda amount: -amount.seconds)[:ROWS]
    return [
        {
            "color": amount.category.color,
            "label": amount.category.label,
            "value": context.formats.duration(amount.minutes),
        }
        for amount in largest
        if amount.seconds
    ]


def _changes(context: Context, title: str, prior: list[Hours]) -> Section:
    """Return the categories that moved most, also those that have vanished."""
    changes = [(context.change(category.name, prior), category) for category in context.palette] if prior else []
    moved = sorted((change for change in changes if change[0]), key=lambda change: -abs(change[0]))[:ROWS]
    rows = [
        {"color": category.color, "label": category.label, "value": context.signed(change)}
        for change, category in moved
    ]
    nothing = None if rows else context.texts.no_change if prior else _no_comparison(context)
    return {"title": title, "rows": rows, "nothing": nothing}


def _no_comparison(context: Context) -> str:
    return context.words.no_comparison if context.is_over else context.words.not_over

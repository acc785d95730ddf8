"""The second level in the part-day form: clients, projects, tags and descriptions of each category."""

from collections import defaultdict
from collections.abc import Sequence

from pipelines.reporter.amounts import Amount
from pipelines.reporter.context import Context, Section
from pipelines.reporter.numbers import apportion
from pipelines.reporter.parts import Part, parts

DIMENSIONS = ("client", "project", "tag", "description")
TOP = 5


def load(context: Context) -> Section | None:
    if context.is_whole_day or not context.tracked:
        return None
    period, texts = context.period, context.texts
    by_category: dict[str, list[Part]] = defaultdict(list)
    for part in parts(context.connection, period.first, period.last):
        by_category[part.category].append(part)
    blocks = [_block(context, amount, by_category[amount.category.name]) for amount in context.amounts]
    shown = [block for block in blocks if block["lists"]]
    return {"title": texts.details, "blocks": shown, "note": texts.details_note} if shown else None


def _block(context: Context, amount: Amount, found: Sequence[Part]) -> Section:
    lists = (_list(context, amount, found, dimension) for dimension in DIMENSIONS)
    return {
        "label": amount.category.label,
        "color": amount.category.color,
        "value": context.formats.duration(amount.minutes),
        "lists": [each for each in lists if each],
    }


def _list(context: Context, amount: Amount, found: Sequence[Part], dimension: str) -> Section | None:
    """Return the largest of one dimension and the rest, which add up to the category; None if it adds nothing."""
    values = {getattr(part, dimension) for part in found} - {None}
    if not values or values == {amount.category.name}:
        return None
    sums: dict[str | None, int] = defaultdict(int)
    for part in found:
        sums[getattr(part, dimension)] += part.seconds
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0] or ""))
    # A rest of one would only lose its name.
    largest, rest = (ordered[:TOP], ordered[TOP:]) if len(ordered) > TOP + 1 else (ordered, [])
    # Names that are printed alike, such as long ones with the same beginning, are one row.
    labelled: dict[str, int] = defaultdict(int)
    for value, seconds in largest:
        labelled[_label(context, value, dimension)] += seconds
    shown = sorted(labelled.items(), key=lambda item: -item[1])
    if rest:
        shown.append((context.texts.more.format(count=len(rest)), sum(seconds for _, seconds in rest)))
    minutes = apportion([seconds for _, seconds in shown], amount.minutes)
    return {
        "title": context.texts.dimensions[dimension],
        "rows": [
            {"label": label, "value": context.formats.duration(whole)}
            for (label, _), whole in zip(shown, minutes, strict=True)
        ],
    }


def _label(context: Context, value: str | None, dimension: str) -> str:
    if value is None:
        return context.texts.without[dimension]
    return context.showable(value) or context.texts.nameless

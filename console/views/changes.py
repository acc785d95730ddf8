"""A day against the same weekday of the weeks before."""

from dataclasses import dataclass

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.words import Categories
from console.wire.days import Day, Usual
from drawing import chip

MOST, LEAST_MINUTES, LEAST_DAYS = 4, 10, 3


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """A category that differs."""

    name: str
    chip: Markup
    actual: str
    usual: str
    change: str


def changes(day: Day, usual: Usual, categories: Categories, texts: Texts) -> list[ChangeView] | None:
    """Return the largest differences, at least ten minutes each; None where the usual day is not known."""
    if usual.days < LEAST_DAYS:
        return None
    actual: dict[str, float] = {}
    for piece in day.actual:
        if not piece.is_generated:
            actual[piece.category] = actual.get(piece.category, 0) + (piece.end - piece.start) / 60
    typical = {category.category: category.minutes for category in usual.categories}
    names = sorted({*actual, *typical}, key=lambda name: -abs(actual.get(name, 0) - typical.get(name, 0)))
    formats = Formats(texts)
    return [
        ChangeView(
            name=categories.name(name),
            chip=chip.draw(categories.color(name)),
            actual=formats.clock(actual.get(name, 0)),
            usual=formats.clock(typical.get(name, 0)),
            change=formats.change(round(actual.get(name, 0)) - round(typical.get(name, 0))),
        )
        for name in names
        if abs(actual.get(name, 0) - typical.get(name, 0)) >= LEAST_MINUTES
    ][:MOST]

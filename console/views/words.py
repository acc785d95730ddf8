"""Sentences whose numbers are bold, and the names and colours of categories."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from console.texts.fields import Texts
from console.wire.estimates import SummaryDay
from drawing import palette


def bold(text: str) -> Markup:
    """Return a number with its unit, which no line break divides."""
    return Markup("<b>{}</b>").format(text)


def fill(sentence: str, **values: str) -> Markup:
    """Return a sentence with its places filled; what is not Markup is escaped."""
    return Markup(escape(sentence).replace("&#39;", "'")).format(**values)  # noqa: S704 the sentence was escaped


class Categories:
    """The names of categories in the language of the page, and their colours."""

    def __init__(self, texts: Texts, days: Iterable[SummaryDay]) -> None:
        found: dict[str, str | None] = {}
        for day in days:
            for category in day.categories:
                found.setdefault(category.category, category.color)
        self._names, self._colors = texts.category_names, palette.assign(found)

    def name(self, category: str) -> str:
        """Return the name; one of the person's own stays as it is."""
        return self._names.get(category, category)

    def color(self, category: str) -> str:
        """Return the colour as the drawings take it."""
        return self._colors.get(category) or palette.assign({category: None})[category]

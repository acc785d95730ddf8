"""Whether plans are kept: for each category a bar of the plan over a bar of what was."""

from dataclasses import dataclass

from markupsafe import Markup

from drawing.checks import require, require_amounts
from drawing.labels import NARROW, cut, width
from drawing.paint import fill, outlined, require_color
from drawing.svg import chart, element, span, text, titled

_ROW, _TEXT, _BAR, _BETWEEN = 50, 12, 9, 2


@dataclass(frozen=True)
class Pair:
    """A category's plan and actual time, in minutes.

    Attributes:
        name: of the category; cut where a phone has no room for it.
        color: of the category.
        planned: None where nothing is known about a plan.
        actual: what was logged.
        note: at the right end, such as the numbers.
        title: shown while the pointer rests on the pair.
    """

    name: str
    color: str
    planned: float | None
    actual: float
    note: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Check amounts and colour."""
        require_amounts("the minutes of a pair", self.planned, self.actual)
        require_color(self.color)


def draw(pairs: tuple[Pair, ...], label: str) -> Markup:
    """Return the pairs under each other on one scale, as SVG.

    Args:
        pairs: the first one at the top.
        label: what a screen reader reads out.

    Raises:
        ValueError: without pairs, or without a label.
    """
    require(bool(pairs), "bars must have a category")
    scale = max(max(pair.planned or 0, pair.actual) for pair in pairs) or 1
    parts = [_pair(pair, index * _ROW, scale) for index, pair in enumerate(pairs)]
    return chart(len(pairs) * _ROW - 12, label, *parts)


def _pair(pair: Pair, y: float, scale: float) -> Markup:
    name = cut(pair.name, NARROW - width(pair.note) - 10)
    parts = [text(name, 0, y + _TEXT, css="strong", anchor="start")]
    if pair.note:
        parts.append(text(pair.note, 1, y + _TEXT, anchor="end"))
    top = y + _TEXT + 5
    if pair.planned:
        planned = span(0, pair.planned / scale)
        parts.append(element("rect", **outlined(pair.color, "plan"), **planned, y=top + 0.75, height=_BAR - 1.5, rx=2))
    if pair.actual:
        actual = span(0, pair.actual / scale)
        lower = top + _BAR + _BETWEEN
        parts.append(element("rect", **fill(pair.color, "piece"), **actual, y=lower, height=_BAR, rx=2))
    parts.append(element("line", class_="rule", x1=0, x2=0, y1=top, y2=top + 2 * _BAR + _BETWEEN))
    return titled(pair.title or pair.name, *parts)

"""Whether it gets better: a category's bars over the last days, weeks or months, one small drawing for each category.

The page lays the drawings side by side, so that a phone shows two in a row and a desk four. Each has its own scale.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from drawing.bullet import Estimate
from drawing.checks import require, require_amounts
from drawing.paint import fill, outlined, require_color
from drawing.svg import chart, element, percent, span, text, titled

_TOP, _PLOT, _LABELS = 18, 62, 18
# The share of its place that a bar takes.
_FILLED = 0.78
# The line of the highest bar stays below the number above it.
_ROOM = 1.04


@dataclass(frozen=True)
class Panel:
    """The bars of one category.

    Attributes:
        label: what a screen reader reads out.
        color: of the category.
        minutes: of each period, the oldest first; None for one that was not recorded.
        titles: of each bar, shown while the pointer rests on it.
        first: name of the first period.
        last: name of the last one.
        top: what the highest number is, written above the plot.
        target: minutes of each period that the person wants.
        estimate: of the last period, if it is not over yet; its bar is then pale.
    """

    label: str
    color: str
    minutes: tuple[float | None, ...]
    titles: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    top: str = ""
    target: float | None = None
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        """Check shapes and amounts."""
        require(bool(self.minutes), "a panel must have a period")
        require(len(self.titles) in {0, len(self.minutes)}, "each bar must have a title, or none")
        require_amounts("the minutes of a period", *self.minutes, self.target)
        require_color(self.color)


def draw(panel: Panel) -> Markup:
    """Return the panel as SVG."""
    known = [minutes for minutes in panel.minutes if minutes is not None]
    upper = panel.estimate.upper if panel.estimate else 0
    scale = max(*known, panel.target or 0, upper, 0) * _ROOM or 1
    base = _TOP + _PLOT
    parts = [element("line", class_="rule", x1=0, x2="100%", y1=base + 0.5, y2=base + 0.5)]
    place = 1 / len(panel.minutes)
    for index, minutes in enumerate(panel.minutes):
        if minutes is not None:
            parts.append(_bar(panel, index, minutes / scale))
    if panel.target is not None:
        y = base - _PLOT * panel.target / scale
        parts.append(element("line", class_="aim", x1=0, x2="100%", y1=y, y2=y))
    if panel.estimate:
        parts.extend(_expected(panel.estimate, 1 - place / 2, scale))
    if panel.top:
        parts.append(text(panel.top, 0, 11, css="small", anchor="start"))
    parts.append(text(panel.first, 0, base + 14, css="small", anchor="start"))
    if panel.last != panel.first:
        parts.append(text(panel.last, 1, base + 14, css="small", anchor="end"))
    return chart(base + _LABELS, panel.label, *parts)


def _bar(panel: Panel, index: int, share: float) -> Markup:
    place = 1 / len(panel.minutes)
    middle = (index + 0.5) * place
    is_running = panel.estimate is not None and index == len(panel.minutes) - 1
    painted = outlined(panel.color, "running") if is_running else fill(panel.color)
    # A period without time has a trace; one that was not recorded has nothing.
    height = max(1, _PLOT * share)
    sides = span(middle - place * _FILLED / 2, middle + place * _FILLED / 2)
    bar = element("rect", **painted, **sides, y=_TOP + _PLOT - height, height=height, rx=min(2, height / 2))
    return titled(panel.titles[index] if panel.titles else "", bar)


def _expected(estimate: Estimate, middle: float, scale: float) -> Iterator[Markup]:
    """Yield the interval of the running period as a band, and its median as a circle."""
    base = _TOP + _PLOT
    top, bottom = (base - _PLOT * minutes / scale for minutes in (estimate.upper, estimate.lower))
    x = percent(middle)
    yield element("line", class_="whisker", x1=x, x2=x, y1=top, y2=bottom)
    yield element("circle", class_="guess", cx=x, cy=base - _PLOT * estimate.typical / scale, r=3.5)

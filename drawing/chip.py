"""The square of a legend, beside a name that the page writes."""

from markupsafe import Markup

from drawing import steps
from drawing.paint import fill
from drawing.svg import element

_SIZE = 11


def draw(color: str, step: int | None = None) -> Markup:
    """Return the square; a screen reader passes over it.

    Args:
        color: of the category, HATCHED or UNREAD.
        step: of a heat map, 0 to 4; None for the colour itself.
    """
    painted = fill(color, "piece") if step is None else steps.step_fill(color, step)
    square = element("rect", **painted, width=_SIZE, height=_SIZE, rx=3)
    return element("svg", square, class_="chart chip", width=_SIZE, height=_SIZE, aria_hidden="true")

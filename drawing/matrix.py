"""When it is done: for each weekday and hour, in how many of the weeks a category had time."""

from dataclasses import dataclass

from markupsafe import Markup

from drawing import steps
from drawing.checks import require
from drawing.labels import share_for_names, width_class
from drawing.paint import label_class, require_color
from drawing.svg import Attribute, chart, element, inset, span, text, titled

WEEK, HOURS = 7, 24
_ROW, _GAP, _AXIS, _BASE = 22, 2, 16, 4
_FILLED = 0.94
# Shares of the weeks at which the second to the fifth step begin.
BEGINS = (0.2, 0.4, 0.6, 0.8)
_FULL, _TYPICAL = 100, "88"
# Pale steps have contrast with the ink of the theme, the whole colour with that of its labels; a number on the steps
# between needs a halo. tests/drawing/test_matrix.py measures it.
_MIDDLE = (2, 3)
_TICKS = (0, 3, 6, 9, 12, 15, 18, 21)


@dataclass(frozen=True)
class Matrix:
    """The week of one category.

    Attributes:
        label: what a screen reader reads out.
        color: of the category.
        shares: for each of seven weekdays and 24 hours of the clock the share of weeks, 0 to 1, with time in it.
        titles: of each of them, in the same shape.
        weekdays: the seven short names.
    """

    label: str
    color: str
    shares: tuple[tuple[float, ...], ...]
    titles: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check shapes and shares."""
        for name, rows in (("shares", self.shares), ("titles", self.titles)):
            shape = [len(row) for row in rows]
            require(shape == [HOURS] * WEEK, f"{name} must have 7 rows of 24 hours, not {shape}")
        require(len(self.weekdays) == WEEK, "a week must have seven names")
        require(all(0 <= share <= 1 for row in self.shares for share in row), "a share must be from 0 to 1")
        require_color(self.color)


def draw(matrix: Matrix) -> Markup:
    """Return the matrix as SVG."""
    names = [
        text(name, 0, row * _ROW + _ROW / 2 + _BASE - 1, anchor="start") for row, name in enumerate(matrix.weekdays)
    ]
    cells = [_cell(matrix, row, hour) for row in range(WEEK) for hour in range(HOURS)]
    base = WEEK * _ROW
    hours = [
        text(str(hour), hour / HOURS, base + 11, css="odd" if index % 2 else None, anchor="start")
        for index, hour in enumerate(_TICKS)
    ]
    return chart(base + _AXIS, matrix.label, *names, inset(share_for_names(matrix.weekdays), 1, *cells, *hours))


def _cell(matrix: Matrix, row: int, hour: int) -> Markup:
    share, start = matrix.shares[row][hour], hour / HOURS
    y = row * _ROW
    place: dict[str, Attribute] = {
        **span(start, start + _FILLED / HOURS),
        "y": y,
        "height": _ROW - _GAP,
        "rx": 2,
    }
    if not share:
        return titled(matrix.titles[row][hour], element("rect", class_="rail", **place))
    step = steps.step_of(share, BEGINS)
    number = str(round(_FULL * share))
    # A phone has no room for the numbers; the colour and the title remain.
    css = width_class(_TYPICAL, _FILLED / HOURS * (1 - share_for_names(matrix.weekdays)))
    ink = label_class(matrix.color) if step > max(_MIDDLE) else "strong halo" if step in _MIDDLE else "strong"
    label = [text(number, start + _FILLED / HOURS / 2, y + _ROW / 2 + _BASE - 1, css=f"{ink} small {css}")] * bool(css)
    return titled(matrix.titles[row][hour], element("rect", **steps.step_fill(matrix.color, step), **place), *label)

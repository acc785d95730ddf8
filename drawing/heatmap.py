"""The rhythm of a year: a calendar of one category, a column for each week and a row for each weekday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from drawing import steps
from drawing.checks import require, require_amounts
from drawing.labels import share_for_names
from drawing.paint import UNREAD, fill, require_color
from drawing.svg import Attribute, chart, element, inset, span, text, titled

WEEK = 7
MONTHS = 12
_TOP, _ROW, _GAP = 18, 16, 2
# The share of a column that its cells take.
_FILLED = 0.86
# Months whose names would touch: one that begins within so many weeks after the one before.
_APART = 3


@dataclass(frozen=True)
class Heatmap:
    """The days of one category.

    Attributes:
        label: what a screen reader reads out.
        color: of the category.
        first: date of the first day.
        minutes: of each day from then on; None for one that was not read.
        titles: of each day, shown while the pointer rests on it.
        weekdays: the seven short names, from the day on which a week begins.
        months: the twelve short names, from January on.
        week_start: the day on which a week begins, 0 for Monday.
        begins: the minutes at which the second to the fifth step begin, as `steps.limits` returns them.
        today: a date that is marked.
    """

    label: str
    color: str
    first: date
    minutes: tuple[float | None, ...]
    titles: tuple[str, ...]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    begins: tuple[float, float, float, float]
    week_start: int = 0
    today: date | None = None

    def __post_init__(self) -> None:
        """Check shapes and amounts."""
        require(bool(self.minutes), "a heat map must have a day")
        require(len(self.titles) == len(self.minutes), "each day must have a title")
        require(len(self.weekdays) == WEEK, "a week must have seven names")
        require(len(self.months) == MONTHS, "a year must have twelve names")
        require(0 <= self.week_start < WEEK, "a week must begin on a day from 0 to 6")
        require_amounts("the minutes of a day", *self.minutes)
        require_color(self.color)
        steps.require_limits(self.begins)

    def place(self, index: int) -> tuple[int, int]:
        """Return column and row of a day."""
        shifted = index + (self.first.weekday() - self.week_start) % WEEK
        return shifted // WEEK, shifted % WEEK

    @property
    def columns(self) -> int:
        """How many weeks there are."""
        return self.place(len(self.minutes) - 1)[0] + 1


def draw(heatmap: Heatmap) -> Markup:
    """Return the heat map as SVG."""
    names = [
        text(name, 0, _TOP + row * _ROW + 11, css="small", anchor="start")
        for row, name in enumerate(heatmap.weekdays)
        # Each second name is enough, and small print needs the space.
        if row % 2 == 0
    ]
    cells = [_cell(heatmap, index) for index in range(len(heatmap.minutes))]
    height = _TOP + WEEK * _ROW
    return chart(height, heatmap.label, *names, inset(share_for_names(heatmap.weekdays), 1, *_months(heatmap), *cells))


def _cell(heatmap: Heatmap, index: int) -> Markup:
    column, row = heatmap.place(index)
    start = column / heatmap.columns
    place: dict[str, Attribute] = {
        **span(start, start + _FILLED / heatmap.columns),
        "y": _TOP + row * _ROW,
        "height": _ROW - _GAP,
        "rx": 2,
    }
    minutes = heatmap.minutes[index]
    if minutes is None:
        painted = fill(UNREAD)
    elif minutes == 0:
        painted = {"class_": "rail"}
    else:
        painted = steps.step_fill(heatmap.color, steps.step_of(minutes, heatmap.begins))
    marks = [element("rect", class_="current", **place)] * (_date(heatmap, index) == heatmap.today)
    return titled(heatmap.titles[index], element("rect", **painted, **place), *marks)


def _months(heatmap: Heatmap) -> Iterator[Markup]:
    """Yield the name of each month above the week in which it begins; on a phone each second one."""
    shown = [
        (heatmap.place(index)[0], day.month)
        for index in range(len(heatmap.minutes))
        if (day := _date(heatmap, index)).day == 1 or index == 0
    ]
    # The days of a month that began earlier have no room for its name when the next one begins soon.
    if len(shown) > 1 and shown[1][0] - shown[0][0] < _APART:
        shown = shown[1:]
    for count, (column, month) in enumerate(shown):
        css = "small odd" if count % 2 else "small"
        yield text(heatmap.months[month - 1], column / heatmap.columns, 11, css=css, anchor="start")


def _date(heatmap: Heatmap, index: int) -> date:
    return heatmap.first + timedelta(days=index)

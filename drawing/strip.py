"""Where a day went: a row for each day, with a piece for each span of time, true to its length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from drawing.axis import Axis
from drawing.checks import require, require_amounts
from drawing.labels import NARROW, cut, share_for_names, width_class
from drawing.paint import fill, label_class, outlined, require_color
from drawing.svg import Attribute, at, chart, element, inset, percent, span, text, titled

DAY = 86_400
# Planned events at the same time are drawn under each other; more than this many at once lie on each other.
MAX_LANES = 3
# A piece narrower than this share is about a pixel wide on a phone: its gap would cover it.
_THIN = 0.005
# Lower bars have no room for a label.
_LABELLED = 14
_NAME, _AXIS, _BASE = 21, 18, 4
# The height that events in a lane of their own need for their labels.
_LANE = 16
# From this many rows on, each has lines at the hours.
_GRID_ROWS = 3
# An hour so near to an end of the axis is written on its inner side.
_EDGE = 0.01


@dataclass(frozen=True)
class Piece:
    """A span of a day.

    Attributes:
        start: seconds since local midnight, as time passes: on a day of 23 hours the last second is 82,800.
        end: in the same seconds.
        color: as `drawing.palette` assigns it, or UNREAD for time that was not read.
        label: drawn where it fits.
        title: shown while the pointer rests on the piece.
    """

    start: int
    end: int
    color: str
    label: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Check the span and the colour."""
        require_amounts("a start", self.start)
        require(self.start < self.end, f"a piece must end after its start, not at {self.end} after {self.start}")
        require_color(self.color)


@dataclass(frozen=True)
class Row:
    """One day, as it was or as it was planned.

    Attributes:
        pieces: the spans of the day, the later ones over the earlier ones.
        name: of the row; empty where the page has it above the drawing.
        note: beside the name.
        length: of the day in seconds; 82,800 and 90,000 where the clocks change by an hour.
        now: how many of them have passed, None for all of them.
        is_plan: planned pieces are outlined and pale.
        changes_at: the second at which the clocks change.
    """

    pieces: tuple[Piece, ...]
    name: str = ""
    note: str = ""
    length: int = DAY
    now: int | None = None
    is_plan: bool = False
    changes_at: int | None = None

    def __post_init__(self) -> None:
        """Check that all of the row lies in its day."""
        require(self.length > 0, "a day must have a length")
        for name, second in (("the present", self.now), ("a change of the clocks", self.changes_at)):
            require(second is None or 0 <= second <= self.length, f"{name} must lie in the day, not at {second}")
        ends = max((piece.end for piece in self.pieces), default=0)
        require(ends <= self.length, f"a piece must lie in the day of {self.length} seconds, not end at {ends}")


@dataclass(frozen=True)
class Strip:
    """Days under each other on one axis.

    Attributes:
        rows: the first one at the top.
        label: what a screen reader reads out.
        axis: the hours that are shown; all pieces lie in them.
        names: whether the names of the rows stand above the bars or beside them.
        bar: height of a bar in pixels.
        is_whole_day: whether time without a piece is untracked; else nothing is drawn for it.
        has_hours: whether the hours stand under the last row.
        names_share: share of the width for names beside the bars; None for what they need on a phone, cut at 30 %.
    """

    rows: tuple[Row, ...]
    label: str
    axis: Axis = Axis()  # noqa: RUF009 it is frozen
    names: Literal["above", "beside"] = "above"
    bar: float = 34
    is_whole_day: bool = True
    has_hours: bool = True
    names_share: float | None = None

    def __post_init__(self) -> None:
        """Check that the axis holds all pieces."""
        require(bool(self.rows), "a strip must have a row")
        require(self.bar > 0, "a bar must have a height")
        require(self.names_share is None or 0 < self.names_share < 1, "names take a share between 0 and 1")
        for row in self.rows:
            for piece in row.pieces:
                require(self.axis.holds(piece.start, piece.end), f"the axis must hold the piece {piece}")

    @property
    def gap(self) -> float:
        """Pixels between two bars."""
        return max(2, min(8, self.bar * 0.25))

    @property
    def plot_start(self) -> float:
        """The share of the width at which the bars begin."""
        if self.names == "above":
            return 0
        return share_for_names(row.name for row in self.rows) if self.names_share is None else self.names_share


def draw(strip: Strip) -> Markup:
    """Return the strip as SVG."""
    is_above = strip.names == "above"
    parts: list[Markup] = []
    names: list[Markup] = []
    y: float = 0 if any(row.name for row in strip.rows) and is_above else _BASE
    for row in strip.rows:
        if row.name and is_above:
            names.append(_name_above(row, y + 14))
            y += _NAME
        height = _height(strip, row)
        if row.name and not is_above:
            names.append(_name_beside(strip, row, y + height / 2 + _BASE))
        parts.extend(_row(strip, row, y, height))
        y += height + strip.gap
    if strip.has_hours:
        parts.extend(_hours(strip.axis, y + 8))
        y += _AXIS - _BASE
    plot = [*names, *parts] if is_above else [*names, inset(strip.plot_start, 1, *parts)]
    return chart(y, strip.label, *plot)


def _height(strip: Strip, row: Row) -> float:
    if not row.is_plan or strip.bar < _LABELLED:
        return strip.bar
    lanes = 1 + max(_lanes(row).values(), default=0)
    return max(round(strip.bar * 0.76), lanes * _LANE if lanes > 1 else 0)


def _name_above(row: Row, y: float) -> Markup:
    shown = width_class(f"{row.name} {row.note}", 1) or "w3"
    note = element("tspan", row.note, dx=10, class_=shown) if row.note else Markup("")
    return element("text", element("tspan", row.name, class_="strong"), note, x=0, y=y)


def _name_beside(strip: Strip, row: Row, y: float) -> Markup:
    name = row.name if strip.names_share else cut(row.name, strip.plot_start * NARROW)
    return text(name, 0, y, css="name" if strip.bar >= _LABELLED else "name small", anchor="start")


def _row(strip: Strip, row: Row, y: float, height: float) -> Iterator[Markup]:
    """Yield the ground of the row, its pieces, and what marks a time."""
    axis, lanes = strip.axis, _lanes(row)
    yield from _ground(strip, row, y, height)
    if not row.is_plan:
        yield from _grid(strip, y, height)
    step = height / (1 + max(lanes.values(), default=0))
    # The narrow ones last: the gaps of their neighbours would hide them.
    for place in sorted(range(len(row.pieces)), key=lambda place: _is_thin(axis, row.pieces[place])):
        yield _piece(strip, row, row.pieces[place], y + lanes[place] * step, step)
    if row.changes_at is not None and axis.holds(row.changes_at, row.changes_at):
        yield at(axis.at(row.changes_at), y, _notch(height))
    if row.now and row.now < row.length and axis.holds(row.now, row.now):
        x = percent(axis.at(row.now))
        yield element("line", class_="now", x1=x, x2=x, y1=y - _BASE, y2=y + height + _BASE)


def _ground(strip: Strip, row: Row, y: float, height: float) -> Iterator[Markup]:
    axis = strip.axis
    end = axis.at(min(row.length, axis.end))
    now = end if row.now is None else min(end, axis.at(row.now))
    if row.is_plan:
        yield element("rect", class_="rail", **span(0, end), y=y, height=height, rx=3)
        return
    if not strip.is_whole_day:
        yield element("rect", class_="frame", **span(0, end), y=y + 0.5, height=height - 1, rx=3)
        return
    if now < end:
        yield element("rect", class_="future", **span(now, end), y=y + 0.5, height=height - 1)
    if now > 0:
        yield element("rect", class_="f-untracked", **span(0, now), y=y, height=height, rx=3)


def _piece(strip: Strip, row: Row, piece: Piece, y: float, height: float) -> Markup:
    start, end = strip.axis.at(piece.start), strip.axis.at(piece.end)
    ink = label_class(piece.color)
    if row.is_plan:
        painted, ink = outlined(piece.color, "plan"), "strong"
        y, height = y + 0.75, height - 1.5
    elif _is_thin(strip.axis, piece):
        painted = outlined(piece.color, "thin")
    else:
        painted = fill(piece.color, "piece")
    place: dict[str, Attribute] = {**span(start, end), "y": y, "height": height, "rx": min(2, height / 4)}
    parts = [element("rect", **painted, **place)]
    shown = width_class(piece.label, (end - start) * (1 - strip.plot_start)) if piece.label else None
    if shown and height >= _LABELLED:
        parts.append(text(piece.label, (start + end) / 2, y + height / 2 + _BASE, css=f"{ink} {shown}"))
    return titled(piece.title or piece.label, *parts)


def _is_thin(axis: Axis, piece: Piece) -> bool:
    return axis.at(piece.end) - axis.at(piece.start) < _THIN


def _lanes(row: Row) -> dict[int, int]:
    """Return the lane of each piece by its place: events at the same time stand under each other."""
    lanes, free = {}, [0] * MAX_LANES
    for place, piece in sorted(enumerate(row.pieces), key=lambda item: item[1].start):
        lane = next((lane for lane, until in enumerate(free) if until <= piece.start), MAX_LANES - 1)
        free[lane] = max(free[lane], piece.end)
        lanes[place] = lane
    return lanes


def _notch(height: float) -> Markup:
    """Return two triangles at the edges of the bar, which leave its labels readable."""
    return element("path", class_="notch", d=f"M-4 -2h8l-4 6zM-4 {height + 2:g}h8l-4 -6z")


def _grid(strip: Strip, y: float, height: float) -> Iterator[Markup]:
    """Yield lines at the hours on the ground of a row, and to the next row where no name stands between them."""
    is_beside = strip.names == "beside"
    if is_beside or len(strip.rows) >= _GRID_ROWS:
        for second, _ in strip.axis.hours():
            if strip.axis.start < second < strip.axis.end:
                x = percent(strip.axis.at(second))
                end = y + height + strip.gap * is_beside
                yield element("line", class_="grid", x1=x, x2=x, y1=y, y2=end)


def _hours(axis: Axis, y: float) -> Iterator[Markup]:
    """Yield the hours; on a phone there is room for every other one."""
    for index, (second, hour) in enumerate(axis.hours()):
        share = axis.at(second)
        anchor = "start" if share < _EDGE else "end" if share > 1 - _EDGE else "middle"
        yield text(hour, share, y, css="odd" if index % 2 else None, anchor=anchor)


def part_day_axis(rows: Iterable[Row]) -> Axis:
    """Return the axis over the hours that occur, for a person who tracks a part of the day."""
    pieces = [piece for row in rows for piece in row.pieces]
    return Axis.over(min((p.start for p in pieces), default=0), max((p.end for p in pieces), default=DAY))

"""How regular the nights are: a bar for each, from bed to getting up, with the medians of both."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from drawing.checks import require, require_amounts
from drawing.labels import NARROW, every, width
from drawing.paint import fill, require_color
from drawing.svg import chart, element, inset, percent, span, text, titled

HOUR, DAY = 60, 24 * 60
_PLOT, _TOP, _LABELS, _BASE = 122, 10, 20, 4
# The share of the width that the hours take, and where they end.
_HOURS, _HOURS_END = 0.075, 0.06
# The share of its place that a bar takes, and how many lines an axis may have.
_FILLED, _LINES = 0.78, 5
_NARROW = 1 / 40
NOTHING = "\N{EN DASH}"


@dataclass(frozen=True)
class Night:
    """One night.

    Attributes:
        name: below the bar, such as the weekday.
        pieces: bed and wake time of each stretch of sleep, in minutes of the clock since the midnight before the night:
            1,410 is 23:30, 1,860 is 7:00. Without any, sleep of that night is not known.
        title: shown while the pointer rests on the night.
        is_own: whether it is the night that the page is about; the others are pale.
    """

    name: str
    pieces: tuple[tuple[float, float], ...]
    title: str = ""
    is_own: bool = False

    def __post_init__(self) -> None:
        """Check the pieces."""
        for bed, up in self.pieces:
            require_amounts("a time of the clock", bed, up)
            require(bed < up, f"a stretch of sleep must end after its start, not at {up} after {bed}")


@dataclass(frozen=True)
class Nights:
    """Nights beside each other.

    Attributes:
        label: what a screen reader reads out.
        color: of sleep.
        nights: the oldest first.
        bed: median of the bed times, None where it is not known.
        up: median of the wake times.
    """

    label: str
    color: str
    nights: tuple[Night, ...]
    bed: float | None = None
    up: float | None = None

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        require(any(night.pieces for night in self.nights), "a night with sleep is needed for an axis")
        require_amounts("a median", self.bed, self.up)
        require_color(self.color)


def draw(nights: Nights) -> Markup:
    """Return the nights as SVG."""
    start, end, step = _axis(nights)

    def y(minute: float) -> float:
        return _TOP + _PLOT * (minute - start) / (end - start)

    lines = []
    for minute in range(start, end + 1, step):
        lines.append(element("line", class_="rule", x1=percent(_HOURS), x2="100%", y1=y(minute), y2=y(minute)))
        lines.append(text(str(minute // HOUR % 24), _HOURS_END, y(minute) + _BASE, anchor="end"))
    place = 1 / len(nights.nights)
    bars = [
        _night(night, nights.color, [(y(bed), y(up)) for bed, up in night.pieces], (index + 0.5) * place, place)
        for index, night in enumerate(nights.nights)
    ]
    medians = [
        element("line", class_="median", x1=0, x2="100%", y1=y(minute), y2=y(minute))
        for minute in (nights.bed, nights.up)
        if minute is not None
    ]
    return chart(_TOP + _PLOT + _LABELS, nights.label, *lines, inset(_HOURS, 1, *bars, *_names(nights), *medians))


def _night(night: Night, color: str, pieces: list[tuple[float, float]], middle: float, place: float) -> Markup:
    sides = span(middle - place * _FILLED / 2, middle + place * _FILLED / 2)
    # The edge between two bars; where there are many it would leave too little of them.
    edge = "piece" if place > _NARROW else ""
    painted = fill(color, edge if night.is_own else f"{edge} pale".strip())
    bars = [element("rect", **painted, **sides, y=top, height=max(1, bottom - top), rx=3) for top, bottom in pieces]
    return titled(night.title, *bars or [text(NOTHING, middle, _TOP + _PLOT / 2 + _BASE)])


def _names(nights: Nights) -> Iterator[Markup]:
    """Yield the names that there is room for, counted from the end: the last night always has its own."""
    last, place = len(nights.nights) - 1, 1 / len(nights.nights)
    step = every(tuple(night.name for night in nights.nights), place * (1 - _HOURS))
    for index, night in enumerate(nights.nights):
        # Names that are wider than a bar end with it: so the last one does not stand out at the right.
        share, anchor = ((index + 0.5) * place, "middle") if step == 1 else ((index + 1) * place, "end")
        has_room = step == 1 or share * (1 - _HOURS) * NARROW >= width(night.name)
        if (last - index) % step == 0 and has_room:
            css = "strong" if night.is_own else None
            yield text(night.name, share, _TOP + _PLOT + _LABELS - _BASE, css=css, anchor=anchor)


def _axis(nights: Nights) -> tuple[int, int, int]:
    """Return first and last minute and the step of an axis over all nights and medians, at whole hours."""
    ends = [minute for night in nights.nights for piece in night.pieces for minute in piece]
    ends += [minute for minute in (nights.bed, nights.up) if minute is not None]
    first, last = int(min(ends) // HOUR), int(-(-max(ends) // HOUR))
    step = next(step for step in (1, 2, 3, 4, 6, 12, 24) if last - first <= step * (_LINES - 1))
    first = first // step * step
    return first * HOUR, (first - (first - last) // step * step) * HOUR, step * HOUR

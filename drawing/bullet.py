"""Whether a target is within reach: a bar for the time so far, a tick for the target, a circle for the estimate."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from drawing.checks import require, require_amounts
from drawing.paint import fill, require_color
from drawing.svg import Attribute, at, chart, element, percent, span

# Minutes at which a scale may end; longer ones end at whole weeks of hours.
_ENDS = (30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 900, 1200, 1440)
_HOUR = 60
# A scale leaves some room behind the largest number.
_ROOM = 1.05
_HEIGHT, _TOP, _BAR = 26, 6, 14


@dataclass(frozen=True)
class Estimate:
    """What the end of the day or period is expected to be, in minutes: the median and the limits of 8 cases in 10."""

    typical: float
    lower: float
    upper: float

    def __post_init__(self) -> None:
        """Check the order."""
        require_amounts("an estimate", self.typical, self.lower, self.upper)
        require(self.lower <= self.typical <= self.upper, f"an estimate must lie between its limits: {self}")


@dataclass(frozen=True)
class Bullet:
    """A target and what is known about it, in minutes.

    Attributes:
        label: what a screen reader reads out, with the numbers.
        color: of the category.
        so_far: logged until now.
        target: minutes that the person wants; None without a target.
        direction: whether more or less than the target is wanted; neutral marks neither side.
        estimate: None when nothing is estimated, as for a day that is over.
        scale: minutes at the right end; None for a round number that all the others fit into.
    """

    label: str
    color: str
    so_far: float
    target: float | None = None
    direction: Literal["at_least", "at_most", "neutral"] = "at_least"
    estimate: Estimate | None = None
    scale: float | None = None

    def __post_init__(self) -> None:
        """Check the amounts and that they fit."""
        require_amounts("the minutes of a bullet", self.so_far, self.target, self.scale)
        require_color(self.color)
        require(self.scale is None or self.scale >= max(1, self.largest), f"a scale must hold {self.largest} minutes")

    @property
    def largest(self) -> float:
        """The largest number that is drawn."""
        return max(self.so_far, self.target or 0, self.estimate.upper if self.estimate else 0)


def draw(bullet: Bullet) -> Markup:
    """Return the bullet as SVG."""
    scale = bullet.scale or round_scale(bullet.largest)

    bar: dict[str, Attribute] = {"y": _TOP, "height": _BAR, "rx": 3}
    parts = [
        element("title", bullet.label),
        element("rect", class_="rail", **span(0, 1), **bar),
        *_side(bullet, (bullet.target or 0) / scale),
    ]
    if bullet.so_far:
        parts.append(element("rect", **fill(bullet.color, "piece"), **span(0, bullet.so_far / scale), **bar))
    if bullet.estimate:
        limits = span(bullet.estimate.lower / scale, bullet.estimate.upper / scale)
        parts.append(element("rect", class_="band", **limits, y=_TOP + 4, height=_BAR - 8, rx=3))
    if bullet.target is not None:
        x = percent(bullet.target / scale)
        parts.append(element("line", class_="target", x1=x, x2=x, y1=2, y2=_HEIGHT - 2))
        parts.extend(_direction(bullet, bullet.target / scale))
    if bullet.estimate:
        x = percent(bullet.estimate.typical / scale)
        parts.append(element("circle", class_="guess", cx=x, cy=_TOP + _BAR / 2, r=4.5))
    return chart(_HEIGHT, bullet.label, *parts)


def round_scale(minutes: float) -> float:
    """Return the round number of minutes at which a scale for that many ends."""
    least = minutes * _ROOM
    ends = [end for end in _ENDS if end >= least]
    return ends[0] if ends else -(-least // (10 * _HOUR)) * 10 * _HOUR


def _side(bullet: Bullet, target: float) -> Iterator[Markup]:
    """Yield the ground behind the target: what is reached there, or exceeded."""
    if bullet.target is not None and bullet.direction != "neutral":
        css = "reached" if bullet.direction == "at_least" else "exceeded"
        yield element("rect", class_=css, **span(target, 1), y=_TOP, height=_BAR)


def _direction(bullet: Bullet, target: float) -> Iterator[Markup]:
    """Yield a triangle on the tick that points to the wanted side."""
    if bullet.direction != "neutral":
        way = 1 if bullet.direction == "at_least" else -1
        yield at(target, 0, element("path", class_="notch", d=f"M0 0l{way * 6} 3l{way * -6} 3z"))

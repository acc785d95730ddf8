"""Five steps of a colour, for amounts that are shown by surfaces."""

from collections.abc import Iterable

from drawing.checks import require
from drawing.paint import fill
from drawing.svg import Attribute

# How much of the colour covers the ground at each step.
OPACITIES = (0.25, 0.4, 0.55, 0.78, 1.0)
# Minutes at which a step may end.
_ROUND = (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)
# Of a hundred days the longest five do not make the steps of all the others coarse.
_QUANTILE = 0.95


def limits(minutes: Iterable[float | None]) -> tuple[float, float, float, float]:
    """Return the minutes at which the second to the fifth step begin: multiples of one round number.

    The fifth step begins at about four fifths of the amount that 95 of 100 days stay below.
    """
    known = sorted(value for value in minutes if value)
    high = known[round(_QUANTILE * (len(known) - 1))] if known else 0
    step = next((step for step in _ROUND if step * len(OPACITIES) >= high), high / len(OPACITIES))
    return step, 2 * step, 3 * step, 4 * step


def step_of(value: float, begins: tuple[float, float, float, float]) -> int:
    """Return the step of an amount above zero, 0 to 4."""
    return sum(value >= begin for begin in begins)


def require_limits(begins: tuple[float, float, float, float]) -> None:
    """Require four limits in their order.

    Raises:
        ValueError: for others.
    """
    require(len(begins) == len(OPACITIES) - 1, "five steps have four limits")
    require(begins[0] > 0 and list(begins) == sorted(set(begins)), f"limits of steps must grow from above 0: {begins}")


def step_fill(color: str, step: int, css: str = "") -> dict[str, Attribute]:
    """Return the attributes of a surface at a step of the colour."""
    return fill(color, css) | {"fill_opacity": OPACITIES[step]}

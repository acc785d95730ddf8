"""Whether it ran: a bar for each of the last runs, as high as it took long, with its outcome."""

from dataclasses import dataclass
from statistics import median
from typing import Literal

from markupsafe import Markup

from drawing.checks import require, require_amounts
from drawing.svg import chart, element, percent, span, text, titled

Outcome = Literal["succeeded", "slow", "failed", "cancelled", "skipped", "running"]
# Class and mark of each outcome: the colour never stands alone.
_LOOK: dict[Outcome, tuple[str, str]] = {
    "succeeded": ("ok", ""),
    "slow": ("late", "!"),
    "failed": ("ko", "\N{MULTIPLICATION SIGN}"),
    "cancelled": ("stopped", "\N{EN DASH}"),
    "skipped": ("stopped", "\N{EN DASH}"),
    "running": ("stopped", "\N{HORIZONTAL ELLIPSIS}"),
}
_TOP, _PLOT, _LABELS = 14, 40, 16
_FILLED = 0.76
_LEAST_HEIGHT = 4
# One run of an hour would make those of a minute flat: the bar of a run that took longer than so many medians is cut.
_CUT = 4


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        seconds: that it took; None where it did not start.
        outcome: how it ended.
        title: shown while the pointer rests on the run.
    """

    seconds: float | None
    outcome: Outcome
    title: str = ""

    def __post_init__(self) -> None:
        """Check the duration and the outcome."""
        require_amounts("the seconds of a run", self.seconds)
        require(self.outcome in _LOOK, f"a run must have one of the outcomes {', '.join(_LOOK)}, not {self.outcome!r}")


def draw(runs: tuple[Run, ...], label: str, *, first: str = "", last: str = "") -> Markup:
    """Return the runs as SVG.

    Args:
        runs: the oldest first.
        label: what a screen reader reads out.
        first: name of the first run's day.
        last: name of the last one's.

    Raises:
        ValueError: without runs, or without a label.
    """
    require(bool(runs), "there must be a run to draw")
    taken = [run.seconds for run in runs if run.seconds]
    scale = min(max(taken), _CUT * median(taken)) if taken else 1
    parts = [_bar(run, (index + 0.5) / len(runs), 1 / len(runs), scale) for index, run in enumerate(runs)]
    base = _TOP + _PLOT
    labels = [text(first, 0, base + 13, anchor="start")] * bool(first)
    labels += [text(last, 1, base + 13, anchor="end")] * bool(last)
    return chart(base + _LABELS, label, *parts, *labels)


def _bar(run: Run, middle: float, place: float, scale: float) -> Markup:
    css, mark = _LOOK[run.outcome]
    share = (run.seconds or 0) / scale
    height = max(_LEAST_HEIGHT, _PLOT * min(1, share))
    top = _TOP + _PLOT - height
    parts = [
        element(
            "rect",
            class_=css,
            **span(middle - place * _FILLED / 2, middle + place * _FILLED / 2),
            y=top,
            height=height,
            rx=2,
        )
    ]
    if share > 1:
        sides = (percent(middle - place / 2), percent(middle + place / 2))
        parts.append(element("line", class_="cut", x1=sides[0], x2=sides[1], y1=top + 12, y2=top + 7))
    if mark:
        parts.append(text(mark, middle, top - 4, css="strong"))
    return titled(run.title, *parts)

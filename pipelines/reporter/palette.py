"""Which categories the report names, in which order and colour, and which of them the charts fold into "Other"."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.reporter.marts import Named
from pipelines.reporter.texts import Texts

# Charts show the ten personal categories and one more; the rest of a long list becomes "Other".
CHARTED = 11
PERSONAL_CATEGORIES = 10
OTHER_COLOR, UNTRACKED_COLOR, FALLBACK_COLOR = "#a3a9af", "#eceff1", "#7d8790"
INK, PAPER = "#1d2733", "#ffffff"
# A colour that is taken is mixed with these, this much; then Toggl's own colours stand in, so each name has its own.
_TINTS = ((PAPER, 0.45), (INK, 0.4))
_RESERVE = (
    *("#0b83d9", "#2da608", "#e36a00", "#c7af14", "#d92b2b", "#06a893", "#c9806b"),
    *("#465bb3", "#990099", "#566614", "#525266", "#9e5bd9", "#d94182", "#bf7000"),
)
_DARK_LUMINANCE = 0.4


@dataclass(frozen=True)
class Category:
    """A category as it is printed; `charted` tells whether charts give it its own colour."""

    name: str
    label: str
    color: str
    charted: bool

    @property
    def chart_color(self) -> str:
        return self.color if self.charted else OTHER_COLOR


class Palette:
    """The categories by name, in the order of the report."""

    def __init__(
        self,
        rows: Sequence[Named],
        totals: Sequence[Mapping[str, int]],
        tracked: Mapping[str, int],
        texts: Texts,
        showable: Callable[[str], str],
    ) -> None:
        """Give each name its place and colour.

        Args:
            rows: the categories to name.
            totals: the tracked seconds of each period of the trend by category.
            tracked: those of the reported period.
            texts: the names in the report's language.
            showable: makes a name printable.
        """
        order = {row.category: row.category_order for row in rows}
        colors = {row.category: row.color for row in rows}
        sums = {name: sum(seconds.get(name, 0) for seconds in totals) for name in order}

        def place(name: str) -> tuple[int, int, int, str]:
            # The ten keep their places from period to period; anything else comes after them, the largest first.
            mapped = min(order[name], PERSONAL_CATEGORIES + 1)
            return mapped, -tracked.get(name, 0), -sums[name], name

        by_size = sorted(tracked, key=lambda name: (-tracked[name], name))
        # A tail of one is no tail: it would only lose its name.
        folded = set(by_size[CHARTED:] if len(by_size) > CHARTED + 1 else [])
        self._categories: dict[str, Category] = {}
        taken = {OTHER_COLOR, UNTRACKED_COLOR}
        for name in sorted(order, key=place):
            color = _valid(colors[name])
            if name not in folded:
                color = distinct(color, taken)
                taken.add(color)
            label = texts.categories.get(name) or showable(name) or texts.nameless
            self._categories[name] = Category(name, label, color, name not in folded)
        self.folded = len(folded)

    def __iter__(self) -> Iterator[Category]:
        return iter(self._categories.values())

    def __getitem__(self, name: str) -> Category:
        return self._categories[name]


def text_color(background: str) -> str:
    """Return ink or paper, whichever reads better on the background ('#rrggbb')."""
    red, green, blue = (channel / 255 for channel in _channels(background))
    return PAPER if 0.299 * red**2.2 + 0.587 * green**2.2 + 0.114 * blue**2.2 < _DARK_LUMINANCE else INK


def distinct(color: str, taken: Collection[str]) -> str:
    """Return the colour, or the nearest choice that is not taken; the colour itself when all are."""
    candidates = (color, *(_mixed(color, target, amount) for target, amount in _TINTS), *_RESERVE)
    return next((candidate for candidate in candidates if candidate not in taken), color)


def _mixed(color: str, target: str, amount: float) -> str:
    pairs = zip(_channels(color), _channels(target), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * amount):02x}" for own, other in pairs)


def _valid(color: str | None) -> str:
    return color.lower() if color and re.fullmatch(r"#[0-9a-fA-F]{6}", color) else FALLBACK_COLOR


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)

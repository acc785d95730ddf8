"""The categories of a report with their order, label and colour, and those that the charts fold into "Other"."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drawing.palette import OTHER_COLOR, assign
from pipelines.reporter.queries.tracked import Named
from pipelines.reporter.texts import Texts

# Charts show the ten personal categories and one more; the rest of a long list becomes "Other".
CHARTED = 11
PERSONAL_CATEGORIES = 10


@dataclass(frozen=True)
class Category:
    """A category as it is printed: `color` wherever it is named; charts fold those that are not `charted`."""

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
        colors: Mapping[str, str | None],
        totals: Sequence[Mapping[str, int]],
        tracked: Mapping[str, int],
        *,
        texts: Texts,
        showable: Callable[[str], str],
    ) -> None:
        """Give each name its place and colour.

        Args:
            rows: the categories to name.
            colors: the project's colour of every category of the database, in their order there.
            totals: the tracked seconds of each period of the trend by category.
            tracked: those of the reported period.
            texts: the names in the report's language.
            showable: makes a name printable.
        """
        order = {row.category: row.category_order for row in rows}
        # Over all categories of the database and not those of the report: a category has one colour in all reports.
        assigned = assign({**colors, **{name: None for name in sorted(order) if name not in colors}})
        sums = {name: sum(seconds.get(name, 0) for seconds in totals) for name in order}

        def place(name: str) -> tuple[int, int, int, str]:
            # The ten keep their places from period to period; anything else comes after them, the largest first.
            mapped = min(order[name], PERSONAL_CATEGORIES + 1)
            return mapped, -tracked.get(name, 0), -sums[name], name

        by_size = sorted(tracked, key=lambda name: (-tracked[name], name))
        # A tail of one is no tail: it would only lose its name.
        folded = set(by_size[CHARTED:] if len(by_size) > CHARTED + 1 else [])
        self._categories: dict[str, Category] = {}
        labels: Counter[str] = Counter()
        for name in sorted(order, key=place):
            label = texts.categories.get(name) or showable(name) or texts.nameless
            # Two names may be printed alike: cut, or with a character that no font has.
            labels[label] += 1
            label = f"{label} {labels[label]}" if labels[label] > 1 else label
            self._categories[name] = Category(name, label, assigned[name], name not in folded)
        self.folded = len(folded)

    def __iter__(self) -> Iterator[Category]:
        return iter(self._categories.values())

    def __getitem__(self, name: str) -> Category:
        return self._categories[name]

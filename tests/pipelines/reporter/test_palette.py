"""One category has one colour, wherever and whenever it is printed."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from drawing.palette import HATCHED, OTHER_COLOR, TEN
from pipelines.reporter.context import Context
from pipelines.reporter.sections import breakdown, strip, summary, trend

from .conftest import load

WEDNESDAY = date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
Make = Callable[..., Context]


def named(data: Any) -> Iterator[tuple[str, str]]:
    """Every label with the colour that stands beside it."""
    if isinstance(data, dict):
        if isinstance(data.get("label"), str) and isinstance(data.get("color"), str):
            yield data["label"], data["color"]
        for value in data.values():
            yield from named(value)
    elif isinstance(data, list):
        for value in data:
            yield from named(value)


@pytest.fixture
def many_projects(marts, piece):
    """25 projects of one colour on one day, three of them again a week later, beside Work and what has no project."""
    pieces = [piece(f"2026-03-16 {n // 3:02}:{n % 3 * 20:02}", 20 - n % 7, f"Project {n:02}") for n in range(25)]
    later = [piece(f"2026-03-23 {n:02}:00", 30, f"Project {n:02}") for n in (3, 14, 22)]
    others = [piece("2026-03-16 20:00", 30, "Work"), piece("2026-03-16 21:00", 30, "Uncategorized")]
    marts.fill([*pieces, *later, *others], LATER)


def test_one_category_has_one_colour_in_all_sections_and_reports(many_projects, context: Make):
    found: dict[str, set[str]] = {}
    for period in ("daily", "weekly", "monthly"):
        for day in (date(2026, 3, 16), date(2026, 3, 23)):
            for section in (summary, breakdown, strip, trend):
                for label, color in named(load(section, context(day, "en", period))):
                    found.setdefault(label, set()).add(color)
    assert {label: colors for label, colors in found.items() if len(colors) > 1} == {}
    projects = {label: colors.pop() for label, colors in found.items() if label.startswith("Project")}
    # More than the charts give a colour to.
    assert len(set(projects.values())) == len(projects) > 11
    assert OTHER_COLOR not in projects.values()
    assert found["Work"] == {TEN["Work"]}
    assert found["Uncategorized"] == {HATCHED}


def test_a_hatched_category_is_printed(many_projects, print_report):
    assert "Uncategorized" in print_report(WEDNESDAY).pages[0].extract_text()


def test_two_categories_never_have_one_label(marts, piece, context: Make):
    names = ["x" * 200, "x" * 201, "睡眠", "Sleep", "ᚠ Lost", "ᚡ Lost"]
    marts.fill([piece(f"2026-03-16 {8 + n:02}:00", 30, name) for n, name in enumerate(names)], LATER)
    labels = [category.label for category in context(WEDNESDAY, "ja").palette]
    assert len(set(labels)) == len(names)

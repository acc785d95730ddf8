"""Pairs of bars: plan and actual time on one scale."""

import pytest

from drawing.bars import Pair, draw
from drawing.palette import TEN
from tests.drawing.samples import found, share, words

WORK = TEN["Work"]


def test_plan_and_actual_time_have_one_scale_over_all_categories():
    svg = draw((Pair("Work", WORK, 400, 300), Pair("Sleep", TEN["Sleep"], 100, 200)), "Kept")
    assert [share(bar, "width") for bar in found(svg, "rect", "plan")] == [100, 25]
    assert [share(bar, "width") for bar in found(svg, "rect", "piece")] == [75, 50]


def test_the_plan_is_outlined_above_the_actual_time():
    svg = draw((Pair("Work", WORK, 400, 300),), "Kept")
    plan, actual = found(svg, "rect", "plan f-work s-work")[0], found(svg, "rect", "piece f-work")[0]
    assert float(plan.get("y", "")) < float(actual.get("y", ""))


@pytest.mark.parametrize("planned", [None, 0])
def test_without_a_plan_or_time_there_is_no_bar(planned: float | None):
    svg = draw((Pair("Work", WORK, planned, 0),), "Kept")
    assert found(svg, "rect") == []
    assert words(svg) == ["Work"]


def test_a_long_name_leaves_room_for_the_note_and_is_whole_in_the_title():
    name = "Northwind: website relaunch, second phase"
    svg = draw((Pair(name, WORK, 1, 1, "40:00 → 36:50 · 88 %"),), "Kept")
    cut, note = words(svg)
    assert cut.endswith("…")
    assert note == "40:00 → 36:50 · 88 %"
    assert [title.text for title in found(svg, "title")] == [name]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Pair("Work", WORK, -1, 0), "a number from 0 on"),
        (lambda: Pair("Work", "blue", 1, 0), "a colour is"),
        (lambda: draw((), "Kept"), "must have a category"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()

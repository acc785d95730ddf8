"""Small multiples: each with its own scale, a target line, and the interval of the running period."""

import pytest

from drawing.bullet import Estimate
from drawing.multiples import Panel, draw
from drawing.palette import TEN
from tests.drawing.samples import found, number, words

WORK = TEN["Work"]
BASE = 80


def test_bars_are_as_high_as_their_minutes_on_a_scale_of_the_panel():
    low, high = (
        [number(bar, "height") for bar in found(draw(Panel("Work", WORK, minutes)), "rect", "f-work")]
        for minutes in ((10.0, 20.0), (1000.0, 2000.0))
    )
    assert low == high
    assert low[1] == pytest.approx(2 * low[0], abs=0.01)


def test_a_period_without_time_has_a_trace_and_an_unknown_one_nothing():
    svg = draw(Panel("Work", WORK, (None, 0, 60)))
    assert [number(bar, "height") > 1 for bar in found(svg, "rect", "f-work")] == [False, True]
    empty = draw(Panel("Work", WORK, (0, 0)))
    assert [number(bar, "height") for bar in found(empty, "rect", "f-work")] == [1, 1]


def test_the_target_is_a_line_at_its_minutes():
    svg = draw(Panel("Work", WORK, (60, 120), target=60))
    line, bar = found(svg, "line", "aim")[0], found(svg, "rect", "f-work")[0]
    assert number(line, "y1") == pytest.approx(number(bar, "y"), abs=0.01)
    high = draw(Panel("Work", WORK, (60,), target=600))
    assert number(found(high, "line", "aim")[0], "y1") > 15


def test_the_running_period_is_pale_and_has_its_interval():
    svg = draw(Panel("Work", WORK, (120, 30), estimate=Estimate(100, 80, 130)))
    assert [bar.get("class") for bar in found(svg, "rect", "f-work")] == ["f-work", "running f-work s-work"]
    whisker, circle = found(svg, "line", "whisker")[0], found(svg, "circle", "guess")[0]
    assert whisker.get("x1") == circle.get("cx") == "75%"
    assert 15 < number(whisker, "y1") < number(circle, "cy") < number(whisker, "y2") < BASE


def test_the_ends_and_the_highest_number_are_named():
    assert words(draw(Panel("Work", WORK, (1, 2), first="6 Apr", last="28 Jun", top="max 9 h"))) == [
        "max 9 h",
        "6 Apr",
        "28 Jun",
    ]
    assert words(draw(Panel("Work", WORK, (1,), first="June", last="June"))) == ["June"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Panel("x", WORK, ()), "must have a period"),
        (lambda: Panel("x", WORK, (1, 2), ("a",)), "each bar must have a title"),
        (lambda: Panel("x", WORK, (-1,)), "a number from 0 on"),
        (lambda: Panel("x", "blue", (1,)), "a colour is"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()

"""Bullets: bar, tick, circle and band lie where their minutes do."""

import pytest

from drawing.bullet import Bullet, Estimate, draw, round_scale
from drawing.palette import TEN
from tests.drawing.samples import OWN, found, parsed, share

WORK = TEN["Work"]


def test_all_numbers_lie_on_one_scale():
    svg = draw(Bullet("Exercise", OWN, 30, 60, "at_least", Estimate(54, 42, 84), scale=120))
    bar = found(svg, "rect", "piece")[0]
    assert (share(bar, "x"), share(bar, "width"), bar.get("fill")) == (0, 25, OWN)
    assert share(found(svg, "line", "target")[0], "x1") == 50
    assert share(found(svg, "circle", "guess")[0], "cx") == 45
    band = found(svg, "rect", "band")[0]
    assert (share(band, "x"), share(band, "width")) == (35, 35)


@pytest.mark.parametrize(("direction", "css"), [("at_least", "reached"), ("at_most", "exceeded")])
def test_the_side_behind_the_target_and_the_flag_show_the_direction(direction, css: str):
    svg = draw(Bullet("Work", WORK, 0, 60, direction, scale=100))
    side = found(svg, "rect", css)[0]
    assert (share(side, "x"), share(side, "width")) == (60, 40)
    flag = found(svg, "path", "notch")[0].get("d", "")
    assert flag.startswith("M0 0l-6") == (direction == "at_most")


def test_a_neutral_target_marks_no_side():
    svg = draw(Bullet("Work", WORK, 0, 60, "neutral"))
    assert found(svg, "line", "target")
    assert not found(svg, "rect", "reached") + found(svg, "rect", "exceeded") + found(svg, "path", "notch")


def test_what_is_not_known_is_not_drawn():
    svg = draw(Bullet("Work", WORK, 0))
    assert [one.get("class") for one in parsed(svg)] == [None, "rail"]


def test_a_day_that_is_over_has_no_estimate():
    svg = draw(Bullet("Work", WORK, 90, 60))
    assert found(svg, "circle") == found(svg, "rect", "band") == []


@pytest.mark.parametrize(
    ("minutes", "end"), [(0, 30), (28, 30), (60, 90), (451, 480), (480, 600), (1440, 1800), (7000, 7800)]
)
def test_a_scale_ends_at_a_round_number_with_room_behind_the_largest(minutes: float, end: float):
    assert round_scale(minutes) == end
    assert Bullet("Work", WORK, minutes).largest <= end


def test_a_screen_reader_and_the_pointer_get_the_label():
    svg = draw(Bullet("Work: 0:30 so far", WORK, 30))
    assert parsed(svg).get("aria-label") == found(svg, "title")[0].text == "Work: 0:30 so far"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Estimate(10, 20, 30), "between its limits"),
        (lambda: Estimate(10, float("nan"), 30), "a number from 0 on"),
        (lambda: Bullet("x", WORK, -1), "a number from 0 on"),
        (lambda: Bullet("x", WORK, 10, float("inf")), "a number from 0 on"),
        (lambda: Bullet("x", "blue", 10), "a colour is"),
        (lambda: Bullet("x", WORK, 10, 60, scale=50), "a scale must hold 60"),
        (lambda: Bullet("x", WORK, 0, scale=0), "a scale must hold"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()

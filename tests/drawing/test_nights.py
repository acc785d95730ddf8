"""Nights: bars from bed to getting up on an axis of whole hours, medians over them."""

import pytest

from drawing.nights import NOTHING, Night, Nights, draw
from drawing.palette import TEN
from tests.drawing.samples import found, number, share, words

SLEEP = TEN["Sleep"]
# 23:00 to 7:00
USUAL = ((23 * 60, 31 * 60),)


def drawn(*nights: Night, **options) -> str:
    return draw(Nights("Nights", SLEEP, nights, **options))


def test_a_night_lies_where_its_hours_do():
    svg = drawn(Night("M", USUAL), Night("T", ((22 * 60, 34 * 60),)))
    lines = found(svg, "line", "rule")
    assert words(svg)[: len(lines)] == ["21", "0", "3", "6", "9", "12"][: len(lines)]
    top, bottom = number(lines[0], "y1"), number(lines[-1], "y1")
    hours = (bottom - top) / (len(lines) - 1) / 3
    bar = found(svg, "rect", "f-sleep")[0]
    assert number(bar, "y") == pytest.approx(top + 2 * hours, abs=0.01)
    assert number(bar, "height") == pytest.approx(8 * hours, abs=0.01)


def test_nights_stand_beside_each_other_and_the_own_one_is_strong():
    svg = drawn(Night("M", USUAL), Night("T", USUAL, is_own=True))
    first, second = found(svg, "rect", "f-sleep")
    assert share(first, "x") + share(first, "width") < 50 < share(second, "x")
    assert (first.get("class"), second.get("class")) == ("piece pale f-sleep", "piece f-sleep")
    assert words(svg, "strong") == ["T"]


def test_a_night_may_have_several_pieces_or_none():
    svg = drawn(Night("M", ((1380, 1500), (1530, 1860))), Night("T", (), "not known"))
    assert len(found(svg, "rect", "f-sleep")) == 2
    assert NOTHING in words(svg)
    assert [title.text for title in found(svg, "title")] == ["not known"]


def test_the_medians_are_dotted_lines_over_the_bars():
    svg = drawn(Night("M", USUAL), bed=23 * 60, up=31 * 60)
    bar, lines = found(svg, "rect", "f-sleep")[0], found(svg, "line", "median")
    assert [number(line, "y1") for line in lines] == [number(bar, "y"), number(bar, "y") + number(bar, "height")]
    assert svg.index("median") > svg.index("f-sleep")
    assert found(drawn(Night("M", USUAL)), "line", "median") == []


@pytest.mark.parametrize("pieces", [((1385, 1395),), ((720, 2880),), ((1020, 2000),), ((0, 1),)])
def test_an_axis_has_few_hours_and_holds_every_night(pieces):
    svg = drawn(Night("M", pieces))
    lines = [number(line, "y1") for line in found(svg, "line", "rule")]
    assert 2 <= len(lines) <= 6
    bar = found(svg, "rect", "f-sleep")[0]
    assert lines[0] - 0.01 <= number(bar, "y")
    assert number(bar, "y") + number(bar, "height") <= lines[-1] + 0.01


def test_many_nights_name_some_and_always_the_last():
    nights = [Night(f"{index // 30 + 4}/{index % 30 + 1}", USUAL) for index in range(90)]
    svg = drawn(*nights)
    named = [text for text in words(svg) if "/" in text]
    assert 5 < len(named) < 20
    assert named[-1] == "6/30"
    last = next(text for text in found(svg, "text") if text.text == "6/30")
    assert (last.get("x"), last.get("text-anchor")) == ("100%", "end")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Night("M", ((10, 10),)), "must end after its start"),
        (lambda: Night("M", ((-5, 10),)), "a number from 0 on"),
        (lambda: Nights("x", SLEEP, ()), "a night with sleep"),
        (lambda: Nights("x", SLEEP, (Night("M", ()),)), "a night with sleep"),
        (lambda: Nights("x", SLEEP, (Night("M", USUAL),), bed=-1), "a number from 0 on"),
        (lambda: Nights("x", "blue", (Night("M", USUAL),)), "a colour is"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()

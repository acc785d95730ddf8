"""Runs: as high as they took long, with a colour and a mark for the outcome."""

from typing import Any, cast

import pytest

from drawing.runs import Run, draw
from tests.drawing.samples import found, number, words


def test_a_bar_is_as_high_as_its_run_was_long():
    svg = draw((Run(10, "succeeded"), Run(20, "succeeded")), "Runs")
    first, second = found(svg, "rect", "ok")
    assert number(second, "height") == 2 * number(first, "height")
    assert number(first, "y") + number(first, "height") == number(second, "y") + number(second, "height")


@pytest.mark.parametrize(
    ("outcome", "css", "marks"),
    [
        ("succeeded", "ok", []),
        ("slow", "late", ["!"]),
        ("failed", "ko", ["×"]),
        ("cancelled", "stopped", ["–"]),
        ("skipped", "stopped", ["–"]),
        ("running", "stopped", ["…"]),
    ],
)
def test_an_outcome_has_a_colour_and_a_mark(outcome, css: str, marks: list[str]):
    svg = draw((Run(10, outcome, "18 June: 10 s"),), "Runs")
    assert len(found(svg, "rect", css)) == 1
    assert words(svg) == marks
    assert [title.text for title in found(svg, "title")] == ["18 June: 10 s"]


def test_a_run_that_took_much_longer_is_cut_so_that_the_others_keep_their_height():
    svg = draw((*(Run(20, "succeeded") for _ in range(9)), Run(7200, "slow")), "Runs")
    assert {number(bar, "height") for bar in found(svg, "rect", "ok")} == {10}
    assert len(found(svg, "line", "cut")) == 1
    assert found(draw((Run(20, "succeeded"), Run(61, "slow")), "Runs"), "line", "cut") == []


def test_a_run_that_did_not_start_is_still_seen():
    bars = found(draw((Run(None, "skipped"), Run(0, "failed")), "Runs"), "rect")
    assert [number(bar, "height") for bar in bars] == [4, 4]


def test_the_first_and_the_last_day_are_named():
    assert words(draw((Run(1, "succeeded"),), "Runs", first="31 May", last="29 June")) == ["31 May", "29 June"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Run(-1, "failed"), "a number from 0 on"),
        (lambda: Run(1, cast(Any, "lost")), "one of the outcomes succeeded, slow"),
        (lambda: draw((), "Runs"), "a run to draw"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(make, message: str):
    with pytest.raises(ValueError, match=message):
        make()

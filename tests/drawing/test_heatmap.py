"""Heat maps: a column for each week, a row for each weekday, five steps of a colour."""

from datetime import date, timedelta

import pytest

from drawing import steps
from drawing.heatmap import Heatmap, draw
from drawing.palette import TEN
from tests.drawing.samples import found, number, share, words

WEEKDAYS, MONTHS = tuple("MTWTFSS"), tuple(f"{month}月" for month in range(1, 13))
BEGINS = (30.0, 60.0, 90.0, 120.0)


def drawn(first: date, minutes: tuple[float | None, ...], **options) -> str:
    titles = tuple(str(first + timedelta(index)) for index in range(len(minutes)))
    options = {"begins": BEGINS} | options
    return draw(Heatmap("Work", TEN["Work"], first, minutes, titles, WEEKDAYS, MONTHS, **options))


def test_a_year_has_a_cell_for_each_day_and_columns_for_its_weeks():
    svg = drawn(date(2026, 1, 1), (10.0,) * 365)
    cells = found(svg, "rect", "f-work")
    assert len(cells) == 365
    assert len({cell.get("x") for cell in cells}) == 53
    assert len({cell.get("y") for cell in cells}) == 7
    assert [title.text for title in found(svg, "title")][::364] == ["2026-01-01", "2026-12-31"]
    assert max(share(cell, "x") + share(cell, "width") for cell in cells) <= 100


@pytest.mark.parametrize(("week_start", "row"), [(0, 3), (6, 4), (3, 0)])
def test_a_day_stands_in_the_row_of_its_weekday(week_start: int, row: int):
    # 2026-01-01 is a Thursday.
    svg = drawn(date(2026, 1, 1), (10.0,), week_start=week_start)
    top = number(found(drawn(date(2026, 1, 5), (10.0,)), "rect", "f-work")[0], "y")
    assert number(found(svg, "rect", "f-work")[0], "y") == top + row * 16


def test_amounts_become_steps_and_nothing_and_unread_days_look_different():
    svg = drawn(date(2026, 1, 5), (None, 0, 1, 30, 60, 119, 500))
    cells = found(svg, "rect")
    assert [cell.get("class") for cell in cells] == ["f-unread", "rail", *["f-work"] * 5]
    assert [cell.get("fill-opacity") for cell in cells[2:]] == ["0.25", "0.4", "0.55", "0.78", "1"]


def test_the_present_day_is_marked():
    svg = drawn(date(2026, 1, 5), (10.0, 10.0), today=date(2026, 1, 6))
    assert found(svg, "rect", "current")[0].get("y") == found(svg, "rect", "f-work")[1].get("y")
    assert found(drawn(date(2026, 1, 5), (10.0,)), "rect", "current") == []


def test_months_are_named_where_they_begin_and_on_a_phone_every_other_one():
    svg = drawn(date(2026, 1, 1), (10.0,) * 365)
    names = [name for name in words(svg) if "月" in name]
    assert names == list(MONTHS)
    assert list(words(svg, "odd")) == list(MONTHS[1::2])


def test_the_end_of_a_month_does_not_push_its_name_into_the_next():
    names = [name for name in words(drawn(date(2026, 1, 28), (10.0,) * 40)) if "月" in name]
    assert names == ["2月", "3月"]


def test_the_limits_of_the_steps_are_round_and_fit_the_days():
    assert steps.limits([None, 0, 60, 75, 90]) == (20, 40, 60, 80)
    assert steps.limits([]) == (5, 10, 15, 20)
    # One day of 14 hours among many of an hour changes little.
    assert steps.limits([*[60.0] * 99, 840]) == (15, 30, 45, 60)
    assert steps.limits([10_000]) == (2000, 4000, 6000, 8000)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"minutes": ()}, "must have a day"),
        ({"titles": ()}, "each day must have a title"),
        ({"weekdays": ("M",)}, "seven names"),
        ({"months": ("M",)}, "twelve names"),
        ({"week_start": 7}, "from 0 to 6"),
        ({"minutes": (-1,)}, "a number from 0 on"),
        ({"color": "blue"}, "a colour is"),
        ({"begins": (1, 2, 2, 3)}, "limits of steps must grow"),
        ({"begins": (0, 1, 2, 3)}, "limits of steps must grow"),
        ({"begins": (1, 2, 3)}, "four limits"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(options, message: str):
    good = {
        "label": "x",
        "color": TEN["Work"],
        "first": date(2026, 1, 1),
        "minutes": (1.0,),
        "titles": ("x",),
        "weekdays": WEEKDAYS,
        "months": MONTHS,
        "begins": BEGINS,
    }
    with pytest.raises(ValueError, match=message):
        Heatmap(**(good | options))

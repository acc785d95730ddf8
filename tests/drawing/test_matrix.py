"""The matrix: a row for each weekday, a column for each hour, the share of weeks as a step and a number."""

import pytest

from drawing.matrix import Matrix, draw
from drawing.palette import TEN, contrast, ink_on
from drawing.steps import OPACITIES
from drawing.theme import DARK, LIGHT
from tests.drawing.samples import OWN, found, number, share, words

TITLES = (tuple(f"{hour}:00" for hour in range(24)),) * 7
WEEKDAYS = tuple("MTWTFSS")


def shares(*cells: tuple[int, int, float]) -> tuple[tuple[float, ...], ...]:
    rows = [[0.0] * 24 for _ in range(7)]
    for row, hour, value in cells:
        rows[row][hour] = value
    return tuple(tuple(row) for row in rows)


def drawn(*cells: tuple[int, int, float], color: str = TEN["Work"]) -> str:
    return draw(Matrix("Work", color, shares(*cells), TITLES, WEEKDAYS))


def test_each_hour_of_the_week_has_a_cell_with_a_title():
    svg = drawn()
    assert len(found(svg, "rect", "rail")) == len(found(svg, "title")) == 7 * 24
    assert words(svg)[:7] == list(WEEKDAYS)
    assert words(svg)[7:] == ["0", "3", "6", "9", "12", "15", "18", "21"]
    assert words(svg, "odd") == ["3", "9", "15", "21"]


def test_a_cell_lies_at_its_weekday_and_hour():
    svg = drawn((2, 12, 0.5))
    cell = found(svg, "rect", "f-work")[0]
    assert share(cell, "x") == 50
    assert number(cell, "y") == 2 * 22


def test_a_share_becomes_a_step_and_a_number_that_a_phone_leaves_out():
    svg = drawn((0, 0, 0.05), (0, 1, 0.4), (0, 2, 1.0))
    assert [cell.get("fill-opacity") for cell in found(svg, "rect", "f-work")] == ["0.25", "0.55", "1"]
    assert words(svg, "w3") == ["5", "40", "100"]
    assert words(svg, "w1") == words(svg, "w2") == []


def test_numbers_have_the_ink_of_the_theme_on_pale_cells_and_contrast_on_strong_ones():
    svg = drawn((0, 0, 0.1), (0, 1, 0.5), (0, 2, 0.9), color=TEN["Sleep"])
    assert [text.get("class") for text in found(svg, "text", "w3")] == [
        "strong small w3",
        "strong halo small w3",
        "on small w3",
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("color", [*TEN.values(), OWN])
def test_a_number_without_a_halo_is_readable_on_its_cell(theme, color: str):
    pale = [mixed(color, theme["card"], opacity) for opacity in OPACITIES[:2]]
    assert min(contrast(theme["ink"], cell) for cell in pale) >= 4.5
    assert contrast(ink_on(color), color) >= 4.5


def mixed(color: str, ground: str, opacity: float) -> str:
    """What is seen of a colour that covers a part of the ground."""
    channels = [[int(each[place : place + 2], 16) for place in (1, 3, 5)] for each in (color, ground)]
    mix = (round(over * opacity + under * (1 - opacity)) for over, under in zip(*channels, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mix)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shares": shares()[:6]}, "shares must have 7 rows of 24"),
        ({"titles": TITLES[:1]}, "titles must have 7 rows"),
        ({"weekdays": ()}, "seven names"),
        ({"shares": shares((0, 0, 1.1))}, "from 0 to 1"),
        ({"shares": shares((0, 0, float("nan")))}, "from 0 to 1"),
        ({"color": "blue"}, "a colour is"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(options, message: str):
    good = {"label": "x", "color": TEN["Work"], "shares": shares(), "titles": TITLES, "weekdays": WEEKDAYS}
    with pytest.raises(ValueError, match=message):
        Matrix(**(good | options))

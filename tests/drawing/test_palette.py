"""The colours, measured as people see them."""

import csv
import itertools
import math
from pathlib import Path

import pytest

from drawing import palette
from drawing.palette import HATCHED, INK, OTHER_COLOR, PAPER, TEN, UNTRACKED_COLOR, Lab, assign, contrast, ink_on

GROUPS = Path(__file__).parents[2] / "pipelines/transform/seeds/category_groups.csv"
# Machado, Oliveira and Fernandes 2009, severity 1: what is seen of linear sRGB.
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TOGGL = ["#0b83d9", "#9e5bd9", "#d94182", "#e36a00", "#bf7000", "#2da608", "#06a893", "#c9806b", "#465bb3", "#990099"]


def seen(color: str, vision: str) -> Lab:
    """OKLab of a colour as a person with that vision sees it."""
    channels = palette.linear(color)
    red, green, blue = (
        min(1, max(0, sum(part * channel for part, channel in zip(row, channels, strict=True))))
        for row in VISIONS[vision]
    )
    return palette.oklab_of_linear((red, green, blue))


def closest(colors: list[str], vision: str) -> float:
    return min(math.dist(seen(a, vision), seen(b, vision)) for a, b in itertools.combinations(colors, 2))


@pytest.mark.parametrize("vision", VISIONS)
def test_no_two_of_the_ten_look_alike(vision: str):
    assert closest(list(TEN.values()), vision) >= 0.1


def test_the_measure_finds_the_pair_that_looked_alike_before():
    work, creative = "#0b83d9", "#9e5bd9"
    assert closest([work, creative], "deutan") < 0.02
    assert closest([work, creative], "normal") > 0.1


@pytest.mark.parametrize("name", TEN)
def test_a_label_is_readable_on_each_of_the_ten(name: str):
    assert contrast(ink_on(TEN[name]), TEN[name]) >= 4.5


def test_ink_is_chosen_by_contrast():
    assert (ink_on("#ffffff"), ink_on("#000000"), ink_on(HATCHED)) == (INK, PAPER, INK)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_seed_of_the_transform_has_these_colours():
    with GROUPS.open(encoding="utf-8", newline="") as file:
        assert {row["category"]: row["color"] for row in csv.DictReader(file)} == TEN


def test_a_name_decides_and_not_what_the_database_holds():
    found = assign({"Work": "#000000", "Uncategorized": "#a6a6a6", "Untracked": "#e5e5e5", "Own": "#bf7000"})
    assert found == {"Work": TEN["Work"], "Uncategorized": HATCHED, "Untracked": UNTRACKED_COLOR, "Own": "#bf7000"}


def test_forty_projects_of_one_account_get_forty_colours_that_can_be_told_apart():
    names = {f"Project {number}": TOGGL[number % len(TOGGL)] for number in range(40)}
    colors = [*assign(names).values(), *TEN.values(), OTHER_COLOR, UNTRACKED_COLOR, PAPER]
    assert closest(colors, "normal") >= 0.045


def test_a_colour_that_is_too_near_to_one_of_the_ten_moves_but_stays_near():
    (moved,) = assign({"Own": "#5090f8"}).values()
    assert moved != "#5090f8"
    assert min(math.dist(seen(moved, "normal"), seen(color, "normal")) for color in TEN.values()) >= 0.08
    assert math.dist(seen(moved, "normal"), seen("#5090f8", "normal")) < 0.2


@pytest.mark.parametrize("color", [None, "", "red", "#12345", "#1234567", "#12345g"])
def test_anything_but_a_colour_is_replaced(color: str | None):
    assert palette.valid(color) == palette.FALLBACK_COLOR


def test_more_categories_than_colours_still_get_one_each():
    found = assign(dict.fromkeys(map(str, range(400)), "#0b83d9"))
    assert len(found) == 400
    assert all(color == palette.valid(color) for color in found.values())

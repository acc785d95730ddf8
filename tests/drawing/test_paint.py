"""How a colour is written: a class for what a theme may change, an attribute for a category of the person's own."""

import pytest

from drawing import chip, paint
from drawing.paint import UNREAD, fill, label_class, outlined, require_color
from drawing.palette import HATCHED, OTHER_COLOR, TEN, UNTRACKED_COLOR
from tests.drawing.samples import OWN, chips, parsed


@pytest.mark.parametrize(("name", "color"), TEN.items())
def test_the_ten_have_classes(name: str, color: str):
    assert fill(color, "piece") == {"class_": f"piece f-{name.lower()}"}
    assert outlined(color) == {"class_": f"f-{name.lower()} s-{name.lower()}"}


def test_an_own_category_has_its_colour_as_an_attribute():
    assert fill(OWN) == {"class_": None, "fill": OWN}
    assert outlined(OWN, "plan") == {"class_": "plan", "fill": OWN, "stroke": OWN}


@pytest.mark.parametrize(("color", "name"), [(HATCHED, "uncategorized"), (UNREAD, "unread")])
def test_what_has_no_colour_has_a_pattern(color: str, name: str):
    assert fill(color) == {"class_": f"f-{name}", "fill": f"url(#{name})"}
    assert outlined(color)["class_"] == f"f-{name} s-{name}"


def test_other_and_untracked_time_have_classes():
    assert fill(OTHER_COLOR)["class_"] == "f-other"
    assert outlined(UNTRACKED_COLOR)["class_"] == "f-untracked s-untracked"


def test_a_label_has_the_ink_with_more_contrast():
    assert label_class(TEN["Sleep"]) == "on"
    assert label_class(TEN["Meta"]) == "on dark"
    assert label_class(HATCHED) == label_class(UNTRACKED_COLOR) == "strong halo"


@pytest.mark.parametrize("color", ["", "red", "#FFF", "#12345G", "#ABCDEF", 'red" onload="x', "url(#x)", "hatch"])
def test_anything_else_is_not_a_colour(color: str):
    with pytest.raises(ValueError, match="a colour is"):
        require_color(color)


def test_a_chip_is_passed_over_by_a_screen_reader():
    for svg in chips():
        root = parsed(svg)
        assert (root.get("aria-hidden"), root.get("width"), len(root)) == ("true", "11", 1)
    opacities = [parsed(chip.draw(OWN, step))[0].get("fill-opacity") for step in range(5)]
    assert opacities == sorted(opacities, key=lambda value: float(value or 0))
    assert len(set(opacities)) == 5
    assert paint.UNREAD != HATCHED

"""Elements: what is escaped, what is replaced, and how numbers are written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from drawing import svg
from tests.drawing.samples import parsed, share

CONTROLS = st.characters(categories=["Cc", "Cs", "Cf", "Co", "Cn"])


@given(st.text(CONTROLS | st.characters()))
def test_any_text_is_text_and_any_value_a_value(text: str):
    element = parsed(svg.element("text", text, fill=text))
    # Controls that XML forbids become blanks; parsers would change or refuse them.
    expected = "".join(" " if is_forbidden(character) else character for character in text)
    assert (element.text or "") == expected
    assert element.get("fill") == expected
    assert len(element) == 0


def is_forbidden(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF}


def test_only_markup_is_not_escaped():
    inner = svg.element("rect", x=1)
    assert svg.element("g", inner, "<rect/>") == '<g><rect x="1"/>&lt;rect/&gt;</g>'
    assert isinstance(svg.element("g"), Markup)


def test_names_of_attributes():
    assert svg.element("text", class_="a", text_anchor="end", y=None) == '<text class="a" text-anchor="end"/>'


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (0.5004, "0.5"), (-0.0001, "0"), (10, "10"), (100.25, "100.25")]
)
def test_numbers_are_as_short_as_they_are(value: float, written: str):
    assert svg.element("a", y=value) == f'<a y="{written}"/>'


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_neighbours_meet_exactly(cuts: list[float]):
    cuts = sorted([0, *cuts, 1])
    spans = [parsed(svg.element("rect", **svg.span(start, end))) for start, end in itertools.pairwise(cuts)]
    for left, right in itertools.pairwise(spans):
        assert share(left, "x") + share(left, "width") == pytest.approx(share(right, "x"), abs=1e-9)
    assert sum(share(one, "width") for one in spans) == pytest.approx(100, abs=1e-9)


def test_a_drawing_has_a_label():
    with pytest.raises(ValueError, match="needs a label"):
        svg.chart(10, " ")


def test_a_title_is_left_out_where_there_is_none():
    assert svg.titled("", svg.element("a")) == "<a/>"
    assert svg.titled("b", svg.element("a")) == "<g><title>b</title><a/></g>"

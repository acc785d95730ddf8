"""What holds for every chart: escaping, no style attribute, the same bytes, known classes, and print."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawing import page
from tests.drawing.samples import CHARTS, chips, parsed

HOSTILE = [
    "</svg><script>alert(1)</script>",
    "</title><image href=x onerror=alert(1)>",
    "\"' onload='x' \" style=\"x",
    "]]>",
    '] #eval("x") $x$ `',
    "&lt;&amp;&#0;",
    "\x00\x1b[31m\x07\ud800\ufffe\r\n",
    "x" * 10_000,
    "仕事" * 5_000,
    "עברית \u202e مرحبا",
    "👩‍👩‍👧‍👦 🇯🇵 e\u0301",
    " x ",
]
TAGS = {"svg", "g", "rect", "line", "circle", "path", "text", "tspan", "title"}
ATTRIBUTES = {
    "class", "x", "y", "width", "height", "rx", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "dx", "fill", "stroke",
    "fill-opacity", "text-anchor", "overflow", "role", "aria-label", "aria-hidden",
}  # fmt: skip
every_chart = pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())


def shape(svg: str) -> list[tuple[str, str | None]]:
    """The elements with their classes, without what is written in them."""
    return [(element.tag, element.get("class")) for element in parsed(svg).iter() if "text" not in element.tag]


def check_text(svg: str, text: str) -> None:
    """The text stands in the drawing as text, wherever it stands, and nothing else came of it."""
    clean = re.sub("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)
    root = parsed(svg)
    assert root.get("aria-label") == clean
    for element in root.iter():
        assert element.tag.split("}")[1] in TAGS
        assert set(element.attrib) <= ATTRIBUTES
    titles = {element.text for element in root.iter() if element.tag.endswith("title")}
    assert titles <= {clean}


@every_chart
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_only_text(draw: Callable[[str], str], text: str):
    check_text(draw(text), text)


@every_chart
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(min_size=1).filter(str.strip))
def test_any_text_is_only_text(draw: Callable[[str], str], text: str):
    check_text(draw(text), text)


@every_chart
def test_a_chart_is_an_image_with_a_label_a_height_and_no_style(draw: Callable[[str], str]):
    svg = draw("Work")
    root = parsed(svg)
    assert (root.get("role"), root.get("aria-label"), root.get("width")) == ("img", "Work", "100%")
    assert float(root.get("height", "")) > 0
    assert "style" not in svg
    assert "viewBox" not in svg
    # An id would occur twice on a page with two charts.
    assert " id=" not in svg


@every_chart
def test_all_of_a_chart_lies_within_its_width(draw: Callable[[str], str]):
    for element in parsed(draw("Work")).iter():
        start, width = (float(element.get(name, "0%").rstrip("%")) for name in ("x", "width"))
        assert 0 <= start <= 100
        assert "%" not in element.get("width", "%") or start + width <= 100 + 1e-9


@every_chart
def test_the_style_sheet_has_every_class(draw: Callable[[str], str]):
    known = set(re.findall(r"\.([a-z][\w-]*)", page.stylesheet()))
    # Labels of w1 are always shown, patterns are attributes, and the page lays out a chip.
    known |= {"w1", "f-uncategorized", "f-unread", "chip"}
    for svg in [draw("Work"), *chips()]:
        for element in parsed(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>').iter():
            assert set(element.get("class", "").split()) <= known


def test_a_second_process_draws_the_same_bytes():
    code = (
        "from tests.drawing.samples import CHARTS\nprint(*(draw('Wörk 仕事') for draw in CHARTS.values()), sep='\\n')"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].decode().splitlines() == [draw("Wörk 仕事") for draw in CHARTS.values()]

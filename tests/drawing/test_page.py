"""The style sheet of the web and drawings for paper, which Typst embeds as the report does."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from drawing import page
from drawing.palette import TEN
from drawing.theme import DARK, LIGHT
from pipelines.reporter.typesetting import STANDARDS, font_directories
from tests.drawing.samples import CHARTS, found, parsed, strips

WIDTH = 672.0
DOCUMENT = """
#set document(title: "x")
#set text(lang: "en", font: "Noto Sans CJK JP")
#image(bytes(json(bytes(sys.inputs.data))), format: "svg", width: 504pt, alt: "A drawing")
"""
Compile = Callable[[str], tuple[bytes, list[str]]]


@pytest.fixture(scope="module")
def compile_pdf(tmp_path_factory: pytest.TempPathFactory) -> Compile:
    folder: Path = tmp_path_factory.mktemp("typst")
    (folder / "main.typ").write_text(DOCUMENT)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in font_directories()])

    def compile_it(svg: str) -> tuple[bytes, list[str]]:
        data, warnings = typst.Compiler(
            input=folder / "main.typ",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(svg)},
        ).compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=0)
        assert isinstance(data, bytes)
        return data, [str(warning) for warning in warnings]

    return compile_it


@pytest.mark.parametrize("name", CHARTS)
def test_typst_embeds_each_chart_by_both_standards_with_its_text(name: str, compile_pdf: Compile):
    svg = page.for_print(CHARTS[name]("仕事 a"), WIDTH)
    data, warnings = compile_pdf(svg)
    assert warnings == []
    assert data == compile_pdf(svg)[0]
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert name.startswith("bullet") or "仕事 a" in text


def test_markup_of_typst_is_printed_as_itself(compile_pdf: Compile):
    data, _ = compile_pdf(page.for_print(strips('#eval("x") ] <b>'), WIDTH))
    assert '#eval("x") ] <b>' in PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_a_label_that_does_not_fit_on_paper_is_not_printed(compile_pdf: Compile):
    texts = {
        width: PdfReader(io.BytesIO(compile_pdf(page.for_print(strips("Exercise"), width))[0])).pages[0].extract_text()
        for width in (300.0, 800.0)
    }
    assert texts[300.0].count("Exercise") < texts[800.0].count("Exercise")


def test_a_narrow_drawing_has_every_other_hour():
    hidden = ".chart .odd { display: none; }"
    assert hidden in page.for_print(strips("x"), 300)
    assert hidden not in page.for_print(strips("x"), WIDTH)


def test_a_printed_drawing_has_a_width_and_colours_and_no_variable():
    svg = page.for_print(strips("x"), WIDTH)
    assert parsed(svg).get("width") == "672"
    assert "var(" not in svg
    style = found(svg, "style")[0].text or ""
    for name, color in TEN.items():
        assert f".chart .f-{name.lower()} {{ fill: {color}; }}" in style


def test_a_margin_moves_the_drawing_away_from_the_edge():
    svg = page.for_print(strips("x"), WIDTH, margin=6)
    assert [(inner.get("x"), inner.get("width")) for inner in found(svg, "svg")[1:2]] == [("6", "660")]
    assert parsed(svg).get("width") == "672"


@pytest.mark.parametrize("text", ["", "<svg>", '<p width="100%">', '<svg a="" b=""></svg>'])
def test_only_a_drawing_can_be_printed(text: str):
    with pytest.raises(ValueError, match="only a drawing"):
        page.for_print(text, WIDTH)


def test_each_variable_of_a_rule_has_a_colour_in_both_themes():
    used = set(re.findall(r"var\(--([\w-]+)\)", page.stylesheet()))
    assert used <= LIGHT.keys() == DARK.keys()
    # The ten have the same colours in both themes; tests/drawing/test_palette.py measures them.
    assert [DARK[name.lower()] for name in TEN] == list(TEN.values())


def test_the_style_sheet_gives_the_theme_of_the_browser_or_the_chosen_one():
    css = page.stylesheet()
    assert css.count("--card: #181e24;") == 2
    assert css.count("--card: #ffffff;") == 1
    assert ":root:not([data-theme=light])" in css
    assert "/*" not in css


def test_the_rules_touch_nothing_but_charts():
    for rule in re.findall(r"^(?!@|:root)(.+?) \{", page.stylesheet(), re.MULTILINE):
        for selector in rule.split(", "):
            assert selector.split()[0] in {".chart", ".chip", ".definitions", ".drawing"}, rule


def test_the_patterns_stand_once_on_a_page():
    definitions = page.definitions()
    ids = re.findall(r'id="([\w-]+)"', definitions)
    assert sorted(ids) == ["uncategorized", "unread"]
    assert all(f"url(#{name})" in strips("x") for name in ids)

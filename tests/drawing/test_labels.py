"""Whether a label fits: no font may draw it wider than the server thinks."""

import json
from pathlib import Path

import pytest
import typst

from drawing import labels
from drawing.labels import FONT_SIZE, MIDDLE, NARROW, WIDE, cut, every, share_for_names, width, width_class
from drawing.page import PRINT_NARROWER
from drawing.palette import TEN
from pipelines.reporter.typesetting import font_directories

JAPANESE = ["身の回りのこと", "睡眠", "運動", "仕事", "自己管理", "未分類", "6月29日（月）"]
ENGLISH = [*TEN, "Uncategorized", "Mon 29 June", "22:58–06:29", "Northwind: website", "WWW", "#1 & <2>"]
DOCUMENT = """
#set text(font: "Noto Sans CJK JP", weight: 700, size: 12pt)
#for word in json(bytes(sys.inputs.data)) [#context [#metadata(measure(word).width.pt()) <width>]]
"""


def test_a_text_is_never_wider_than_measured(tmp_path: Path):
    (tmp_path / "main.typ").write_text(DOCUMENT)
    words = JAPANESE + ENGLISH
    compiler = typst.Compiler(
        input=tmp_path / "main.typ",
        root=tmp_path,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in font_directories()]),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(words)},
    )
    real = json.loads(compiler.query("<width>", field="value"))
    assert len(real) == len(words)
    for word, pixels in zip(words, real, strict=True):
        assert pixels * PRINT_NARROWER <= width(word) <= 2 * pixels, word


def test_a_mark_has_no_width():
    assert width("e\u0301") == width("e")


def test_a_label_is_shown_from_the_narrowest_page_on_that_has_room():
    word = "Exercise"
    room = width(word) + 8
    assert width_class(word, room / NARROW) == "w1"
    assert width_class(word, room / NARROW * 0.99) == "w2"
    assert width_class(word, room / MIDDLE * 0.99) == "w3"
    assert width_class(word, room / WIDE * 0.99) is None


@pytest.mark.parametrize("word", ["Northwind: website relaunch", "とても長い名前のカテゴリ"])
def test_a_cut_name_fits_and_shows_that_it_is_cut(word: str):
    assert cut(word, 1000) == word
    shorter = cut(word, 60)
    assert shorter.endswith("…")
    assert word.startswith(shorter.removesuffix("…"))
    assert len(shorter) > 2
    assert width(shorter) <= 60


def test_names_take_what_the_longest_needs_on_a_phone_and_not_more_than_a_part():
    assert share_for_names([]) == 0
    assert share_for_names(["Mon", "M"]) == (width("Mon") + 8) / NARROW
    assert share_for_names(["x" * 100]) == 0.3


def test_labels_under_bars_do_not_touch():
    assert every(("M",) * 14, 1 / 14) == 1
    names = ("12/24",) * 90
    step = every(names, 1 / 90)
    assert step * NARROW / 90 >= width("12/24")
    assert every((), 1) == 1
    assert labels.FONT_SIZE == FONT_SIZE

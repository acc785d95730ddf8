import pytest

from pipelines.reporter.glyphs import MAX_LENGTH, clean, clusters, showable
from pipelines.reporter.texts import TEXTS
from pipelines.reporter.typesetting import Typesetter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\tc\x00", "a b c"),
        ("  spaces   within ", "spaces within"),
        ("\u202eoverride\u2066", "override"),
        ("e\u0301", "é"),
        ("   ", ""),
    ],
    ids=["control characters", "spaces", "direction marks", "composed", "nothing"],
)
def test_names_become_one_clean_line(text: str, expected: str):
    assert clean(text) == expected


def test_a_very_long_name_is_cut_with_an_ellipsis():
    assert clean("x" * 10_000) == "x" * (MAX_LENGTH - 1) + "…"


def test_what_a_reader_sees_as_one_character_stays_together():
    assert list(clusters("a👨\u200d👩\u200d👧🇯🇵🇩🇪👍🏽x\u0323")) == [
        "a",
        "👨\u200d👩\u200d👧",
        "🇯🇵",
        "🇩🇪",
        "👍🏽",
        "x\u0323",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Plain",
        "日本語",
        "한국어",
        "Ελληνικά",
        "Кириллица",
        "مشروع العمل",
        "עברית",
        "देवनागरी",
        "✓ ☕ ★",
        "ไทย",
        "👨\u200d👩\u200d👧 Fun 🇯🇵 👍🏽 1️⃣ ❤️",
    ],
)
def test_the_fonts_show_most_scripts_as_they_are(typesetter: Typesetter, text: str):
    assert showable(text, typesetter.can_show) == text


def test_what_no_font_has_becomes_one_mark_for_each_character(typesetter: Typesetter):
    assert showable("ᚢ Fun ᚠᚢ", typesetter.can_show) == "〓 Fun 〓〓"


def test_characters_that_only_fail_side_by_side_become_marks_too():
    assert showable("aéb", lambda text: len(text) == 1) == "a〓b"


@pytest.mark.parametrize("text", ["0\u064b\u0301", "Z̷͓̑", "\ue000", "\U0001fadf", "\ufffd", "\U000e0041", "ﷺ" * 30])
def test_whatever_comes_out_can_be_printed(typesetter: Typesetter, text: str):
    assert typesetter.can_show(showable(clean(text), typesetter.can_show))


def test_the_probe_takes_markup_for_text(typesetter: Typesetter):
    assert typesetter.can_show('#panic("x") ] $ */')


@pytest.mark.parametrize(
    ("text", "is_drawn"),
    [
        *((text, True) for text in ("Plain", "日本語", "한국어", "Кириллица", "עברית", "ไทย", "#panic() ] </text>")),
        # Letters that join or carry marks, and a character without a glyph.
        *((text, False) for text in ("مشروع", "देवनागरी", "❤️", "ᚠ")),
    ],
)
def test_a_drawing_has_the_text_that_can_be_read_out_of_it(typesetter: Typesetter, text: str, is_drawn):
    assert typesetter.can_draw(text) == is_drawn


@pytest.mark.parametrize("language", TEXTS)
def test_a_drawing_has_the_names_of_the_built_in_categories(typesetter: Typesetter, language: str):
    names = TEXTS[language].categories.values()
    assert [name for name in names if not typesetter.can_draw(name)] == []

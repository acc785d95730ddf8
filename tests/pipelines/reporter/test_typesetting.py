from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.reporter.typesetting import Typesetter, font_directories
from pipelines.stage import ConfigurationError, StageError

AS_OF = datetime(2026, 4, 1, 7, tzinfo=UTC)


def document(title: str) -> dict[str, object]:
    return {
        "language": "en",
        "title": "A title",
        "subject": "A subject",
        "keywords": [],
        "footer": "foot",
        "closing": None,
        "note": None,
        "sections": [{"name": "notice", "data": {"title": title, "text": "text"}}],
    }


def test_the_same_document_gives_the_same_bytes(typesetter: Typesetter):
    first = typesetter.print(document("here"), AS_OF)
    assert first == Typesetter(font_directories()).print(document("here"), AS_OF)
    assert first != typesetter.print(document("there"), AS_OF)
    assert first.pages == 1


def test_a_glyph_that_no_font_has_is_an_error_not_a_box(typesetter: Typesetter):
    with pytest.raises(StageError, match="could not be displayed"):
        typesetter.print(document("ᚠ"), AS_OF)


@pytest.mark.parametrize(
    ("kept", "missing"),
    [([0, 2], "weight 700"), ([1, 2], "weight 400"), ([2], "weight 400, 700"), ([0, 1], "Noto Emoji")],
)
def test_a_missing_weight_is_named_with_the_package_to_install(kept: list[int], missing: str):
    directories = font_directories()
    with pytest.raises(ConfigurationError, match=missing):
        Typesetter([directories[index] for index in kept])


def test_a_font_that_typst_only_warns_about_is_an_error(typesetter: Typesetter, tmp_path: Path, monkeypatch):
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "report.typ").write_text(
        '#set document(title: "x")\n#set text(font: "Nowhere Sans")\nx #metadata(1) <pages>', encoding="utf-8"
    )
    monkeypatch.setattr("pipelines.reporter.typesetting.TEMPLATES", templates)
    with pytest.raises(StageError, match="nowhere sans"):
        typesetter.print(document("x"), AS_OF)

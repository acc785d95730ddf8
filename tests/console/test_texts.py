"""Both languages say the same, and values are written as each writes them."""

import re
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path

import pytest

import console
from console.texts import ENGLISH, JAPANESE, Texts
from console.texts.formats import Formats

EN, JA = Formats(ENGLISH), Formats(JAPANESE)
SAME = {"brand", "language", "language_name", "other_language", "other_language_name"}


def strings(texts: Texts) -> dict[str, str]:
    found = {}
    for name, value in asdict(texts).items():
        for key, text in value.items() if isinstance(value, dict) else [("", value)]:
            found[f"{name}.{key}"] = text
    return found


def test_both_languages_have_the_same_words_with_the_same_places():
    english, japanese = strings(ENGLISH), strings(JAPANESE)
    assert english.keys() == japanese.keys()
    for name, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", japanese[name])), name


def test_no_word_is_empty():
    assert not [name for texts in (ENGLISH, JAPANESE) for name, text in strings(texts).items() if not text.strip()]


def test_japanese_is_japanese():
    kept = {"step_names.toggl", "of_units."}
    plain = [
        name
        for name, text in strings(JAPANESE).items()
        if not re.search("[\u3040-\u30ff\u4e00-\u9fff]", text)
        and name.partition(".")[0] not in SAME
        and name not in kept
    ]
    assert [name for name in plain if re.search("[A-Za-z]{3}", re.sub(r"\{\w+\}", "", strings(JAPANESE)[name]))] == []


def test_every_field_is_used():
    """A word that no template and no module uses is one that nobody sees."""
    root = Path(console.__file__).parent
    files = [path for path in [*root.rglob("*.html"), *root.rglob("*.py")] if path.parent.name != "texts"]
    source = "\n".join(path.read_text("utf-8") for path in [*files, root / "texts" / "formats.py"])
    unused = [
        field.name
        for field in fields(Texts)
        if not re.search(rf"\b(t|texts|_texts)\.{field.name}\b|\"{field.name}\"", source)
    ]
    assert [name for name in unused if not name.startswith("away_")] == ["language_name"]


@pytest.mark.parametrize(
    ("minutes", "english", "japanese", "clock"),
    [
        (451, "7 h 31", "7時間31分", "7:31"),
        (120, "2 h", "2時間", "2:00"),
        (45, "45 min", "45分", "0:45"),
        (65, "1 h 05", "1時間5分", "1:05"),
        (0, "0 min", "0分", "0:00"),
        (59.6, "1 h", "1時間", "1:00"),
    ],
)
def test_durations(minutes, english, japanese, clock):
    assert (EN.duration(minutes), JA.duration(minutes), EN.clock(minutes)) == (english, japanese, clock)


def test_changes_have_a_sign():
    assert [EN.change(minutes) for minutes in (-113, 23, 0.2)] == ["\N{MINUS SIGN}1:53", "+0:23", "0:00"]


@pytest.mark.parametrize(
    ("seconds", "english", "japanese"),
    [(4.1, "4.1 s", "4.1秒"), (24, "24 s", "24秒"), (61, "1 min 1 s", "1分1秒"), (3900, "1 h 05", "1時間5分")],
)
def test_how_long_runs_take(seconds, english, japanese):
    assert (EN.seconds(seconds), JA.seconds(seconds)) == (english, japanese)


def test_dates_and_times():
    day, at = date(2026, 6, 29), datetime(2026, 6, 29, 7, 9)
    assert (EN.day(day), JA.day(day)) == ("Monday 29 June", "6月29日（月）")
    assert (EN.time(at), JA.time(at)) == ("07:09", "7:09")
    assert (EN.when(at, day), JA.when(at, day)) == ("today 07:09", "今日 7:09")
    assert EN.when(at, date(2026, 6, 30)) == "yesterday 07:09"
    assert JA.when(at, date(2026, 7, 3)) == "6月29日 7:09"

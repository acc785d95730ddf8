"""Encodings of files: only what decodes is named, and a guess is called one."""

import pytest

from pipelines.connector.input_file import encoding_advice, possible_encodings


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        ("plain", "ascii", ["UTF-8", "CP932", "WINDOWS-1252"]),
        ("a, b\n", "utf-16", ["UTF-16"]),
        ("a, 会議\n", "utf-16-le", ["UTF-16LE"]),
        ("a, 会議\n", "utf-16-be", ["UTF-16BE"]),
        ("会議の準備", "cp932", ["CP932"]),
        # Hiragana alone has bytes that Windows-1252 knows, too.
        ("さくら", "cp932", ["CP932", "WINDOWS-1252"]),
        ("Café, thé", "cp1252", ["WINDOWS-1252"]),
        # Python's CP932 decodes 0xF6 0xDF to a character of private use.
        ("Größe", "cp1252", ["WINDOWS-1252"]),
        ("a\0b", "utf-8", []),
    ],
)
def test_encodings_are_those_that_decode_to_text(text, codec, expected):
    assert possible_encodings(text.encode(codec)) == expected


def test_the_advice_names_only_what_decodes():
    assert "WINDOWS-1252" not in encoding_advice("会議の準備".encode("cp932"))
    assert "iconv -f CP932 -t UTF-8" in encoding_advice("会議の準備".encode("cp932"))
    both = encoding_advice("さくら".encode("cp932"))
    assert "CP932 or WINDOWS-1252" in both
    assert both.count("iconv") == 2
    guess = encoding_advice("Café".encode("cp1252"))
    assert "a guess" in guess
    assert "CP932" not in guess
    assert "damaged" in encoding_advice(b"\x81\xff\xff\x81")

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming import category_key

NAMES = st.text(max_size=20)
BLANKS = st.text(alphabet=" \t\r\n\u00a0\u3000\u2003", min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sleep", "sleep"),
        ("Sleep", "  SLEEP\t"),
        ("Deep  work", "deep work"),
        ("Deep\u3000work", "deep work"),
        ("\uff37\uff4f\uff52\uff4b", "work"),
        ("ﾗﾝﾆﾝｸﾞ", "ランニング"),
        ("プログラム", "フ\u309aロク\u3099ラム"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ﬁt", "FIT"),
        ("①", "1"),
    ],
)
def test_the_same_name_in_two_spellings_has_one_key(one, other):
    assert category_key(one) == category_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Sleep", "Sleeping"), ("Deep work", "Deepwork"), ("ハ", "バ"), ("\u0131", "i"), ("e", "é")]
)
def test_other_names_have_other_keys(one, other):
    assert category_key(one) != category_key(other)


@given(BLANKS)
def test_a_name_of_blanks_has_the_empty_key(blanks):
    assert category_key(blanks) == ""


@given(NAMES)
def test_the_key_of_a_key_is_the_key(name):
    assert category_key(category_key(name)) == category_key(name)


def test_the_key_of_the_key_of_every_character_is_its_key():
    characters = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    assert [one for one in characters if category_key(category_key(one)) != category_key(one)] == []


@given(NAMES, BLANKS, BLANKS, NAMES)
def test_blanks_at_the_ends_do_not_count_and_a_run_counts_once(name, left, right, other):
    assert category_key(f"{left}{name}{right}") == category_key(name)
    assert category_key(f"{name}{left}{other}") == category_key(f"{name}{left}{right}{other}")


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_of_normalization_does_not_count(name, form):
    assert category_key(unicodedata.normalize(form, name)) == category_key(name)


@given(NAMES)
def test_the_case_does_not_count(name):
    assert category_key(name.casefold()) == category_key(name)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F, categories=["L", "N", "P", "S"]), max_size=20))
def test_the_case_of_letters_of_ascii_does_not_count(name):
    assert category_key(name.upper()) == category_key(name.lower()) == category_key(name)

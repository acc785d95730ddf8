import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipelines.adjuster import texts as reasons
from pipelines.reporter.formats import FORMATS, Formats, instant, signed
from pipelines.reporter.texts import ENGLISH, JAPANESE

EN, JA = FORMATS["en"], FORMATS["ja"]


def test_both_languages_fill_the_same_fields():
    def fields(text: str) -> set[str | None]:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}

    for name, text in vars(ENGLISH).items():
        if isinstance(text, str):
            assert fields(text) == fields(getattr(JAPANESE, name)), name


def sentences(value: Any) -> Iterator[str]:
    """Every string of a language, at any depth."""
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values():
            yield from sentences(inner)


ALL_EN = [*sentences(asdict(ENGLISH)), *sentences(asdict(reasons.EN))]
ALL_JA = [*sentences(asdict(JAPANESE)), *sentences(asdict(reasons.JA))]


def test_a_period_of_the_past_is_never_called_the_last_or_the_running_one():
    assert [text for text in ALL_EN if re.search(r"\blast (day|week|month)\b", text, re.IGNORECASE)] == []
    assert [text for text in ALL_JA if re.search("今日|今週|今月|先週|先月", text)] == []


def test_japanese_has_the_punctuation_of_japanese():
    japanese = "[\u3001-\u30ff\u4e00-\u9fff]"
    ascii_beside = re.compile(f"{japanese} ?[():,;]|[():,;] ?{japanese}")
    assert [text for text in ALL_JA if ascii_beside.search(text)] == []
    assert JA.long_day(date(2026, 3, 1)) == "2026年3月1日（日）"


def test_an_error_ratio_is_shown_with_its_meaning():
    assert [text for text in [*ALL_EN, *ALL_JA] if "relmae" in text.replace("{relmae}", "").lower()] == []
    assert "repeating the previous week" in ENGLISH.method_value
    assert "繰り返した" in JAPANESE.method_value


def test_the_ten_categories_have_japanese_names():
    ten = ["Vitals", "Sleep", "Exercise", "Overhead", "Work", "Education", "Creative", "Social", "Meta", "Pleasure"]
    names = [JAPANESE.categories[name] for name in ten]
    assert len(set(names)) == 10
    assert not any(name.isascii() for name in names)


@pytest.mark.parametrize(
    ("formats", "expected"), [(EN, ["7 h 30 m", "5 m", "1,007 h 05 m"]), (JA, ["7時間30分", "5分", "1,007時間05分"])]
)
def test_durations(formats: Formats, expected: list[str]):
    assert [formats.duration(minutes).replace("\xa0", " ") for minutes in (450, 5, 60_425)] == expected


@pytest.mark.parametrize(("formats", "expected"), [(EN, "Mon 22 Jun"), (JA, "6月22日（月）")])
def test_days(formats: Formats, expected: str):
    assert formats.day(date(2026, 6, 22)).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("first", "last", "english", "japanese"),
    [
        (date(2026, 6, 22), date(2026, 6, 28), "22-28 June 2026", "2026年6月22日〜6月28日"),
        (date(2026, 6, 29), date(2026, 7, 5), "29 June - 5 July 2026", "2026年6月29日〜7月5日"),
        (date(2025, 12, 29), date(2026, 1, 4), "29 December 2025 - 4 January 2026", "2025年12月29日〜2026年1月4日"),
    ],
    ids=["one month", "two months", "two years"],
)
def test_weeks(first: date, last: date, english: str, japanese: str):
    assert EN.span(first, last).replace("\N{EN DASH}", "-") == english
    assert JA.span(first, last) == japanese


def test_changes_carry_their_sign_and_no_change_has_none():
    assert [signed(JA, minutes) for minutes in (65, -65, 0)] == ["+1時間05分", "\N{MINUS SIGN}1時間05分", "0分"]


def test_shares_are_tenths_of_a_percent():
    assert (EN.share(984), JA.share(1000)) == ("98.4\xa0%", "100.0%")


def test_instants_are_in_the_persons_zone():
    moment = datetime(2026, 3, 1, 16, 5, tzinfo=UTC)
    assert instant(JA, moment, ZoneInfo("Asia/Tokyo")) == "2026年3月2日 01:05"

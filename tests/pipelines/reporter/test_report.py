"""The printed page, read back."""

from datetime import UTC, date, datetime

import pytest

WEDNESDAY = date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
HOSTILE = [
    '#eval("1+1") ] #panic()',
    "<script>alert(1)</script>",
    "$x^2$ *b* _i_ `c`",
    "@ref \\ // note",
    "مشروع",
    "😀 Fun",
]
DASH = "\N{EN DASH}"
EMPTY_EN = ["No time was tracked in this week.", "lifetracer import toggl"]
EMPTY_JA = ["この週に記録された時間はありません。", "lifetracer import toggl"]
READS_EN = [
    f"16{DASH}22 March 2026",
    "Week 12 of 2026",
    "Europe/Berlin",
    "Sleep",
    "Tracked",
    "Mon 16 Mar",
    "Data quality",
]
READS_JA = ["2026年3月16日〜3月22日", "第12週", "Europe/Berlin", "睡眠", "記録した時間", "3月16日(月)", "データの品質"]


def text_of(reader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")


@pytest.mark.parametrize(("language", "words"), [("en", READS_EN), ("ja", READS_JA)])
def test_a_full_week_reads_in_both_languages(marts, live, berlin, print_report, language, words):
    marts.fill(live(date(2026, 2, 2), date(2026, 3, 30), berlin), LATER)
    reader = print_report(WEDNESDAY, language)
    text = text_of(reader)
    assert [word for word in words if word not in text] == []
    assert len(reader.pages) == 2
    assert reader.trailer["/Root"]["/Lang"] == language


def test_the_file_says_what_it_is_and_its_date_comes_from_the_data(marts, live, berlin, print_report):
    marts.fill(live(date(2026, 3, 9), date(2026, 3, 30), berlin), LATER)
    meta = print_report(WEDNESDAY).metadata
    assert meta.title == f"Weekly report 16{DASH}22 March 2026"
    assert "LifeTracer" in meta.keywords
    assert meta.creation_date == LATER


def test_hostile_names_come_out_as_themselves(marts, piece, print_report):
    names = [*HOSTILE, "x" * 10_000]
    marts.fill([piece(f"2026-03-16 {8 + n:02}:00", 50, name) for n, name in enumerate(names)], LATER)
    reader = print_report(WEDNESDAY)
    text = text_of(reader)
    assert [name for name in HOSTILE[:4] if name not in text] == []
    assert "xxxx…" in text
    assert "x" * 100 not in text
    assert "〓 Fun" in text
    assert "〓 stands for a character" in text
    assert set(HOSTILE[4]) <= set(text)


@pytest.mark.parametrize(("language", "words"), [("en", EMPTY_EN), ("ja", EMPTY_JA)])
def test_a_week_without_entries_is_a_page_that_says_so(marts, live, berlin, print_report, language, words):
    marts.fill(live(date(2026, 3, 9), date(2026, 3, 30), berlin), datetime(2026, 6, 1, tzinfo=UTC))
    reader = print_report(date(2026, 5, 20), language)
    assert [word for word in words if word not in text_of(reader)] == []
    assert len(reader.pages) == 1


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_empty_database_prints_too(marts, print_report, language):
    marts.fill([], LATER)
    assert "lifetracer import toggl" in text_of(print_report(WEDNESDAY, language))


@pytest.mark.parametrize(("day", "length"), [(date(2026, 3, 29), "167 h 00 m"), (date(2026, 10, 25), "169 h 00 m")])
def test_a_week_with_a_clock_change_prints_its_true_hours(marts, live, berlin, print_report, day, length):
    marts.fill(live(day.replace(day=day.day - 14), day, berlin), datetime(2026, 11, 1, tzinfo=UTC))
    text = text_of(print_report(day))
    assert length in text
    assert "the clock went from" in text


def test_the_longest_list_still_takes_two_pages(marts, piece, print_report):
    pieces = [
        piece(f"2026-03-{day} {6 + n // 3:02}:{n % 3 * 20:02}", 19, f"Project {n:02} with quite a long name")
        for day in (11, 18)
        for n in range(40)
    ]
    marts.fill(pieces, LATER)
    assert len(print_report(WEDNESDAY, "ja").pages) == 2

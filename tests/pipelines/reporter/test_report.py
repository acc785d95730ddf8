"""The printed page, read back."""

import re
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from pipelines.reporter.queries import estimates
from pipelines.reporter.report import Order, make
from pipelines.settings import Settings

from .marts import TEN

WEDNESDAY = date(2026, 3, 18)
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
PERIODS = ("daily", "weekly", "monthly")
HOSTILE = [
    '#eval("1+1") ] #panic()',
    "<script>alert(1)</script>",
    "$x^2$ *b* _i_ `c`",
    "@ref \\ // note",
    "مشروع",
    "😀 Fun",
    "ᚠ Lost",
]
DASH = "\N{EN DASH}"
EMPTY_EN = ["No time was tracked in this week.", "lifetracer import toggl"]
EMPTY_JA = ["この週に記録された時間はありません。", "lifetracer import toggl"]
SECTIONS_EN = [
    *("Summary", "Time by category", "hour by hour", "Actual, plan, target, estimate", "Sleep"),
    *("Estimate accuracy", "Out of the ordinary", "The coming days", "Proposed targets", "Data quality"),
]
SECTIONS_JA = [
    *("概要", "カテゴリ別の時間", "の流れ", "実績・予定・目標・予測", "推移", "睡眠"),
    *("予測の精度", "いつもと違った日", "今後の予測", "目標の提案", "データの品質"),
]
WITH_TIME_ALONE = ["Summary", "Time by category", "hour by hour", "Sleep", "Data quality"]
WITH_MORE = ["Actual, plan", "Estimate accuracy", "Out of the ordinary", "The coming days", "Proposed targets"]


def text_of(reader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")


@pytest.fixture
def whole_life(marts, live, berlin):
    """Everything a report can hold: time, plan, targets, estimates past and to come, proposals, anomalies, scores."""
    marts.fill(live(date(2026, 1, 20), date(2026, 4, 1), berlin), LATER)
    days = [date(2026, 3, day) for day in range(1, 32)]
    for category, minutes, direction in (("Sleep", 420, "more"), ("Work", 480, "less"), ("Social", 60, "neutral")):
        marts.want(category, minutes, direction, *days)
    marts.plan("Work", WEDNESDAY, (9, 12), (11, 17))
    minutes_of = dict(zip(TEN, (130, 430, 60, 80, 400, 50, 60, 100, 25, 105), strict=True))
    marts.insert(
        "marts.estimate_accuracy",
        *(
            (
                *(day, name, "mixture", minutes, minutes, minutes - 20, minutes + 20),
                *(minutes + day.day * 7 % 50 - 20, True, LATER, False),
            )
            for day in days
            for name, minutes in minutes_of.items()
        ),
    )
    marts.insert(
        "marts.latest_estimates",
        *(
            (
                date(2026, 4, day),
                name,
                name.lower(),
                144,
                144,
                100,
                200,
                1,
                60,
                "learnt",
                False,
                date(2026, 3, 31),
                LATER,
            )
            for day in range(1, 9)
            for name in TEN
        ),
    )
    marts.insert("marts.plan_notes", (WEDNESDAY, "Spring cleaning"))
    marts.insert("analyzer.anomalies", *((day, "Sleep", 300, 400, 500, -100, LATER) for day in days))
    marts.insert("marts.target_chances", *((date(2026, 4, day), "sleep", 420, "more", 0.72) for day in range(1, 9)))
    marts.insert("analyzer.backtests", (LATER, "mixture", 20.0, 0.785, 0.8, 60, 90, True, 14.0, 30.0, 0.1, 0.1, 500))
    marts.propose("Exercise", reason_en="Because of Exercise.", reason_ja="「Exercise」のため。")
    return marts


@pytest.mark.parametrize(("language", "words"), [("en", SECTIONS_EN), ("ja", SECTIONS_JA)], ids=["en", "ja"])
@pytest.mark.parametrize(
    ("period", "pages", "label"),
    [
        ("daily", 4, {"en": "Wednesday, 18 March 2026", "ja": "2026年3月18日（水）"}),
        ("weekly", 4, {"en": f"16{DASH}22 March 2026", "ja": "2026年3月16日〜3月22日"}),
        ("monthly", 5, {"en": "March 2026", "ja": "2026年3月"}),
    ],
    ids=PERIODS,
)
def test_a_full_report_has_every_section_in_both_languages(
    whole_life, print_report, period, pages, label, language, words
):
    reader = print_report(WEDNESDAY, language, period)
    text = text_of(reader)
    assert [word for word in [label[language], "Europe/Berlin", *words] if word not in text] == []
    assert len(reader.pages) == pages
    assert reader.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize("period", PERIODS)
def test_past_estimates_are_read_once_for_all_sections(whole_life, print_report, monkeypatch, period):
    reads = []

    def outcomes(connection, first, last):
        reads.append((first, last))
        return read(connection, first, last)

    read = estimates.outcomes
    monkeypatch.setattr(estimates, "outcomes", outcomes)
    print_report(WEDNESDAY, period=period)
    assert len(reads) == 1


@pytest.mark.parametrize("period", PERIODS)
def test_with_time_alone_one_line_names_what_the_report_lacks(marts, live, berlin, print_report, period):
    marts.fill(live(date(2026, 2, 2), date(2026, 3, 31), berlin), LATER)
    text = " ".join(text_of(print_report(WEDNESDAY, "en", period)).split())
    assert [words for words in WITH_TIME_ALONE if words not in text] == []
    assert [words for words in WITH_MORE if words in text] == []
    assert text.count("This report can also show your plan (") == 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("period", PERIODS)
def test_the_same_data_make_the_same_bytes(whole_life, typesetter, period, language):
    def printed() -> bytes:
        with psycopg.connect(whole_life.url) as connection:
            settings = Settings(timezone=whole_life.zone, as_of=LATER)
            return make(connection, settings, Order(period, WEDNESDAY, language), typesetter).pdf

    assert printed() == printed()


@pytest.mark.parametrize("period", PERIODS)
def test_the_file_is_pdf_a_2b_and_accessible(whole_life, print_report, period):
    root = print_report(WEDNESDAY, "en", period).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.findall(r"<pdfaid:(part|conformance)>(\w+)<", metadata) == [("part", "2"), ("conformance", "B")]
    assert re.findall(r"<pdfuaid:part>(\w+)<", metadata) == ["1"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/MarkInfo"]["/Marked"].value is True


def test_the_file_says_what_it_is_and_its_date_comes_from_the_data(marts, live, berlin, print_report):
    marts.fill(live(date(2026, 3, 9), date(2026, 3, 30), berlin), LATER)
    meta = print_report(WEDNESDAY).metadata
    assert meta.title == f"Weekly report 16{DASH}22 March 2026"
    assert "LifeTracer" in meta.keywords
    assert meta.creation_date == LATER


@pytest.mark.parametrize("period", PERIODS)
def test_hostile_names_come_out_as_themselves(marts, piece, print_report, period):
    names = [*HOSTILE, "x" * 10_000]
    marts.fill([piece(f"2026-03-18 {8 + n:02}:00", 50, name) for n, name in enumerate(names)], LATER)
    text = text_of(print_report(WEDNESDAY, "en", period))
    assert [name for name in HOSTILE[:4] if name not in text] == []
    assert "xxxx…" in text
    assert "x" * 100 not in text
    assert "😀 Fun" in text
    assert "〓 Lost" in text
    assert "〓 stands for a character" in text
    assert set(HOSTILE[4]) <= set(text)


@pytest.mark.parametrize("period", PERIODS)
def test_hostile_text_reaches_every_section_as_itself(marts, piece, print_report, period):
    # No record has these names: only the plan, targets, estimates, anomalies, and proposals with their reasons.
    marts.fill([piece("2026-03-18 08:00", 50, "Work")], LATER)
    names = [*HOSTILE, "x" * 480]
    for number, name in enumerate(names):
        marts.want(name, 60, "more", WEDNESDAY)
        marts.plan(name, WEDNESDAY, (number, number + 1))
        marts.expected(name, WEDNESDAY, 60, 30)
        marts.expect(name, date(2026, 4, 2), 60)
        marts.propose(name, reason_en=f"Hear, {name} is reason {number}.", reason_ja=f"「{name}」のため。")
    marts.insert("analyzer.anomalies", *((WEDNESDAY, name, 300, 400, 500, -100, LATER) for name in names))
    marts.insert("marts.plan_notes", *((WEDNESDAY, name) for name in names))
    marts.insert("marts.calendar_days", (WEDNESDAY, "holiday", HOSTILE[0], 86400))
    flat = "".join(text_of(print_report(WEDNESDAY, "en", period)).split())
    # Comparison, accuracy, anomalies, next days, the proposal and its reason; a narrow cell cuts a name.
    for name in (*HOSTILE[:4], "x" * 480):
        assert flat.count("".join(name.split())[:7]) >= 6, name
    assert flat.count("😀Fun") >= 6
    assert flat.count("〓Lost") >= 6
    assert flat.count(HOSTILE[4][0]) >= 6
    assert [number for number in range(len(names)) if f"isreason{number}." not in flat] == []
    assert "〓standsforacharacter" in flat


@pytest.mark.parametrize(("language", "words"), [("en", EMPTY_EN), ("ja", EMPTY_JA)])
def test_a_week_without_entries_is_a_page_that_says_so(marts, live, berlin, print_report, language, words):
    marts.fill(live(date(2026, 3, 9), date(2026, 3, 30), berlin), datetime(2026, 6, 1, tzinfo=UTC))
    reader = print_report(date(2026, 5, 20), language)
    assert [word for word in words if word not in text_of(reader)] == []
    assert len(reader.pages) == 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("period", PERIODS)
def test_an_empty_database_prints_too(marts, print_report, language, period):
    marts.fill([], LATER)
    reader = print_report(WEDNESDAY, language, period)
    assert "lifetracer import toggl" in text_of(reader)
    assert len(reader.pages) == 1


@pytest.mark.parametrize(("day", "length"), [(date(2026, 3, 29), "167 h 00 m"), (date(2026, 10, 25), "169 h 00 m")])
def test_a_week_with_a_clock_change_prints_its_true_hours(marts, live, berlin, print_report, day, length):
    marts.fill(live(day - timedelta(days=35), day, berlin), datetime(2026, 11, 1, tzinfo=UTC))
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

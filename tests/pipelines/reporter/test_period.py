from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from pipelines.reporter.day import ClockChange
from pipelines.reporter.period import DAILY, KINDS, MONTHLY, WEEKLY, Kind, Period

BERLIN = ZoneInfo("Europe/Berlin")


def test_any_day_of_a_week_means_its_monday_to_sunday():
    week = Period.containing(WEEKLY, date(2026, 3, 22), BERLIN)
    assert (week.first, week.last) == (date(2026, 3, 16), date(2026, 3, 22))


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 3, 22, 14, 59, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 3, 22, 15, 0, tzinfo=UTC), date(2026, 3, 16)),
    ],
    ids=["one minute before midnight in Tokyo", "midnight in Tokyo"],
)
def test_the_last_complete_week_ends_at_the_midnight_of_the_persons_zone(now: datetime, first: date):
    assert Period.last_complete(WEEKLY, now, ZoneInfo("Asia/Tokyo")).first == first


@pytest.mark.parametrize(
    ("day", "hours", "change"),
    [
        (date(2026, 3, 29), 23, ClockChange(2 * 3600, time(2), time(3))),
        (date(2026, 10, 25), 25, ClockChange(3 * 3600, time(3), time(2))),
        (date(2026, 3, 28), 24, None),
    ],
)
def test_a_day_is_as_long_as_the_clock_makes_it(day: date, hours: int, change: ClockChange | None):
    found = next(each for each in Period.containing(WEEKLY, day, BERLIN).days if each.date == day)
    assert found.length == hours * 3600
    assert found.clock_change() == change


def test_a_day_without_midnight_starts_when_the_clock_jumps():
    day = Period.containing(WEEKLY, date(2018, 11, 4), ZoneInfo("America/Sao_Paulo")).days[6]
    assert day.length == 23 * 3600
    assert day.start == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_half_an_hour_of_clock_change_counts():
    days = Period.containing(WEEKLY, date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe")).days
    assert [day.length for day in days] == [86_400] * 6 + [88_200]


def test_only_the_hours_that_have_passed_count():
    week = Period.containing(WEEKLY, date(2026, 3, 18), BERLIN)
    as_of = datetime(2026, 3, 17, 12, tzinfo=BERLIN)
    assert week.elapsed(as_of) == 36 * 3600
    assert week.days_begun(as_of) == 2
    assert week.elapsed(datetime(2026, 3, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (DAILY, date(2024, 2, 29), date(2024, 2, 29)),
        (WEEKLY, date(2024, 2, 26), date(2024, 3, 3)),
        (MONTHLY, date(2024, 2, 1), date(2024, 2, 29)),
    ],
    ids=list(KINDS),
)
def test_a_period_has_all_its_days_and_follows_the_one_before(kind: Kind, first: date, last: date):
    period = Period.containing(kind, date(2024, 2, 29), BERLIN)
    assert (period.first, period.last) == (first, last)
    assert [day.date for day in period.days] == [
        date.fromordinal(n) for n in range(first.toordinal(), 1 + last.toordinal())
    ]
    assert period.before(1).days[-1].end == period.days[0].start
    assert [each.first for each in period.trend()] == [period.before(n).first for n in range(kind.trend - 1, -1, -1)]


def test_months_before_go_over_the_year():
    march = Period.containing(MONTHLY, date(2026, 3, 31), BERLIN)
    assert [march.before(count).first for count in (1, 3, 15)] == [
        date(2026, 2, 1),
        date(2025, 12, 1),
        date(2024, 12, 1),
    ]


@pytest.mark.parametrize(
    ("kind", "first"), [(DAILY, date(2026, 2, 28)), (WEEKLY, date(2026, 2, 16)), (MONTHLY, date(2026, 2, 1))]
)
def test_the_last_complete_period_is_over(kind: Kind, first: date):
    assert Period.last_complete(kind, datetime(2026, 3, 1, 5, tzinfo=UTC), BERLIN).first == first


def test_a_month_is_as_long_as_its_clock_changes_make_it():
    assert Period.containing(MONTHLY, date(2026, 3, 1), BERLIN).length == (31 * 24 - 1) * 3600

"""The answers that people get: rhythms, changes, holes, holidays, newcomers."""

from datetime import timedelta

import numpy as np
import pytest

from pipelines.analyzer.estimates import estimate
from pipelines.analyzer.mixture import Mixture
from pipelines.local_time import dates
from pipelines.mode import Mode
from tests.pipelines.analyzer.conftest import MONDAY, coming, log_of, part_days, whole_days

WEEKS = 20


def estimates(log, **others):
    """The basis, and the estimates of the eight days after the log by weekday and category."""
    found = estimate(Mixture(log), coming(log, **others), {})
    assert found is not None
    basis, rows = found
    return basis, {(row.target_date.weekday(), row.category): row for row in rows[len(log.categories) :]}


def office(weeks=WEEKS, *, seed=3):
    """Eight hours on workdays, give or take, and nothing on days off."""
    rng = np.random.default_rng(seed)
    return [[480.0 + rng.integers(-30, 31) if row % 7 < 5 else 0.0] for row in range(7 * weeks)]


def test_an_hour_a_day_stays_an_hour_a_day():
    _, found = estimates(log_of([[60.0]] * 60))
    for row in found.values():
        assert (row.minutes, row.median, row.lower, row.upper, row.any) == (60, 60, 60, 60, 1)
        assert row.chances.of_at_least(60) == 1
        assert row.chances.of_at_least(61) <= 0.02
        assert row.chances.of_at_most(60) == 1


def test_a_category_that_was_never_seen_is_zero_and_nothing_else_is_impossible():
    _, found = estimates(log_of([[60.0, 0.0]] * 60))
    for (_, category), row in found.items():
        if category == "c1":
            assert (row.minutes, row.median, row.lower, row.upper, row.any) == (0, 0, 0, 0, 0)
            assert row.chances.of_at_least(1) == 0
        assert (row.any == 0) == (row.upper == 0)


def test_only_zero_days_after_one_entry_are_zeros():
    _, found = estimates(log_of([[5.0]] + [[0.0]] * 13))
    assert all(row.lower == 0 and row.upper <= 5 and 0 < row.any < 0.2 for row in found.values())


def test_a_new_habit_is_typical_after_two_weeks():
    _, found = estimates(log_of([[60.0]] * 90 + [[180.0]] * 14))
    assert all(162 <= row.median <= 198 for row in found.values())


def test_an_office_week_has_free_days_off():
    log = log_of(office())
    _, found = estimates(log)
    assert found[5, "c0"].upper == found[6, "c0"].upper == 0
    assert found[1, "c0"].median == pytest.approx(480, abs=15)
    for weekday in range(5):
        mean = np.mean([row[0] for number, row in enumerate(log.minutes) if number % 7 == weekday])
        assert found[weekday, "c0"].minutes == pytest.approx(mean, rel=0.03)


def test_a_public_holiday_on_a_wednesday_is_estimated_like_a_sunday():
    wednesday = MONDAY + timedelta(days=7 * WEEKS + 2)
    _, found = estimates(log_of(office()), holidays=[wednesday])
    _, usual = estimates(log_of(office()))
    assert found[2, "c0"].median == found[6, "c0"].median == 0
    assert found[2, "c0"].minutes < 30
    assert usual[2, "c0"].minutes > 450
    assert found[2, "c0"].any == pytest.approx(found[6, "c0"].any, abs=0.05)


def test_past_holidays_on_workdays_are_no_workdays():
    rows = office()
    holidays = [MONDAY + timedelta(days=7 * week + 1) for week in range(5, WEEKS, 2)]
    for day in holidays:
        rows[(day - MONDAY).days] = [0.0]
    _, found = estimates(log_of(rows, holidays=holidays))
    assert found[1, "c0"].any > 0.9


@pytest.mark.parametrize("make", [office, part_days(140).minutes.tolist], ids=["office", "part days"])
def test_a_category_that_is_new_yesterday_has_a_small_chance_and_no_minutes_yet(make):
    rows = [[row[0], 0.0] for row in make()[:-1]] + [[60.0, 45.0]]
    _, found = estimates(log_of(rows))
    for (_, category), row in found.items():
        if category == "c1":
            assert 0 < row.any <= 0.2
            assert (row.minutes, row.median, row.lower, row.upper) == (None, None, None, None)
        else:
            assert row.minutes is not None


@pytest.mark.parametrize(("ago", "is_known"), [(1, False), (2, False), (3, True)])
def test_a_category_has_minutes_from_the_third_day_on(ago, is_known):
    rows = [[60.0, 30.0 if row == 60 - ago else 0.0] for row in range(60)]
    _, found = estimates(log_of(rows))
    assert (found[0, "c1"].minutes is not None) is is_known


@pytest.mark.parametrize("weeks", [4, 13])
def test_a_month_or_a_quarter_without_entries_does_not_change_what_follows(weeks):
    """The log begins with a Monday and ends on a Friday, so that the days off at the ends belong to the hole."""
    before, after = office(13), office(5)[:33]
    basis, back = estimates(log_of([*before, *[[0.0]] * 7 * weeks, *after]))
    whole, never = estimates(log_of([*before, *after]))
    assert not basis.is_guess
    # The weekend before the hole is a part of it.
    assert basis.days == whole.days - 2
    for key, row in back.items():
        assert row.median == pytest.approx(never[key].median, abs=15)
        assert row.any == pytest.approx(never[key].any, abs=0.1)


def test_five_days_after_a_hole_the_week_is_as_before_and_called_a_guess():
    log = log_of([*office(13), *[[0.0]] * 28, *office(1)[:5]])
    basis, found = estimates(log)
    assert basis.is_guess
    assert found[1, "c0"].any >= 0.95
    assert found[1, "c0"].median == pytest.approx(480, rel=0.03)


@pytest.mark.parametrize("stopped", [10, 30])
def test_an_activity_that_stopped_fades(stopped):
    going = [[60.0, 200.0]] * 100
    _, before = estimates(log_of(going))
    _, found = estimates(log_of([*going, *[[0.0, 200.0]] * stopped]))
    assert all(row.any == row.median / 60 == 1 for (_, category), row in before.items() if category == "c0")
    rows = [row for (_, category), row in found.items() if category == "c0"]
    assert all(row.median < (30 if stopped == 10 else 0.01) for row in rows)
    assert all(row.any < (0.6 if stopped == 10 else 0.1) for row in rows)


def test_an_estimate_fades_while_nothing_is_logged():
    chances = [
        next(iter(estimates(log_of([[60.0]] * 60 + [[0.0]] * empty))[1].values())).any for empty in (0, 5, 13, 14, 25)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < 0.3


def test_a_forgotten_timer_moves_no_median_and_makes_no_whole_day():
    rng = np.random.default_rng(8)
    rows = [[float(rng.integers(100, 140)), float(rng.integers(90, 150))] for _ in range(80)]
    _, usual = estimates(log_of(rows))
    rows[70] = [1440.0, 0.0]
    basis, found = estimates(log_of(rows, forgotten=[70]))
    assert (basis.mode, basis.days) == (Mode.PART_DAY, 79)
    for key, row in found.items():
        assert row.median == pytest.approx(usual[key].median, rel=0.05)
        assert row.upper < 200


@pytest.mark.parametrize(("complete", "mode"), [(27, Mode.WHOLE_DAY), (20, Mode.PART_DAY)])
def test_the_mode_by_the_complete_days_of_four_weeks(complete, mode):
    rows = [[720.0, 720.0] if row >= 28 - complete else [300.0, 300.0] for row in range(28)]
    basis, found = estimates(log_of(rows))
    assert basis.mode is mode
    assert basis.days == (complete if mode is Mode.WHOLE_DAY else 28)
    if mode is Mode.WHOLE_DAY:
        assert all(row.minutes == 720 for row in found.values())


@pytest.mark.parametrize("minutes", [1380.0, 1440.0, 1500.0])
def test_a_day_on_which_the_clocks_change_has_the_minutes_that_it_has(minutes):
    _, whole = estimates(whole_days(90), minutes=minutes)
    _, part = estimates(part_days(90), minutes=minutes)
    for weekday in range(7):
        total = sum(row.minutes for (day, _), row in whole.items() if day == weekday)
        assert total == pytest.approx(minutes)
        assert sum(row.minutes for (day, _), row in part.items() if day == weekday) < minutes
    _, usual = estimates(part_days(90))
    assert {key: row.minutes for key, row in part.items()} == {key: row.minutes for key, row in usual.items()}


@pytest.mark.parametrize("rows", [[[1440.0]] * 20, [[700.0, 739.999]] * 15, [[1000.0, 300.0], [0.0, 1400.0]] * 8])
@pytest.mark.parametrize("minutes", [1380.0, 1440.0])
def test_no_number_exceeds_a_day_that_is_shorter_than_those_before(rows, minutes):
    basis, found = estimates(log_of(rows), minutes=minutes)
    assert basis.mode is Mode.PART_DAY
    assert all(0 <= row.lower <= row.median <= row.upper <= minutes for row in found.values())
    for weekday in range(7):
        assert sum(row.minutes for (day, _), row in found.items() if day == weekday) <= minutes + 1e-9


@pytest.mark.parametrize("days", [7, 13, 14, 29, 30, 31, 60])
@pytest.mark.parametrize("make", [part_days, whole_days])
def test_lower_median_and_upper_rise_and_the_means_fit_into_the_day(days, make):
    basis, found = estimates(make(days))
    assert all(0 <= row.lower <= row.median <= row.upper <= 1440 for row in found.values())
    assert all(0 <= row.any <= 1 and np.isfinite(row.minutes) for row in found.values())
    for weekday in range(7):
        total = sum(row.minutes for (day, _), row in found.items() if day == weekday)
        assert total == pytest.approx(1440) if basis.mode is Mode.WHOLE_DAY else total <= 1440


def test_days_that_were_read_late_or_never_keep_their_place():
    rows = office()
    rows[70:77] = [None] * 7
    _, found = estimates(log_of(rows))
    assert found[5, "c0"].upper == 0
    assert found[1, "c0"].median == pytest.approx(480, abs=15)


def test_one_category_and_one_type_of_day_are_enough():
    _, found = estimates(log_of([[90.0]] * 9, holidays=dates(MONDAY, MONDAY + timedelta(days=9))))
    assert all(row.median == 90 for row in found.values())

"""The weights of days, the weighted distributions, and the chances that come from them."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from pipelines.analyzer.chances import chances
from pipelines.analyzer.combinations import COMBINATIONS, KERNELS, ROUGH, day_weights
from pipelines.analyzer.days import CalendarDay
from pipelines.analyzer.distributions import Distributions
from pipelines.analyzer.mixture import Mixture
from pipelines.local_time import dates
from tests.pipelines.analyzer.conftest import MONDAY, calendar_day, coming, forecast, log_of, part_days


def calendar(days, holidays=()):
    return [calendar_day(day, holidays=holidays) for day in dates(MONDAY, MONDAY + timedelta(days=days - 1))]


def test_there_are_four_half_lives_times_three_kernels():
    assert sorted({half_life for half_life, _ in COMBINATIONS}) == [7, 14, 28, 60]
    assert [tuple(kernel) for kernel in KERNELS] == [(1, 1, 1), (1, 1, 0.01), (1, 0.25, 0.01)]
    assert len(COMBINATIONS) == 12
    assert COMBINATIONS[ROUGH] == (14, KERNELS[0])


def test_a_day_weighs_by_its_age_in_calendar_days_its_type_and_its_weekday():
    days = calendar(15)
    # Monday, Wednesday, Sunday, Monday a week later; the days between do not train.
    rows = np.array([0, 2, 6, 7])
    weights = day_weights(days, 8, rows, [days[14]])[0]
    alike = np.array([[1, 1, 1, 1], [1, 1, 0.01, 1], [1, 0.25, 0.01, 1]])
    for number, (half_life, kernel) in enumerate(COMBINATIONS):
        raw = alike[KERNELS.index(kernel)] * 2.0 ** (-np.array([8, 6, 2, 1]) / half_life)
        np.testing.assert_allclose(weights[number], raw / raw.sum())


def test_a_public_holiday_is_like_a_sunday_of_no_weekday():
    holiday = MONDAY + timedelta(days=9)
    days = calendar(10, [holiday])
    rows = np.arange(7)
    weights = day_weights(days, 6, rows, [days[9]])[0]
    number = COMBINATIONS.index((7.0, KERNELS[2]))
    raw = np.array([0.01] * 5 + [0.25] * 2) * 2.0 ** (-np.arange(6, -1, -1) / 7)
    np.testing.assert_allclose(weights[number], raw / raw.sum())


def distributions(values, weights):
    return Distributions(np.array([values], dtype=float).T, np.array([[weights]], dtype=float))


def test_a_quantile_is_the_smallest_value_whose_cumulated_weight_reaches_the_level():
    found = distributions([30, 10, 20, 0], [0.1, 0.4, 0.3, 0.2])
    assert found.quantiles[0, 0, 0].tolist() == [0, 0, 10, 10, 10, 10, 20, 20, 20]
    assert found.means[0, 0, 0] == pytest.approx(13)
    assert found.any[0, 0, 0] == pytest.approx(0.8)


def test_the_last_bits_of_a_sum_do_not_move_a_quantile():
    assert distributions(range(10), [0.1] * 10).quantiles[0, 0, 0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_a_chance_is_drawn_towards_the_recent_share_by_two_days():
    found = distributions([30, 10, 20, 0], [0.1, 0.4, 0.3, 0.2])
    n = 1 / (0.1**2 + 0.4**2 + 0.3**2 + 0.2**2)
    recent = np.array([[[1.0, 0.5, 0.5, 0.0]]])
    at_least = (n * np.array([1, 0.8, 0.4, 0.1]) + 2 * recent[0, 0]) / (n + 2)
    at_most = (n * np.array([0.2, 0.6, 0.9, 1]) + 2 * recent[0, 0]) / (n + 2)
    np.testing.assert_allclose(found.at_least(recent)[0, 0, 0], at_least)
    np.testing.assert_allclose(found.at_most(recent)[0, 0, 0], at_most)


def chances_of(log, targets):
    mixture = Mixture(log)
    origin = len(log.days) - 1
    return chances(mixture, origin, forecast(mixture, origin, targets))


def test_a_chance_is_mixed_from_those_of_the_combinations():
    log = part_days(40, 2)
    mixture, targets = Mixture(log), coming(log)
    mixed = forecast(mixture, 39, targets)
    for place, target in enumerate(targets):
        rows = [row for row in range(40) if log.days[row].is_holiday == target.is_holiday][-14:]
        for column in range(2):
            values = log.minutes[:, column]
            for minutes in (0.5, 30, 60, 90):
                recent = (values[rows] >= minutes).mean()
                chance, less = 0.0, 0.0
                for number in range(12):
                    weights = mixed.combined.weights[place, number]
                    n = weights.sum() ** 2 / (weights**2).sum()
                    part = mixed.parts[number, column]
                    chance += part * (n * weights[values >= minutes].sum() + 2 * recent) / (n + 2)
                    share = (values[rows] <= minutes).mean()
                    less += part * (n * weights[values <= minutes].sum() + 2 * share) / (n + 2)
                found = chances(mixture, 39, mixed)[place][column]
                assert found.of_at_least(minutes) == pytest.approx(chance, abs=1e-6)
                assert found.of_at_most(minutes) == pytest.approx(less, abs=1e-6)


def test_without_a_day_of_the_targets_type_the_recent_share_is_that_of_all_days():
    log = log_of([[0.0]] * 7 + [[60.0]] * 5)
    log = replace(log, days=[CalendarDay(day.date, is_holiday=False, minutes=1440) for day in log.days])
    saturday = calendar_day(MONDAY + timedelta(days=12))
    mixture = Mixture(log)
    mixed = forecast(mixture, 11, [saturday])
    weights = mixed.combined.weights[0, ROUGH]
    n = 1 / (weights**2).sum()
    expected = (n * weights[7:].sum() + 2 * 5 / 12) / (n + 2)
    assert chances(mixture, 11, mixed)[0][0].of_at_least(60) == pytest.approx(expected, abs=1e-6)


def test_chances_fall_with_the_minutes_and_both_include_an_equal_value():
    log = part_days(60)
    for each in (each for row in chances_of(log, coming(log)) for each in row):
        more = [each.of_at_least(minutes) for minutes in range(300)]
        less = [each.of_at_most(minutes) for minutes in range(300)]
        assert more == sorted(more, reverse=True)
        assert less == sorted(less)
        assert (more[0], each.of_at_most(1440)) == (1, 1)
        assert all(one + other > 1 - 3e-6 for one, other in zip(more, less, strict=True))


def test_a_chance_between_two_values_is_that_of_the_next_one_and_beyond_them_nothing():
    log = log_of([[30.0], [60.0]] * 20)
    found = chances_of(log, coming(log))[0][0]
    assert found.of_at_least(45) == found.of_at_least(60) > found.of_at_least(60.02) == 0
    assert found.of_at_most(45) == found.of_at_most(30) > found.of_at_most(29.98) == 0
    assert found.of_at_most(60) == 1

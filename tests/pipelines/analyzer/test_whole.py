"""A day's minutes add up to the day."""

import numpy as np
import pytest

from pipelines.analyzer.whole import rounded_day, whole_days


def test_below_0_is_0_and_the_rest_fills_the_day():
    np.testing.assert_allclose(whole_days(np.array([-0.1, 0.2, 0.6])), [0, 0.25, 0.75])


def test_a_day_without_any_forecast_is_shared_out_evenly():
    np.testing.assert_allclose(whole_days(np.array([[-1.0, 0.0], [1.0, 3.0]])), [[0.5, 0.5], [0.25, 0.75]])


@pytest.mark.parametrize("length", [1380.0, 1440.0, 1500.0])
def test_rounding_keeps_the_sum_and_stays_within_a_hundredth(length):
    rng = np.random.default_rng(2)
    for size in (1, 3, 30):
        minutes = whole_days(rng.random(size)) * length
        found = rounded_day(minutes, length)
        assert round(found.sum(), 6) == length
        assert np.abs(found - minutes).max() <= 0.01
        np.testing.assert_array_equal(found, np.round(found, 2))


def test_equal_remainders_go_by_the_order_of_the_categories():
    assert rounded_day(np.full(3, 1440.01 / 3), 1440.01).tolist() == [480.01, 480.0, 480.0]


def test_among_many_equal_remainders_the_first_categories_get_the_hundredths():
    found = rounded_day(np.array([10.0025, 10.005] * 32), 640.24)
    assert found.tolist() == [10.0, 10.01] * 24 + [10.0] * 16

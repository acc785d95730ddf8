"""A day's means fit into the day."""

import numpy as np
import pytest

from pipelines.analyzer.rounding import rounded_day, within_day
from pipelines.mode import Mode


def test_in_whole_day_mode_the_means_fill_the_day():
    assert within_day(np.array([100.0, 300.0]), 1440, Mode.WHOLE_DAY).tolist() == [360, 1080]
    assert within_day(np.array([1000.0, 1000.0]), 1380, Mode.WHOLE_DAY).tolist() == [690, 690]


def test_in_part_day_mode_the_means_stay_unless_they_exceed_the_day():
    assert within_day(np.array([100.004, 300.0]), 1440, Mode.PART_DAY).tolist() == [100, 300]
    assert within_day(np.array([1000.0, 1000.0]), 1440, Mode.PART_DAY).tolist() == [720, 720]


def test_rounding_alone_does_not_exceed_the_day():
    minutes = np.array([100.006] * 14 + [39.916])
    assert minutes.sum() == pytest.approx(1440)
    assert round(within_day(minutes, 1440, Mode.PART_DAY).sum(), 6) <= 1440
    assert round(within_day(minutes - 0.0004, 1440, Mode.PART_DAY).sum(), 6) <= 1440


def test_nothing_at_all_stays_nothing():
    for mode in Mode:
        assert within_day(np.zeros(3), 1440, mode).tolist() == [0, 0, 0]


@pytest.mark.parametrize("length", [1380.0, 1440.0, 1500.0])
def test_rounding_keeps_the_sum_and_stays_within_a_hundredth(length):
    rng = np.random.default_rng(2)
    for size in (1, 3, 30):
        weights = rng.random(size)
        minutes = weights / weights.sum() * length
        found = rounded_day(minutes, length)
        assert round(found.sum(), 6) == length
        assert np.abs(found - minutes).max() <= 0.01
        np.testing.assert_array_equal(found, np.round(found, 2))


def test_among_equal_remainders_the_first_categories_get_the_hundredths():
    assert rounded_day(np.full(3, 1440.01 / 3), 1440.01).tolist() == [480.01, 480.0, 480.0]
    found = rounded_day(np.array([10.0025, 10.005] * 32), 640.24)
    assert found.tolist() == [10.0, 10.01] * 24 + [10.0] * 16

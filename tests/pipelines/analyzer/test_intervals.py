"""The repair of intervals by their errors so far."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer.intervals import Widening, interval, is_dense, widening
from pipelines.analyzer.mixture import Mixture
from tests.pipelines.analyzer.conftest import coming, forecast, log_of, part_days, whole_days


def expected_widening(log):
    """By the definition: the errors of the last 40 days that train in widths of their intervals."""
    mixture, origin = Mixture(log), len(log.days) - 1
    targets = mixture.training.seen_from(origin).rows[-40:].tolist()
    below, above = [], []
    for earlier in mixture.origins(origin, origin):
        for target in targets:
            found = mixture.forecast(earlier, [log.days[target]])
            if found is None or not earlier + 2 <= target <= earlier + 8:
                continue
            for column in range(len(log.categories)):
                lower, upper = found.quantiles[0, column, [0, 8]]
                actual = mixture.training.minutes(found.combined.seen.mode)[target, column]
                if 0 < lower < upper:
                    width = max(upper - lower, 5)
                    below.append((lower - actual) / width)
                    above.append((actual - upper) / width)
    if len(below) < 30:
        return 0.15, 0.10
    return max(np.quantile(below, 0.9), -0.25), max(np.quantile(above, 0.9), -0.25)


@pytest.mark.parametrize("make", [whole_days, part_days])
@pytest.mark.parametrize("days", [20, 90, 140])
def test_an_interval_is_widened_by_the_errors_of_the_last_forty_days(make, days):
    log = make(days)
    assert widening(Mixture(log), days - 1) == pytest.approx(expected_widening(log))


def test_with_fewer_than_thirty_errors_the_first_widths_apply():
    log = whole_days(9, partial_days=0)
    assert widening(Mixture(log), 8) == Widening(0.15, 0.10)
    log = log_of([[60.0]] * 90)
    assert widening(Mixture(log), 89) == Widening(0.15, 0.10)


def test_an_interval_is_narrowed_by_a_quarter_at_most():
    # Long wild, then calm: every error of the last forty days lies far inside.
    rng = np.random.default_rng(3)
    rows = [[*rng.integers(50, 400, 3).astype(float)] for _ in range(100)] + [[225.0] * 3] * 9
    found = widening(Mixture(log_of(rows)), 108)
    assert min(found) >= -0.25
    log = log_of([[float(100 + 100 * (row % 3))] for row in range(60)] + [[200.0]] * 48)
    assert widening(Mixture(log), 107).upper >= -0.25


def one_day(*cells):
    """A forecast of one day with the given lower quantile, median and upper quantile per category."""
    log = part_days(9)
    quantiles = np.array([[np.interp(np.arange(9), [0, 4, 8], cell) for cell in cells]])
    return replace(forecast(Mixture(log), 8, coming(log, 1)), quantiles=quantiles)


def test_the_ends_move_by_widths_outwards_and_never_over_the_median_or_the_day():
    mixed = one_day([100, 150, 200], [8, 20, 28], [1300, 1400, 1440], [99, 100, 101])
    found = interval(mixed, Widening(0.5, 0.2), np.array([1440.0]))
    np.testing.assert_allclose(found.lower, [[50, 0, 1230, 96.5]])
    np.testing.assert_allclose(found.median, [[150, 20, 1400, 100]])
    np.testing.assert_allclose(found.upper, [[220, 32, 1440, 102]])


def test_the_ends_move_inwards_up_to_the_median():
    mixed = one_day([100, 104, 200])
    found = interval(mixed, Widening(-0.25, -0.25), np.array([1440.0]))
    assert (found.lower.item(), found.upper.item()) == (104, 175)


def test_an_interval_that_begins_at_0_or_has_no_width_stays_as_it_is():
    mixed = one_day([0, 20, 60], [70, 70, 70], [0, 0, 0])
    found = interval(mixed, Widening(0.5, 0.5), np.array([1440.0]))
    assert found.lower.tolist() == [[0, 70, 0]]
    assert found.upper.tolist() == [[60, 70, 0]]
    assert not is_dense(found.lower, found.upper).any()


def test_nothing_exceeds_a_short_day():
    found = interval(one_day([1400, 1420, 1440]), Widening(0.0, 0.0), np.array([1380.0]))
    assert (found.lower.item(), found.median.item(), found.upper.item()) == (1380, 1380, 1380)


def test_about_a_tenth_of_the_days_lies_on_each_side():
    log = whole_days(500, partial_days=0)
    mixture, below, above = Mixture(log), [], []
    for origin in range(200, 490, 3):
        targets = log.days[origin + 2 : origin + 9]
        mixed = forecast(mixture, origin, targets)
        ends = interval(mixed, widening(mixture, origin), np.full(len(targets), 1440.0))
        actual = log.minutes[origin + 2 : origin + 9]
        below.append(actual < ends.lower)
        above.append(actual > ends.upper)
    assert 0.05 < np.concatenate(below).mean() <= 0.13
    assert 0.05 < np.concatenate(above).mean() <= 0.13


def test_the_days_to_come_have_the_interval_of_their_forecast():
    log = part_days(90)
    mixture, targets = Mixture(log), coming(log)
    mixed = forecast(mixture, 89, targets)
    ends = interval(mixed, widening(mixture, 89), np.full(8, 1440.0))
    assert (ends.lower <= ends.median).all()
    assert (ends.median <= ends.upper).all()

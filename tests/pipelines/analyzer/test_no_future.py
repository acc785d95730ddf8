"""No day after an origin can change what was forecast from it."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer.analysis import analyse
from pipelines.analyzer.backtest import LEADS, walk
from pipelines.analyzer.intervals import Margins
from pipelines.analyzer.marts import History
from pipelines.analyzer.methods import NAMES


def with_another_future(log, newest):
    """The same log up to place `newest`, and something wild after it."""
    actual = log.actual.copy()
    rng = np.random.default_rng(1)
    actual[newest + 1 :] = rng.gamma(0.2, 1000, actual[newest + 1 :].shape)
    actual[newest + 3 :: 4] = np.nan
    return replace(log, actual=actual)


def said_until(backtest, newest):
    """All forecasts whose newest known day is `newest` or earlier, by target and lead."""
    number = len(backtest.log.days)
    return {
        (target, lead): backtest.forecasts[:, target, row]
        for target in range(number)
        for row, lead in enumerate(LEADS)
        if target - lead <= newest
    }


@pytest.mark.parametrize("newest", [20, 45, 46, 59, 80])
def test_forecasts_are_the_same_whatever_happens_after_their_newest_known_day(live, newest):
    log = live(100)
    truth, other = walk(log), walk(with_another_future(log, newest))
    before, after = said_until(truth, newest), said_until(other, newest)
    assert sum(not np.isnan(forecast).any() for forecast in before.values()) > 40
    for key, forecast in before.items():
        np.testing.assert_array_equal(forecast, after[key], err_msg=str(key))


def test_forecasts_do_change_once_the_other_days_are_known(live):
    log = live(100)
    truth, other = walk(log), walk(with_another_future(log, 59))
    for method, name in enumerate(NAMES):
        assert not np.allclose(truth.forecasts[method, 90], other.forecasts[method, 90]), name


@pytest.mark.parametrize("newest", [45, 59, 80])
def test_margins_are_the_same_whatever_happens_after_their_newest_known_day(live, newest):
    log = live(100, missing=0)
    for method in range(len(NAMES)):
        truth, other = Margins(walk(log), method), Margins(walk(with_another_future(log, newest)), method)
        for is_holiday in (False, True):
            before = truth.at(newest, is_holiday=is_holiday)
            assert before is not None
            np.testing.assert_array_equal(before, other.at(newest, is_holiday=is_holiday))
        np.testing.assert_array_equal(truth.at(newest - 9, is_holiday=False), other.at(newest - 9, is_holiday=False))


def test_a_backtest_of_the_past_says_what_an_analysis_of_that_time_said(live, coming):
    whole = live(100, missing=0)
    short = replace(whole, days=whole.days[:60], actual=whole.actual[:60])
    then = analyse(History(short, [], coming(short), 60), short.days[-1].date)
    method = NAMES.index(str(then.method))
    said = np.array([walk(whole).forecasts[method, 59 + lead, row] for row, lead in enumerate(LEADS)])
    estimates = np.array([row.minutes for row in then.estimates]).reshape(said.shape)
    np.testing.assert_allclose(estimates, said, atol=0.011)

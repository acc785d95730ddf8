"""The intervals hold 80 % of the days, whatever the shape of the errors."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer.backtest import LEADS, Backtest, walk
from pipelines.analyzer.intervals import Bounds, Margins, within
from pipelines.analyzer.methods import NAMES
from pipelines.analyzer.scores import score


def backtest_with(log, errors):
    """A backtest of one method whose errors (by day) are as given, the same for all leads and categories."""
    forecasts = log.actual[:, np.newaxis, :] - np.asarray(errors, dtype=float)[:, np.newaxis, np.newaxis]
    return Backtest(log, np.repeat(forecasts, len(LEADS), axis=1)[np.newaxis], walk(log).panel)


def workdays(log):
    return replace(log, days=[replace(day, is_holiday=False) for day in log.days])


@pytest.mark.parametrize("seed", [1, 2])
def test_about_80_percent_of_what_happens_lies_inside(live, seed):
    for found in score(walk(live(400, seed=seed))).methods:
        assert found.coverage == pytest.approx(0.8, abs=0.04), found.name


def test_the_bounds_are_conformal_quantiles_of_the_signed_errors(make_log):
    # 19 days: of 20 equally likely places, 2 are below the second smallest and 2 above the second largest.
    log = workdays(make_log([(720, 720)] * 19))
    errors = [*range(-5, 14)]
    margin = Margins(backtest_with(log, errors), 0).at(18, is_holiday=False)
    assert margin is not None
    assert (margin.lower.tolist(), margin.upper.tolist()) == ([-4, -4], [12, 12])


def test_only_the_last_40_days_count(make_log):
    log = workdays(make_log([(720, 720)] * 80))
    margin = Margins(backtest_with(log, range(80)), 0).at(79, is_holiday=False)
    assert margin is not None
    # The fourth of 40 from either end.
    assert (margin.lower.max(), margin.upper.max()) == (43, 76)


def test_each_day_type_has_its_own_errors_once_it_has_20_days(make_log):
    log = make_log([(720, 720)] * 7 * 10)
    errors = [500 if day.is_holiday else 5 for day in log.days]
    margins = Margins(backtest_with(log, errors), 0)
    tenth_saturday = 68
    before, after = margins.at(tenth_saturday, is_holiday=True), margins.at(69, is_holiday=True)
    assert before is not None
    assert after is not None
    assert (before.lower.max(), after.lower.max()) == (5, 500)
    workday = margins.at(69, is_holiday=False)
    assert workday is not None
    assert workday.upper.max() == 5


def test_too_few_days_give_no_interval(make_log):
    log = workdays(make_log([(720, 720)] * 20))
    margins = Margins(backtest_with(log, range(20)), 0)
    assert margins.at(7, is_holiday=False) is None
    assert margins.at(8, is_holiday=False) is not None


def test_days_that_are_not_complete_have_no_error(make_log):
    log = workdays(make_log([*[(720, 720)] * 12, *[None] * 12]))
    margins = Margins(backtest_with(log, range(24)), 0)
    np.testing.assert_array_equal(margins.at(11, is_holiday=False), margins.at(23, is_holiday=False))


def test_categories_do_not_share_their_errors(live):
    log = live(150, missing=0)
    halves = np.concatenate([log.actual * 0.5, np.full((150, 1), 720.0)], axis=1)
    steady = replace(log, categories=[*log.categories, "steady"], actual=halves)
    margin = Margins(walk(steady), NAMES.index("mean_7_days")).at(149, is_holiday=False)
    assert margin is not None
    assert margin.upper[-1] - margin.lower[-1] == pytest.approx(0, abs=1e-6)
    assert (margin.upper[:-1] - margin.lower[:-1] > 50).all()


def test_an_interval_stays_within_the_day_and_around_its_forecast(make_log):
    day = replace(make_log([(1, 1)]).days[0], minutes=1380)
    bounds = within(
        np.array([100.0, 1300.0, 50.0, 50.0]), Bounds(np.array([-20, 1200, 60, 30]), np.array([180, 1500, 70, 40])), day
    )
    assert bounds.lower.tolist() == [0, 1200, 50, 30]
    assert bounds.upper.tolist() == [180, 1380, 70, 50]

"""No day after an origin changes any number that was calculated from it, to the bit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines.analyzer.chances import chances
from pipelines.analyzer.days import Log
from pipelines.analyzer.estimates import estimate
from pipelines.analyzer.intervals import interval, widening
from pipelines.analyzer.mixture import Mixture
from pipelines.analyzer.yardsticks import Yardsticks
from tests.pipelines.analyzer.conftest import coming, log_of, part_days, shortened, whole_days

DAYS = 170


def holed(days):
    """A person with a break, days that were not read, a forgotten timer, and a day logged twice as long."""
    log = part_days(days)
    rows: list[list[float] | None] = list(log.minutes.tolist())
    rows[60:85] = [[0.0] * 4] * 25
    rows[101] = rows[140] = None
    rows[120] = [0, 0, 0, 1440]
    return log_of(rows, forgotten=[120])


LOGS: dict[str, Callable[[int], Log]] = {"whole days": whole_days, "part days": part_days, "with holes": holed}


@pytest.fixture(params=LOGS)
def log(request):
    return LOGS[request.param](DAYS)


def with_another_future(log, newest, *, seed=1):
    """The log with the days after row `newest` in another order, and their categories too."""
    rng = np.random.default_rng(seed)
    days, columns = rng.permutation(len(log.days) - newest - 1), rng.permutation(len(log.categories))
    minutes = log.minutes.copy()
    minutes[newest + 1 :] = log.minutes[newest + 1 :][days][:, columns]
    result = replace(log, minutes=minutes)
    for name in ("is_read", "is_complete", "has_entry", "is_forgotten"):
        values = getattr(log, name).copy()
        values[newest + 1 :] = values[newest + 1 :][days]
        result = replace(result, **{name: values})
    return result


def numbers(mixture, newest):
    """Every number whose origin is row `newest` or earlier, by name and origin."""
    result: dict[tuple[str, int], Any] = {}
    origins = sorted({*range(5, newest, 7), newest - 1, newest})
    yardsticks = Yardsticks(mixture, mixture.origins(newest + 1, newest))
    for origin in origins:
        targets = coming(replace(mixture.log, days=mixture.log.days[: origin + 1]))
        mixed = mixture.forecast(origin, targets)
        if mixed is None:
            result["none", origin] = True
            continue
        found = widening(mixture, origin)
        result["seen", origin] = mixed.combined.seen
        result["day weights", origin] = mixed.combined.weights
        result["parts", origin] = mixed.parts
        result["quantiles", origin] = mixed.quantiles
        result["means", origin] = mixed.means
        result["any", origin] = mixed.any
        result["repair", origin] = found
        result["interval", origin] = interval(mixed, found, np.full(len(targets), 1440.0))
        result["chances", origin] = [vars(each) for row in chances(mixture, origin, mixed) for each in row]
        if origin in mixture.origins(newest + 1, newest):
            result["yardsticks", origin] = yardsticks.points(origin), yardsticks.quantiles(origin)
    return result


def assert_same(first, second):
    assert first.keys() == second.keys()
    for key, value in first.items():
        np.testing.assert_equal(value, second[key], err_msg=str(key))


@pytest.mark.parametrize("newest", [20, 83, 84, 121, 140])
def test_no_later_day_changes_a_number(log, newest):
    truth = numbers(Mixture(log), newest)
    assert len(truth) > 20
    assert_same(truth, numbers(Mixture(with_another_future(log, newest)), newest))


def test_no_later_day_changes_the_order_in_which_numbers_are_asked_for(log):
    """What is remembered between calls does not depend on the calls before."""
    asked = Mixture(log)
    estimate(asked, coming(log), {})
    assert_same(numbers(asked, 140), numbers(Mixture(log), 140))


def test_numbers_do_change_once_the_other_days_are_known(log):
    truth, other = numbers(Mixture(log), 150), numbers(Mixture(with_another_future(log, 120)), 150)
    for name in ("parts", "quantiles", "means", "any", "interval", "chances", "repair"):
        with pytest.raises(AssertionError):
            np.testing.assert_equal(truth[name, 150], other[name, 150])
    with pytest.raises(AssertionError):
        np.testing.assert_equal(truth["yardsticks", 149], other["yardsticks", 149])


@pytest.mark.parametrize("newest", [30, 84, 140])
def test_a_backtest_of_the_past_has_the_numbers_that_an_analysis_of_that_day_had(log, newest):
    then, targets = Mixture(shortened(log, newest + 1)), log.days[newest + 2 : newest + 9]
    known, earlier = then.forecast(newest, targets), Mixture(log).earlier(newest)
    for name in ("quantiles", "means", "any", "parts"):
        np.testing.assert_allclose(getattr(known, name), getattr(earlier, name), atol=1e-9)

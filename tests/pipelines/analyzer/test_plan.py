"""The person's plan as a candidate for the mean."""

import numpy as np
import pytest

from pipelines.analyzer.mixture import Mixture
from pipelines.analyzer.plan import blended
from tests.pipelines.analyzer.conftest import coming, forecast, part_days


def planned(log, share, *, days=60, columns=(0,), upcoming=100.0):
    """A plan of the last days, of which `share` 1 always came true, and of the next three."""
    rng = np.random.default_rng(2)
    noise = rng.permutation(log.minutes)
    plan = {}
    for row in range(len(log.days) - days, len(log.days)):
        minutes = np.zeros(len(log.categories))
        for column in columns:
            minutes[column] = max(log.minutes[row, column] + (1 - share) * noise[row, column], 1)
        plan[log.days[row].date] = minutes
    for day in coming(log, 3):
        plan[day.date] = np.array([upcoming if column in columns else 0.0 for column in range(len(log.categories))])
    return plan


def forecast_of(log):
    mixture = Mixture(log)
    return mixture, forecast(mixture, len(log.days) - 1, coming(log))


def test_a_plan_that_always_came_true_is_the_mean_of_its_days():
    mixture, mixed = forecast_of(part_days(120))
    plan = planned(mixture.log, 1)
    # Of the fourth day another category is planned, and this one not yet.
    plan[mixed.combined.targets[3].date] = np.array([0.0, 50, 0, 0])
    found = blended(mixture, mixed, plan)
    assert found[:3, 0].tolist() == [100] * 3
    # Days and categories without a plan may just not be planned yet.
    np.testing.assert_array_equal(found[3:], mixed.means[3:])
    np.testing.assert_array_equal(found[:, 1:], mixed.means[:, 1:])


def test_a_plan_that_never_came_true_changes_nothing():
    log = part_days(120)
    plan = planned(log, 1)
    for row in range(60, 120):
        plan[log.days[row].date] = np.array([1000.0, 0, 0, 0])
    mixture, mixed = forecast_of(log)
    np.testing.assert_array_equal(blended(mixture, mixed, plan), mixed.means)


def test_the_share_is_the_one_with_the_smallest_squared_error_so_far():
    log = part_days(120)
    mixture, mixed = forecast_of(log)
    shares = {}
    for share in (0.0, 0.25, 0.5, 1.0):
        plan = {day.date: np.full(4, 100.0) for day in coming(log, 3)}
        for row in range(40, 120):
            days = [log.days[row]]
            means = np.mean([forecast(mixture, row - lead, days).means[0] for lead in range(2, 9)], axis=0)
            # The plan with which that share would have been right.
            want = log.minutes[row] if share == 0 else means + (log.minutes[row] - means) / share
            plan[log.days[row].date] = np.maximum(want, 0.1) if share else np.full(4, 900.0)
        found = blended(mixture, mixed, plan)[0, 0]
        shares[share] = (found - mixed.means[0, 0]) / (100 - mixed.means[0, 0])
    assert shares[0.0] == 0
    assert shares[1.0] == pytest.approx(1)
    assert shares[0.25] == pytest.approx(0.25) or shares[0.25] == pytest.approx(0.5)
    assert shares[0.5] == pytest.approx(0.5)


@pytest.mark.parametrize(("days", "counts"), [(19, False), (20, True)])
def test_twenty_planned_days_are_needed(days, counts):
    mixture, mixed = forecast_of(part_days(120))
    found = blended(mixture, mixed, planned(mixture.log, 1, days=days))
    assert bool(found[0, 0] == 100) is counts
    assert bool(found[0, 0] == mixed.means[0, 0]) is not counts


def test_a_plan_for_no_day_that_trains_changes_nothing():
    mixture, mixed = forecast_of(part_days(20))
    np.testing.assert_array_equal(blended(mixture, mixed, {}), mixed.means)

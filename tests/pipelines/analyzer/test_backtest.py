"""The scores of the backtest, for the mixture and the yardsticks."""

import numpy as np
import pytest

from pipelines.analyzer import backtest, yardsticks
from pipelines.analyzer.intervals import interval, widening
from pipelines.analyzer.mixture import Mixture, pinball
from pipelines.analyzer.yardsticks import Yardsticks
from tests.pipelines.analyzer.conftest import log_of, part_days, whole_days


def scores(log):
    return {score.name: score for score in backtest.run(Mixture(log))}


@pytest.mark.parametrize("days", [1, 7, 8])
def test_a_log_on_which_nothing_can_be_scored_has_no_scores(days):
    assert backtest.run(Mixture(part_days(days))) == []


def test_the_mixture_is_first_and_each_yardstick_follows():
    names = [score.name for score in backtest.run(Mixture(part_days(90)))]
    assert names == [
        "mixture",
        "last_week",
        "always_zero",
        "mean_7_days",
        "mean_weekday",
        "mean_day_type",
        "smoothing",
        "mean_of_methods",
    ]


def test_the_scores_of_the_mixture_are_those_of_its_forecasts_of_2_to_8_days_later():
    log = part_days(200)
    mixture = Mixture(log)
    crps, mae, squares, inside, below, above, days = [], [], [], [], [], [], set[int]()
    for origin in range(79, 199):
        if log.days[origin].date.toordinal() % 3:
            continue
        targets = range(origin + 2, min(origin + 9, 200))
        mixed = mixture.forecast(origin, [log.days[row] for row in targets]) if targets else None
        if mixed is None:
            continue
        days.update(targets)
        ends = interval(mixed, widening(mixture, origin), np.full(len(targets), 1440.0))
        quantiles, actual = mixed.quantiles.copy(), log.minutes[list(targets)]
        dense = (quantiles[..., 0] > 0) & (quantiles[..., 0] < quantiles[..., 8])
        quantiles[..., 0], quantiles[..., 8] = ends.lower, ends.upper
        crps.append(2 * pinball(quantiles, actual))
        mae.append(np.abs(actual - quantiles[..., 4]))
        squares.append((actual - mixed.means) ** 2)
        inside.append((actual >= ends.lower - 0.005) & (actual <= ends.upper + 0.005))
        below.append((actual < ends.lower - 0.005)[dense])
        above.append((actual > ends.upper + 0.005)[dense])
    found = scores(log)["mixture"]
    assert found.crps == pytest.approx(np.concatenate(crps).mean())
    assert found.mae == pytest.approx(np.concatenate(mae).mean())
    assert found.rmse == pytest.approx(np.sqrt(np.concatenate(squares).mean()))
    assert found.coverage == pytest.approx(np.concatenate(inside).mean())
    assert found.missed_below == pytest.approx(np.concatenate(below).mean())
    assert found.missed_above == pytest.approx(np.concatenate(above).mean())
    assert (found.days, found.origins, found.dense) == (len(days), len(crps), np.concatenate(below).size)


def test_always_zero_errs_by_all_that_happens():
    log = part_days(200)
    found = scores(log)["always_zero"]
    rows = [row for origin in range(79, 199) if log.days[origin].date.toordinal() % 3 == 0
            for row in range(origin + 2, min(origin + 9, 200))]  # fmt: skip
    minutes = log.minutes[rows]
    assert found.mae == pytest.approx(minutes.mean())
    # Its quantiles are all 0, so twice the mean pinball loss is the mean over the levels of 2 × level × minutes.
    assert found.crps == pytest.approx(minutes.mean())
    assert found.rmse == pytest.approx(np.sqrt((minutes**2).mean()))
    assert (found.missed_below, found.missed_above, found.dense) == (None, None, 0)


def test_a_category_that_was_never_used_does_not_thin_out_the_errors():
    log = part_days(120)
    padded = log_of([[*row, 0.0] for row in log.minutes.tolist()])
    for name, score in scores(log).items():
        assert scores(padded)[name].crps == pytest.approx(score.crps)


def test_days_that_do_not_train_are_not_scored():
    rows = part_days(120).minutes.tolist()
    rows[60:90] = [[0.0] * 4] * 30
    rows[100] = None
    assert scores(log_of(rows, forgotten=[110]))["mixture"].days < 120 - 32


@pytest.mark.parametrize(("make", "seed"), [(part_days, 5), (part_days, 6), (whole_days, 5), (whole_days, 7)])
def test_on_a_log_with_a_rhythm_the_mixture_is_better_than_every_yardstick_or_nearly(make, seed):
    found = scores(make(300, seed=seed))
    best = min(score.crps for name, score in found.items() if name != "mixture")
    assert found["mixture"].crps < 1.02 * best
    assert found["mixture"].crps < 0.8 * found["last_week"].crps


def test_a_yardstick_has_the_interval_of_its_own_last_errors():
    log = log_of([[100.0 + (row % 2)] for row in range(120)])
    mixture = Mixture(log)
    origins = mixture.origins(119, 119)
    found = Yardsticks(mixture, origins)
    origin = origins[-4]
    number = yardsticks.NAMES.index("last_week")
    points = found.points(origin)[number, :, 0]
    lags = [(row - origin - 1) // 7 * 7 + 7 for row in range(origin + 2, origin + 2 + points.size)]
    assert points.tolist() == [log.minutes[origin + 2 + place - lag, 0] for place, lag in enumerate(lags)]
    quantiles = found.quantiles(origin)[number, :, 0]
    # Last week's day had the other parity: the errors are 1 up and 1 down.
    np.testing.assert_allclose(quantiles[:, 0], points - 1)
    np.testing.assert_allclose(quantiles[:, 8], points + 1)

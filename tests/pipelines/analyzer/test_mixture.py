"""The mixture: its grades, the parts of its combinations, and what follows from its formulas."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer.chances import chances
from pipelines.analyzer.combinations import COMBINATIONS, ROUGH
from pipelines.analyzer.mixture import Grade, Mixture, pinball
from tests.pipelines.analyzer.conftest import coming, forecast, log_of, part_days, whole_days


def forecast_of(log):
    return forecast(Mixture(log), len(log.days) - 1, coming(log))


@pytest.mark.parametrize(
    ("days", "grade"),
    [(7, Grade.ROUGH), (13, Grade.ROUGH), (14, Grade.EVEN), (29, Grade.EVEN), (30, Grade.LEARNT), (31, Grade.LEARNT)],
)
def test_the_grade_by_the_days_that_train(days, grade):
    mixed = forecast_of(part_days(days))
    assert mixed.grade is grade
    assert mixed.combined.days == days
    np.testing.assert_allclose(mixed.parts.sum(axis=0), 1)
    if grade is Grade.ROUGH:
        assert (mixed.parts[ROUGH] == 1).all()
    elif grade is Grade.EVEN:
        np.testing.assert_allclose(mixed.parts, 1 / 12)
    else:
        assert mixed.parts.std() > 0.01


@pytest.mark.parametrize("days", [1, 6])
def test_fewer_than_seven_days_give_no_forecast(days):
    log = part_days(days)
    assert Mixture(log).forecast(days - 1, coming(log)) is None


def test_the_grade_counts_days_that_train_and_not_all_of_them():
    log = log_of([[60.0]] * 5 + [[0.0]] * 30 + [[60.0]] * 5)
    assert forecast_of(log).grade is Grade.ROUGH


def test_a_pinball_loss_is_the_mean_over_the_levels():
    levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    quantiles = np.array([0.0, 10, 20, 30, 40, 50, 60, 70, 80])
    expected = np.mean([max(t * (35 - q), (t - 1) * (35 - q)) for t, q in zip(levels, quantiles, strict=True)])
    assert pinball(quantiles, np.array(35.0)) == pytest.approx(expected)


def expected_parts(log, column):
    """The parts by the definition: the loss of each combination over all earlier forecasts, newer targets first."""
    mixture, origin = Mixture(log), len(log.days) - 1
    seen = set(mixture.training.seen_from(origin).rows.tolist())
    losses, weight = np.zeros(12), 0.0
    for earlier in range(max(0, origin - 120), origin):
        for target in range(earlier + 2, min(earlier + 8, origin) + 1):
            found = mixture.forecast(earlier, [log.days[target]])
            if target not in seen or found is None:
                continue
            quantiles, fading = found.combined.quantiles[0, :, column], 0.99 ** (origin - target)
            losses += fading * pinball(quantiles, np.full(12, log.minutes[target, column]))
            weight += fading
    losses /= weight
    raw = (losses.min() / losses) ** 12
    return raw / raw.sum()


def test_the_smaller_its_loss_so_far_the_larger_the_part_of_a_combination():
    log = part_days(160)
    rows = log.minutes.tolist()
    rows[70:90] = [[0.0] * 4] * 20
    rows[120] = None
    log = log_of(rows, forgotten=[130])
    found = forecast_of(log).parts
    for column in (0, 3):
        np.testing.assert_allclose(found[:, column], expected_parts(log, column))


def test_combinations_that_never_erred_share_equally():
    # Workdays always 60, days off always 0: the flat kernel errs.
    log = log_of([[60.0 if row % 7 < 5 else 0.0] for row in range(120)])
    parts = forecast_of(log).parts[:, 0]
    never_err = np.array([kernel.other < 1 for _, kernel in COMBINATIONS])
    np.testing.assert_allclose(parts[never_err], 1 / 8)
    assert (parts[~never_err] == 0).all()


def test_the_parts_are_equal_while_fewer_than_fourteen_days_are_judged():
    values = [[60.0 + row % 7 * 20] for row in range(40)]
    # Longer than forecasts are judged, nothing was read.
    rows = [*values, *[None] * 120]
    for back, is_judged in ((13, False), (14, True)):
        found = forecast_of(log_of([*rows, *values[:back]]))
        assert found.grade is Grade.LEARNT
        assert np.allclose(found.parts, 1 / 12) is not is_judged


def test_only_the_newest_270_days_have_a_weight():
    log = part_days(400)
    mixed = forecast_of(log)
    assert mixed.combined.seen.rows.tolist() == [*range(130, 400)]
    assert mixed.combined.days == 400


def test_quantiles_means_and_chances_are_mixed_by_the_parts():
    mixed = forecast_of(part_days(90))
    for name in ("quantiles", "means", "any"):
        values = getattr(mixed.combined, name)
        parts = mixed.parts[..., np.newaxis] if name == "quantiles" else mixed.parts
        np.testing.assert_allclose(getattr(mixed, name), (values * parts).sum(axis=1))


@pytest.mark.parametrize("make", [part_days, whole_days])
def test_another_order_of_the_categories_is_the_same_answer_in_that_order(make):
    log = make(90)
    order = [2, 0, 3, 1]
    first, second = forecast_of(log), forecast_of(replace(log, minutes=log.minutes[:, order]))
    np.testing.assert_allclose(second.quantiles, first.quantiles[:, order], atol=1e-9)
    np.testing.assert_allclose(second.means, first.means[:, order], atol=1e-9)
    np.testing.assert_allclose(second.any, first.any[:, order], atol=1e-9)
    np.testing.assert_allclose(second.parts, first.parts[:, order], atol=1e-9)


def test_twice_the_minutes_are_twice_the_quantiles_and_the_same_chances():
    log = part_days(90)
    log = replace(log, minutes=np.minimum(log.minutes, 170))
    twice = replace(log, minutes=2 * log.minutes)
    first, second = forecast_of(log), forecast_of(twice)
    np.testing.assert_allclose(second.quantiles, 2 * first.quantiles, atol=1e-9)
    np.testing.assert_allclose(second.any, first.any)
    one, other = (chances(Mixture(each), 89, found) for each, found in ((log, first), (twice, second)))
    for row, doubled in zip(one, other, strict=True):
        for each, double in zip(row, doubled, strict=True):
            assert double.of_at_least(120) == pytest.approx(each.of_at_least(60))
            assert double.of_at_most(120) == pytest.approx(each.of_at_most(60))


@pytest.mark.parametrize("make", [part_days, whole_days])
@pytest.mark.parametrize("days", [7, 20, 90, 300])
def test_quantiles_rise_and_chances_are_chances(make, days):
    mixed = forecast_of(make(days))
    assert (np.diff(mixed.quantiles, axis=-1) >= -1e-9).all()
    assert ((mixed.any >= 0) & (mixed.any <= 1)).all()
    assert np.isfinite(mixed.means).all()

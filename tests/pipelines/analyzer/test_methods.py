"""What each method says, worked out by hand. A share of 0.25 is a quarter of the day."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer import smoothing
from pipelines.analyzer.backtest import LEADS
from pipelines.analyzer.methods import NAMES, PREFERENCE, Panel

DAY = 1440


def rows(*shares):
    """Days of two categories, given the share of the first; None = not complete."""
    return [None if share is None else (share * DAY, (1 - share) * DAY) for share in shares]


def said(log, targets):
    """The share of the first category that each method says, by method and target."""
    panel = Panel(len(log.categories), LEADS)
    for place, day in enumerate(log.days):
        panel.observe(day, log.shares(place))
    return {name: list(row) for name, row in zip(NAMES, panel.predict(targets)[..., 0], strict=True)}


def test_the_mean_of_7_days_takes_only_complete_days_of_the_last_7(make_log, coming):
    log = make_log(rows(0.9, 0.9, 0.2, None, 0.4, None, 0.6, None, None))
    assert said(log, coming(log))["mean_7_days"] == pytest.approx([0.4] * 7)


def test_the_weekday_mean_takes_the_same_weekday_of_4_weeks(make_log, coming):
    # Monday to Sunday of 6 weeks; the Mondays of the last four are 0.1, none, 0.3, 0.5.
    weeks = [0.9, 0.8, 0.1, None, 0.3, 0.5]
    log = make_log(rows(*[share for monday in weeks for share in (monday, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6)]))
    targets = coming(log)
    assert [day.weekday for day in targets] == [1, 2, 3, 4, 5, 6, 0]
    assert said(log, targets)["mean_weekday"] == pytest.approx([0.6] * 6 + [0.3])


def test_the_day_type_mean_takes_30_days_of_the_same_type(make_log, coming):
    # 30 days back from Sunday, the last of 5 weeks, is a Saturday: the days before it (0.9) are out.
    log = make_log(rows(*[0.9] * 5, *[0.4, None], *[0.2, 0.2, 0.2, 0.2, None, 0.6, 0.8] * 4))
    assert said(log, coming(log))["mean_day_type"] == pytest.approx([0.2] * 4 + [(0.4 + 4 * 1.4) / 9] * 2 + [0.2])


def test_last_weeks_same_day_goes_back_further_where_that_day_is_missing(make_log, coming):
    log = make_log(rows(*[0.1] * 7, *[0.2, None, 0.2, 0.2, 0.2, 0.2, 0.2], *[0.3, None, None, 0.35, 0.3, 0.3, 0.3]))
    # Tuesday from the first week, Wednesday from the second.
    assert said(log, coming(log))["last_week"] == pytest.approx([0.1, 0.2, 0.35, 0.3, 0.3, 0.3, 0.3])


def test_after_a_long_gap_the_last_7_complete_days_speak(make_log, coming):
    log = make_log(rows(*[0.9] * 3, *[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], *[None] * 40))
    found = said(log, coming(log))
    for name in ("mean_7_days", "mean_weekday", "mean_day_type", "last_week"):
        assert found[name] == pytest.approx([0.4] * 7), name


def test_days_of_another_length_count_as_shares(make_log, coming):
    log = make_log([(690, 690)] + [(720, 720)] * 6)
    assert said(log, coming(log))["mean_7_days"] == pytest.approx([0.5] * 7)


def test_untracked_minutes_of_a_complete_day_are_shared_out(make_log):
    log = make_log([(460, 920), None])
    assert log.shares(0) == pytest.approx([1 / 3, 2 / 3])
    assert log.shares(1) is None


def test_smoothing_follows_a_step_and_holds_a_noisy_level_by_itself(make_log, coming):
    rng = np.random.default_rng(3)
    step = [0.1] * 60 + [0.3] * 60
    noise = 0.3 + 0.1 * rng.standard_normal(120)
    log = make_log([(a * DAY, b * DAY, (1 - a - b) * DAY) for a, b in zip(step, noise, strict=True)])
    panel = Panel(3, LEADS)
    for place, day in enumerate(log.days):
        panel.observe(day, log.shares(place))
    share = panel.predict(coming(log))[NAMES.index(smoothing.NAME)]
    assert share[:, 0] == pytest.approx(0.3, abs=0.015)
    assert share[:, 1] == pytest.approx(0.3, abs=0.03)


def test_smoothing_learns_the_weekdays_and_the_day_types(make_log, coming):
    # Free on weekends, and Wednesdays differ.
    log = make_log(rows(*[0.4, 0.4, 0.7, 0.4, 0.4, 0.1, 0.1] * 20))
    share = said(log, coming(log))["smoothing"]
    assert share == pytest.approx([0.4, 0.7, 0.4, 0.4, 0.1, 0.1, 0.4], abs=0.04)


def test_smoothing_learns_nothing_from_a_day_that_is_not_complete(make_log, coming):
    # Whole weeks are missing, so that the weekdays stay in step.
    weeks = [0.4, 0.4, 0.7, 0.4, 0.4, 0.1, 0.1]
    log = make_log(rows(*weeks * 8, *[None] * 28))
    full = make_log(rows(*weeks * 8))
    assert said(log, coming(log))["smoothing"] == pytest.approx(said(full, coming(full))["smoothing"])


def test_smoothing_tells_a_holiday_from_its_weekday(make_log, coming):
    holidays = {place for place in range(140) if place * place % 11 in {1, 3}}
    log = make_log(rows(*[0.1 if place in holidays else 0.4 for place in range(140)]))
    days = [replace(day, is_holiday=place in holidays) for place, day in enumerate(log.days)]
    targets = [replace(day, is_holiday=day.weekday == 2) for day in coming(log)]
    share = said(replace(log, days=days), targets)["smoothing"]
    assert share == pytest.approx([0.1 if day.weekday == 2 else 0.4 for day in targets], abs=0.04)


def feed(shares, log):
    """A filter that has seen the given shares, by day and category."""
    result = smoothing.Smoothing(shares.shape[1], (2, 8))
    for day, row in zip(log.days, shares, strict=True):
        result.observe(day, row)
    return result


def test_the_gains_are_chosen_for_each_category_as_if_it_were_alone(make_log, coming):
    rng = np.random.default_rng(3)
    walking = 0.5 + np.cumsum(0.02 * rng.standard_normal(200))
    noisy = 0.3 + 0.1 * rng.standard_normal(200)
    shares, log = np.stack([walking, noisy], axis=1), make_log([(720, 720)] * 200)
    together = feed(shares, log).predict(coming(log))
    for column in range(2):
        alone = feed(shares[:, [column]], log).predict(coming(log))
        np.testing.assert_allclose(together[..., [column]], alone)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_gains_follow_a_person_who_changes(make_log, coming, seed):
    # Two years of noise around a level ask for a small gain; the walk after them for a large one.
    rng = np.random.default_rng(seed)
    noisy = 0.5 + 0.2 * rng.standard_normal(700)
    walking = 0.5 + np.cumsum(0.02 * rng.standard_normal(120))
    log = make_log([(720, 720)] * 820)
    shares = np.concatenate([noisy, walking])[:, np.newaxis]
    np.testing.assert_allclose(feed(shares, log).predict(coming(log)), walking[-1], atol=0.02)


def test_the_mean_of_methods_is_the_mean_of_the_others(live, coming):
    log = live(60)
    found = said(log, coming(log))
    assert found["mean_of_methods"] == pytest.approx(
        np.mean([found[name] for name in NAMES if name != "mean_of_methods"], axis=0)
    )


def test_every_methods_day_is_whole(live, coming):
    log = live(60)
    panel = Panel(4, LEADS)
    for place, day in enumerate(log.days):
        panel.observe(day, log.shares(place))
    shares = panel.predict(coming(log))
    assert shares.min() >= 0
    np.testing.assert_allclose(shares.sum(axis=-1), 1)


def test_every_method_has_its_place_among_equals():
    assert sorted(PREFERENCE) == sorted(NAMES)
    assert PREFERENCE[-1] == "last_week"

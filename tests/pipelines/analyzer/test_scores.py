"""The backtest's leads, the scores, and who wins."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.analyzer.backtest import LEADS, MIN_KNOWN, walk
from pipelines.analyzer.methods import NAMES, PREFERENCE, YARDSTICK
from pipelines.analyzer.scores import Score, Scores, score


def by_name(scores):
    return {score.name: score for score in scores.methods}


def test_the_newest_day_a_forecast_knows_is_two_to_eight_days_before_its_target(make_log):
    # The first category's share tells the place of a day, so the 7-day mean tells what it knew.
    log = make_log([(place, 1440 - place) for place in range(60)])
    forecasts = walk(log).forecasts[NAMES.index("mean_7_days"), 40, :, 0]
    assert forecasts == pytest.approx([40 - lead - 3 for lead in LEADS])
    assert LEADS == (2, 3, 4, 5, 6, 7, 8)


def test_an_origin_needs_7_complete_days_behind_it(make_log):
    log = make_log([None, *[(720, 720)] * 3, None, *[(720, 720)] * 20])
    forecasts = walk(log).forecasts[YARDSTICK, :, 0, 0]
    seventh = 8
    assert MIN_KNOWN == 7
    assert np.isnan(forecasts[: seventh + 2]).all()
    assert not np.isnan(forecasts[seventh + 2 :]).any()


def test_a_forecast_of_a_day_of_23_hours_sums_to_23_hours(live):
    log = live(60)
    days = [*log.days[:50], replace(log.days[50], minutes=1380.0), *log.days[51:]]
    totals = walk(replace(log, days=days)).forecasts[:, 49:52].sum(axis=-1)
    np.testing.assert_allclose(totals, np.broadcast_to([[[1440], [1380], [1440]]], totals.shape))


def test_mae_is_over_complete_days_leads_and_used_categories(make_log):
    # Last week's same day is off by 60 in two of three categories when the weeks alternate; the fourth has no time.
    weeks = [[(400, 600, 440, 0)] * 7, [(460, 540, 440, 0)] * 7]
    rows: list[tuple[int, ...] | None] = [row for number in range(12) for row in weeks[number % 2]]
    rows[40] = None
    log = make_log(rows)
    found = by_name(score(walk(log)))["last_week"]
    # A target 8 days on is two weeks from the newest same day known, so it is right, as is one whose last week is
    # missing; where that day two weeks ago is missing, the one before it is wrong again.
    errors = [
        40.0 if (lead, target) == (8, 54) or (lead < 8 and target != 47) else 0.0
        for target, row in enumerate(rows)
        for lead in LEADS
        if row is not None and target - lead >= 6
    ]
    assert found.mae == pytest.approx(np.mean(errors), abs=1e-6)
    assert found.relmae == 1


def test_relmae_is_against_last_weeks_same_day(live):
    found = by_name(score(walk(live(120))))
    for name in NAMES:
        assert found[name].relmae == pytest.approx(found[name].mae / found["last_week"].mae)


def test_days_of_more_than_a_year_ago_are_not_scored(make_log):
    rng = np.random.default_rng(4)
    wild = [(minutes, 1440 - minutes) for minutes in rng.uniform(0, 1440, 100)]
    scores = score(walk(make_log([*wild, *[(720, 720)] * 405])))
    assert by_name(scores)["mean_day_type"].mae == 0
    assert scores.days == 365
    assert scores.origins == 365 + len(LEADS) - 1


def test_the_winner_has_the_least_error(live):
    scores = score(walk(live(200)))
    assert scores.winner.mae == min(score.mae for score in scores.methods)
    assert scores.winner.relmae is not None
    assert scores.winner.relmae <= 1


@pytest.mark.parametrize("best", PREFERENCE)
def test_among_equals_the_simpler_method_wins(best):
    first = PREFERENCE.index(best)
    names = reversed(PREFERENCE[first:])
    assert Scores([Score(name, 10.0, 1.0, 0.8) for name in names], 1, 1).winner.name == best


def test_a_person_who_never_varies_has_no_relmae(make_log):
    scores = score(walk(make_log([(720, 720)] * 60)))
    assert scores.winner.name == "mean_7_days"
    assert (scores.winner.mae, scores.winner.relmae, scores.winner.coverage) == (0, None, 1)


def test_a_log_without_any_scored_day_has_no_scores(make_log):
    scores = score(walk(make_log([(720, 720)] * 7)))
    assert (scores.methods, scores.origins, scores.days) == ([], 0, 0)


def test_the_calendar_of_the_log_decides_the_day_type(live):
    log = live(120, missing=0)
    # With all days of one type, that method becomes a mean of 30 days and loses the weekends.
    flat = replace(log, days=[replace(day, is_holiday=False) for day in log.days])
    assert by_name(score(walk(flat)))["mean_day_type"].mae > by_name(score(walk(log)))["mean_day_type"].mae + 10

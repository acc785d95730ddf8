"""A run without a database: little data, days of another length, anomalies."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from pipelines.analyzer.analysis import analyse
from pipelines.analyzer.backtest import LEADS, walk
from pipelines.analyzer.intervals import Margins
from pipelines.analyzer.marts import History
from pipelines.analyzer.methods import NAMES


def steady(days, seed=1):
    rng = np.random.default_rng(seed)
    return [(700 + noise, 500 - noise, 240) for noise in rng.uniform(-5, 5, days)]


def run(log, targets, gap=()):
    last = (gap or log.days)[-1].date
    return analyse(History(log, gap, targets, len(log.days)), last + timedelta(days=1))


def sums(analysis):
    totals: dict[object, float] = {}
    for row in analysis.estimates:
        totals[row.target_date] = totals.get(row.target_date, 0) + row.minutes
    return {day: round(total, 6) for day, total in totals.items()}


def test_13_complete_days_give_their_plain_mean_with_a_message(make_log, coming):
    log = make_log([*[None] * 30, *[(600, 840)] * 6, None, *[(720, 720)] * 7])
    found = run(log, coming(log))
    assert (found.method, found.days, found.scores, found.anomalies) == ("plain_mean", 13, None, [])
    assert "Only 13 complete days" in found.messages[0]
    first = found.estimates[0]
    assert first.minutes == pytest.approx((600 * 6 + 720 * 7) / 13, abs=0.01)
    assert (first.lower, first.upper) == (480, 840)


def test_14_complete_days_let_the_methods_compete(make_log, coming):
    log = make_log(steady(14))
    found = run(log, coming(log))
    assert found.method != "plain_mean"
    assert found.scores is not None
    assert found.scores.days == 14 - 8
    assert "Too few days for tested intervals" in found.messages[0]


@pytest.mark.parametrize(("days", "widened"), [(22, True), (23, False)])
def test_intervals_are_ranges_until_9_days_have_errors_of_all_leads(make_log, coming, days, widened):
    log = make_log(steady(days))
    found = run(log, coming(log))
    assert bool(found.messages) is widened
    first = found.estimates[0]
    assert (first.upper - first.lower > 20) is widened


def test_14_scattered_days_compete_as_well(make_log, coming):
    log = make_log([row for day in steady(14) for row in [day, *[None] * 20]])
    found = run(log, coming(log))
    assert found.scores is not None
    assert found.scores.days == 14 - 7
    assert found.method == found.scores.winner.name


def test_a_single_complete_day_gets_an_interval_as_wide_as_the_day(make_log, coming):
    found = run(make_log([(720, 720)]), coming(make_log([(720, 720)])))
    assert {(row.lower, row.upper) for row in found.estimates} == {(0, 1440)}
    assert "Only 1 complete day:" in found.messages[0]


def test_no_complete_day_and_no_day_at_all_are_told_apart(coming, make_log):
    targets = coming(make_log([(720, 720)]))
    some = analyse(History(None, [], targets, 12), targets[0].date)
    none = analyse(History(None, [], [], 0), targets[0].date)
    assert (some.estimates, none.estimates) == ([], [])
    assert "None of the 12 logged days is complete" in some.messages[0]
    assert "no logged time" in none.messages[0]


@pytest.mark.parametrize("days", [5, 20, 120])
def test_the_estimates_of_a_day_sum_to_its_length_also_when_the_clock_changes(live, coming, days):
    log = live(days, missing=0)
    targets = coming(log)
    lengths = {targets[1].date: 1380.0, targets[2].date: 1500.0}
    found = run(log, coming(log, lengths=lengths))
    assert sums(found) == {day.date: lengths.get(day.date, 1440) for day in targets}
    for row in found.estimates:
        assert 0 <= row.lower <= row.minutes <= row.upper <= lengths.get(row.target_date, 1440)


def test_the_same_history_gives_the_same_analysis(live, coming):
    log = live(150)
    assert run(log, coming(log)) == run(log, coming(log))


def test_a_category_that_was_never_used_is_estimated_as_0(live, coming):
    log = live(90)
    wide = replace(log, categories=[*log.categories, "never"], actual=np.c_[log.actual, log.actual[:, 0] * 0])
    rows = [row for row in run(wide, coming(wide)).estimates if row.category == "never"]
    assert {(row.minutes, row.lower, row.upper) for row in rows} == {(0, 0, 0)}


def test_a_long_gap_is_told_and_empties_the_windows(live, coming):
    log = live(90, missing=0)
    gap = [replace(log.days[0], date=log.days[-1].date + timedelta(days=step)) for step in range(1, 41)]
    found = run(log, coming(log), gap)
    assert f"The newest complete day is {log.days[-1].date}: the 40 days since then" in found.messages[0]
    # No day of the type within 30 days: the last 7 complete days speak for every day to come.
    assert found.method == "mean_day_type"
    expected = log.actual[-7:].mean(axis=0)
    assert [row.minutes for row in found.estimates] == pytest.approx([*expected] * 7, abs=0.011)


def test_a_day_out_of_the_ordinary_is_an_anomaly_with_its_size(make_log, coming):
    rows = [*steady(100), (900, 300, 240), *steady(5)]
    log = make_log(rows)
    found = [row for row in run(log, coming(log)).anomalies if abs(row.size) > 50]
    odd = log.days[100].date
    assert [(row.local_date, row.category, row.actual) for row in found] == [(odd, "c0", 900), (odd, "c1", 300)]
    above, below = found
    assert above.size == pytest.approx(900 - above.upper)
    assert above.size == pytest.approx(195, abs=5)
    assert below.size == pytest.approx(300 - below.lower)
    assert below.size == pytest.approx(-195, abs=5)


def test_every_anomaly_is_outside_and_nothing_older_than_28_days(live, coming):
    log = live(150)
    found = run(log, coming(log)).anomalies
    today = log.days[-1].date + timedelta(days=1)
    assert found
    assert min(row.local_date for row in found) >= today - timedelta(days=28)
    assert all(not row.lower <= row.actual <= row.upper for row in found)
    # An 80 % interval leaves about a fifth of the categories of the days outside.
    assert len(found) / (log.complete[-28:].sum() * 4) == pytest.approx(0.2, abs=0.12)


def test_an_anomaly_is_measured_by_the_last_forecast_made_before_its_day(live, coming):
    log = live(150, missing=0)
    analysis, backtest = run(log, coming(log)), walk(log)
    method = NAMES.index(str(analysis.method))
    margins = Margins(backtest, method)
    assert analysis.anomalies
    for row in analysis.anomalies:
        place, column = (row.local_date - log.days[0].date).days, log.categories.index(row.category)
        # Made on the day before, while that day still ran: the newest day it knew is two days back.
        bounds = margins.around(backtest.forecasts[method, place, LEADS.index(2)], place - 2, log.days[place])
        assert bounds is not None
        assert (row.lower, row.upper) == pytest.approx((bounds.lower[column], bounds.upper[column]), abs=0.006)


def test_a_day_itself_does_not_widen_its_interval(make_log, coming):
    # Were the odd day among its own errors, its bounds would reach out to it.
    log = make_log([*steady(30), (900, 300, 240)])
    assert any(row.size > 150 for row in run(log, coming(log)).anomalies)


def test_a_day_that_is_not_complete_is_no_anomaly(make_log, coming):
    log = make_log([*steady(100), None, *steady(1)])
    assert log.days[100].date not in {row.local_date for row in run(log, coming(log)).anomalies}


def test_rounding_never_puts_an_estimate_outside_its_own_interval(make_log, coming):
    # Two of the three tiny categories get the hundredths that are left; the bounds of all three round up.
    log = make_log([(0.006, 0.006, 0.006, 1439.982)] * 60)
    found = run(log, coming(log))
    assert [row.minutes for row in found.estimates[:3]] == [0.01, 0.01, 0]
    assert all(row.lower <= row.minutes <= row.upper for row in found.estimates)

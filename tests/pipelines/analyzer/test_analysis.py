"""What a run finds out: estimates with their basis, messages, anomalies."""

from datetime import timedelta

import numpy as np
import pytest

from pipelines.analyzer import estimates
from pipelines.analyzer.analysis import analyse
from pipelines.analyzer.history import History
from pipelines.analyzer.intervals import interval, widening
from pipelines.analyzer.mixture import Mixture
from tests.pipelines.analyzer.conftest import MONDAY, coming, forecast, log_of, part_days, whole_days

HOUR = [60.0]


def analysis(log, *, late=0, beyond=(), plan=None):
    """The analysis on the day that comes `late` days after the one after the log's last."""
    today = log.days[-1].date + timedelta(days=1 + late)
    targets = coming(log, 8 + late)[late:]
    return analyse(History(log=log, targets=targets, beyond=beyond, plan=plan or {}), today)


def test_a_log_of_nothing_gets_one_sentence():
    found = analyse(History(log=None, targets=[], beyond=[], plan={}), MONDAY)
    assert found.messages == [
        "There is no logged time yet on a day that was read, so there is nothing to estimate from."
    ]
    assert (found.basis, found.estimates, found.scores) == (None, [], [])


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (1, "1 day to learn from so far: estimates begin with 7, on 2026-01-12 if every day is read until then."),
        (6, "6 days to learn from so far: estimates begin with 7, on 2026-01-12 if every day is read until then."),
    ],
)
def test_the_first_week_gets_the_day_on_which_estimates_begin(days, message):
    found = analysis(log_of([HOUR] * days))
    assert (found.messages, found.estimates) == ([message], [])


def test_the_second_week_is_called_rough():
    [message] = analysis(log_of([HOUR] * 13)).messages
    assert message.startswith("The estimates are rough: 13 days to learn from so far")
    assert analysis(log_of([HOUR] * 14)).messages == []


def test_no_messages_and_all_targets_for_a_settled_log():
    found = analysis(part_days(40))
    assert found.messages == []
    assert [row.target_date for row in found.estimates[::4]] == [day.date for day in coming(part_days(40))]


@pytest.mark.parametrize("late", [0, 1, 2, 27, 28])
def test_the_days_to_come_follow_today_however_old_the_log_is(late):
    """The last day known is late + 1 days before today."""
    found = analysis(part_days(60), late=late)
    if late + 1 > 28:
        assert (found.estimates, len(found.messages)) == ([], 1)
        assert "The log was read up to 2026-03-05, 29 days ago" in found.messages[0]
    else:
        assert len(found.estimates) == 8 * 4
        expected = ["The estimates are from data up to 2026-03-05."] if late + 1 > 2 else []
        assert found.messages == expected


@pytest.mark.parametrize(("empty", "is_silent"), [(27, False), (28, True)])
def test_twenty_eight_days_without_an_entry_get_no_estimate(empty, is_silent):
    found = analysis(log_of([HOUR] * 40 + [[0.0]] * empty))
    assert bool(found.estimates) is not is_silent
    assert ("Nothing was logged between 2026-02-13 and" in " ".join(found.messages)) is is_silent


@pytest.mark.parametrize(("back", "is_guess"), [(1, True), (7, True), (8, False)])
def test_the_first_week_after_a_break_is_called_a_guess(back, is_guess):
    found = analysis(log_of([HOUR] * 40 + [[0.0]] * 20 + [HOUR] * back))
    assert found.basis.is_guess is is_guess
    assert ("a guess" in " ".join(found.messages)) is is_guess


def test_days_of_a_forgotten_timer_are_listed():
    found = analysis(log_of([HOUR] * 90, forgotten=[20, 30, 40, 50, 60, 70, 80]))
    [message] = found.messages
    assert "2026-02-14, 2026-02-24, 2026-03-06, 2026-03-16, 2026-03-26 and 2 earlier ones" in message
    assert found.basis.days == 83
    assert analysis(log_of([HOUR] * 60, forgotten=range(10))).messages == []


def test_more_minutes_than_the_day_has_are_cut_with_a_message():
    found = analysis(log_of([HOUR] * 50 + [[1500.0]] + [HOUR] * 9))
    assert found.messages == ["A category has more minutes than the day, and is cut to its length: 2026-02-24."]
    assert max(row.chances.seconds[-1] for row in found.estimates) == 86400


def test_the_basis_is_named():
    found = analysis(whole_days(60))
    days = Mixture(whole_days(60)).training.seen_from(59).rows.size
    basis = found.basis
    assert (basis.mode, basis.days, basis.grade, basis.until) == (
        "whole-day",
        days,
        "learnt",
        coming(whole_days(60))[0].date - timedelta(days=1),
    )
    assert days < 60


def test_the_days_that_weigh_most_are_named_with_their_parts():
    log = part_days(60)
    mixture, targets = Mixture(log), coming(log)
    mixed = forecast(mixture, 59, targets)
    rows = analysis(log).estimates
    for place in range(8):
        for column in range(4):
            weights = mixed.parts[:, column] @ mixed.combined.weights[place]
            newest_first = sorted(range(60), key=lambda row: (-round(weights[row], 12), -row))[:3]
            expected = [(log.days[row].date, pytest.approx(weights[row], abs=1e-4)) for row in newest_first]
            assert rows[place * 4 + column].heaviest == expected


def test_anomalies_are_the_days_outside_the_interval_of_two_days_before():
    log = part_days(120)
    found = {(row.local_date, row.category): row for row in analysis(log).anomalies}
    mixture, expected = Mixture(log), set()
    for row in range(92, 120):
        mixed = forecast(mixture, row - 2, [log.days[row]])
        ends = interval(mixed, widening(mixture, row - 2), np.array([1440.0]))
        for column in range(4):
            lower, upper, actual = ends.lower[0, column], ends.upper[0, column], log.minutes[row, column]
            if not lower - 0.005 <= actual <= upper + 0.005:
                key = log.days[row].date, f"c{column}"
                expected.add(key)
                size = actual - upper if actual > upper else actual - lower
                assert found[key].size == pytest.approx(size, abs=0.02)
    assert found.keys() == expected != set()


def test_anomalies_are_of_the_last_four_weeks_and_of_days_that_count():
    rows: list[list[float] | None] = [HOUR] * 100
    for row in (70, 71, 72, 90, 95):
        rows[row] = [300.0]
    rows[93] = None
    dates = {row.local_date for row in analysis(log_of(rows)).anomalies}
    day = [MONDAY + timedelta(days=row) for row in range(100)]
    assert dates == {day[72], day[90], day[95]}


@pytest.mark.parametrize("background", [[100.0, 20.0], [1300.0, 140.0]], ids=["part-day", "whole-day"])
def test_a_forgotten_timer_is_no_anomaly(background):
    rows = [background] * 90
    rows[80] = rows[85] = [0.0, 1440.0]
    found = analysis(log_of(rows, forgotten=[80]))
    assert {row.local_date for row in found.anomalies} == {MONDAY + timedelta(days=85)}


def test_no_run_has_a_number_that_is_none():
    for log in (part_days(7), part_days(30), whole_days(60), log_of([[0.0, 1.0]] * 40)):
        for row in analysis(log).estimates:
            assert np.isfinite([row.minutes, row.median, row.lower, row.upper, row.any]).all()


def test_later_targets_do_not_change_the_estimates_of_the_others():
    log = part_days(60)
    alone = estimates.estimate(Mixture(log), coming(log, 8), {})
    more = estimates.estimate(Mixture(log), coming(log, 30), {})
    assert alone is not None
    assert more is not None
    assert alone[1] == more[1][: 8 * 4]

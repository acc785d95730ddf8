"""Which days train, as seen from the end of a day."""

import numpy as np
import pytest

from pipelines.analyzer.training import Training
from pipelines.mode import Mode
from tests.pipelines.analyzer.conftest import log_of

DONE, NOTHING = [60.0], [0.0]


def trains(log, origin=None):
    return Training(log).seen_from(len(log.days) - 1 if origin is None else origin).rows.tolist()


def test_a_day_without_an_entry_is_a_zero_and_trains():
    assert trains(log_of([DONE, NOTHING, DONE, NOTHING])) == [0, 1, 2, 3]


def test_a_day_that_was_not_read_does_not_train():
    assert trains(log_of([DONE, None, DONE])) == [0, 2]


@pytest.mark.parametrize(("empty", "is_break"), [(13, False), (14, True), (15, True)])
def test_a_stretch_of_fourteen_days_that_is_over_is_a_break(empty, is_break):
    log = log_of([DONE] * 5 + [NOTHING] * empty + [DONE])
    expected = [*range(5), 5 + empty] if is_break else [*range(6 + empty)]
    assert trains(log) == expected


def test_a_running_break_trains_as_zeros_until_the_day_on_which_it_ends():
    log = log_of([DONE] * 5 + [NOTHING] * 20 + [DONE] * 3)
    assert trains(log, 24) == [*range(25)]
    assert trains(log, 25) == [*range(5), 25]
    assert trains(log, 26) == [*range(5), 25, 26]


def test_days_that_were_not_read_neither_end_a_break_nor_make_it_longer():
    assert trains(log_of([DONE, *[NOTHING] * 7, None, *[NOTHING] * 7, DONE])) == [0, 16]
    assert trains(log_of([DONE, *[NOTHING] * 7, None, *[NOTHING] * 6, DONE])) == [*range(8), *range(9, 16)]


def test_a_break_is_just_over_for_a_week():
    training = Training(log_of([DONE] * 5 + [NOTHING] * 20 + [DONE] * 30))
    assert [row for row in range(55) if training.is_break_just_over(row, days=7)] == [*range(25, 32)]


@pytest.mark.parametrize(("days", "is_forgotten"), [(19, False), (20, True)])
def test_long_entries_are_forgotten_timers_unless_more_than_a_tenth_of_the_days_have_one(days, is_forgotten):
    """Two of 20 days are a tenth, two of 19 more; days without an entry do not count."""
    log = log_of([DONE] * days + [NOTHING] * 5, forgotten=[3, 4])
    assert (sorted(set(range(days + 5)) - set(trains(log))) == [3, 4]) is is_forgotten
    assert Training(log).left_out_as_forgotten(days + 4).tolist() == ([3, 4] if is_forgotten else [])


def test_forgotten_timers_are_seen_from_the_origin():
    log = log_of([DONE] * 40, forgotten=[3, 4])
    assert trains(log, 10) == [*range(11)]
    assert trains(log, 30) == [row for row in range(31) if row not in {3, 4}]


def test_in_whole_day_mode_only_complete_days_train_and_forgotten_timers_do_too():
    rows = [[1440.0]] * 40
    rows[10] = rows[35] = [1367.0]
    log = log_of(rows, forgotten=[20])
    training = Training(log)
    assert training.seen_from(39).mode is Mode.WHOLE_DAY
    assert trains(log) == [row for row in range(40) if row not in {10, 35}]
    assert training.left_out_as_forgotten(39).size == 0
    assert training.seen_from(22).mode is Mode.PART_DAY
    assert trains(log, 22) == [row for row in range(23) if row != 20]


def test_minutes_of_a_part_day_are_cut_to_the_day():
    training = Training(log_of([[1500.0, 30.0]]))
    assert training.minutes(Mode.PART_DAY).tolist() == [[1440, 30]]
    assert training.values(Mode.PART_DAY).tolist() == [[1440, 30]]


def test_minutes_of_a_whole_day_are_shares_of_what_was_tracked():
    log = log_of([[700.0, 700.0], [0.0, 0.0]], lengths={})
    training = Training(log)
    assert training.values(Mode.WHOLE_DAY).tolist() == [[0.5, 0.5], [0, 0]]
    assert training.minutes(Mode.WHOLE_DAY).tolist() == [[720, 720], [0, 0]]


def test_left_out_days_are_none_where_nothing_was_forgotten():
    assert np.array_equal(Training(log_of([DONE] * 3)).left_out_as_forgotten(2), [])

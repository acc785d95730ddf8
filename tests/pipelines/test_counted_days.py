"""The days that count, and that the analyzer learns from the same ones."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.analyzer.days import CalendarDay, Log
from pipelines.analyzer.training import Training
from pipelines.counted_days import LoggedDay, break_ends, counted

FIRST = date(2026, 1, 5)
KINDS = {
    "logged": (True, False, True, False),
    "complete": (True, True, True, False),
    "empty": (True, False, False, False),
    "unread": (False, False, False, False),
    "forgotten": (True, True, True, True),
}


def log_of(*stretches: tuple[str, int]) -> list[LoggedDay]:
    kinds = [KINDS[kind] for kind, count in stretches for _ in range(count)]
    return [
        LoggedDay(
            local_date=FIRST + timedelta(days=number),
            is_read=is_read,
            is_complete=is_complete,
            has_entry=has_entry,
            is_forgotten=is_forgotten,
        )
        for number, (is_read, is_complete, has_entry, is_forgotten) in enumerate(kinds)
    ]


def places(days: Sequence[LoggedDay]) -> list[int]:
    return [(day.local_date - FIRST).days for day in days]


def test_a_day_without_an_entry_counts_and_an_unread_one_does_not():
    days = log_of(("logged", 3), ("empty", 2), ("unread", 1), ("logged", 1))
    assert places(counted(days)) == [0, 1, 2, 3, 4, 6]


@pytest.mark.parametrize(("length", "is_left_out"), [(13, False), (14, True)])
def test_a_break_of_fourteen_days_is_left_out_once_it_is_over(length, is_left_out):
    days = log_of(("logged", 5), ("empty", length), ("logged", 1))
    assert len(counted(days)) == (6 if is_left_out else 6 + length)
    # While it goes on, its days count as zeros.
    assert len(counted(days[:-1])) == 5 + length


def test_the_unread_days_of_a_break_do_not_end_it():
    assert break_ends([True, *[False] * 15, True], [True] * 7 + [False] + [True] * 9)[1:16] == (
        [16] * 6 + [None] + [16] * 8
    )


def test_a_forgotten_timer_is_left_out_unless_long_entries_are_usual():
    assert places(counted(log_of(("logged", 9), ("forgotten", 1), ("logged", 1)))) == [*range(9), 10]
    assert len(counted(log_of(("logged", 8), ("forgotten", 1)))) == 9


def test_whole_day_people_are_judged_on_complete_days_alone():
    days = log_of(("complete", 30), ("logged", 2), ("empty", 2), ("forgotten", 1))
    assert places(counted(days)) == [*range(30), 34]
    assert len(counted(log_of(("complete", 22), ("logged", 6)))) == 28


def test_a_log_without_days_has_none_that_count():
    assert counted([]) == []


def test_the_analyzer_learns_from_the_days_that_count():
    """Whatever the log, and as seen from any of its days."""
    rng = random.Random(3)
    for _ in range(300):
        kinds = [(rng.choice(list(KINDS)), rng.choice([1, 1, 2, 5, 13, 14, 30])) for _ in range(rng.randint(1, 12))]
        days = log_of(("logged", 1), *kinds)
        training = Training(analyzed(days))
        for origin in {0, len(days) - 1, rng.randrange(len(days))}:
            assert training.seen_from(origin).rows.tolist() == places(counted(days[: origin + 1]))


def analyzed(days: Sequence[LoggedDay]) -> Log:
    return Log(
        days=[CalendarDay(day.local_date, is_holiday=False, minutes=1440) for day in days],
        categories=["Work"],
        minutes=np.zeros((len(days), 1)),
        is_read=np.array([day.is_read for day in days]),
        is_complete=np.array([day.is_complete for day in days]),
        has_entry=np.array([day.has_entry for day in days]),
        is_forgotten=np.array([day.is_forgotten for day in days]),
    )

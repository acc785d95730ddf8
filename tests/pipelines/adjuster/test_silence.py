"""When an empty stretch is long enough that chance does not explain it."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from pipelines.adjuster.silence import silent_since
from pipelines.counted_days import LoggedDay

FIRST = date(2026, 1, 1)


def log_of(has_entry: Sequence[bool | None], *, is_complete: bool = False) -> list[LoggedDay]:
    """Days with an entry or without one; None = not read."""
    return [
        LoggedDay(
            local_date=FIRST + timedelta(days=number),
            is_read=logged is not None,
            is_complete=is_complete and bool(logged),
            has_entry=bool(logged),
            is_forgotten=False,
        )
        for number, logged in enumerate(has_entry)
    ]


@pytest.mark.parametrize(("empty_days", "is_silent"), [(3, False), (4, True)])
def test_three_empty_days_are_never_silence(empty_days, is_silent):
    days = log_of([True] * 30 + [False] * empty_days)
    assert silent_since(days) == (FIRST + timedelta(days=29) if is_silent else None)


@pytest.mark.parametrize(("empty_days", "is_silent"), [(6, False), (7, True)])
def test_who_logs_every_other_day_may_pause_longer(empty_days, is_silent):
    """Half of the days have an entry: 6 empty ones follow with 1.6 %, 7 with 0.8 %."""
    days = log_of([False, True] * 20 + [False] * empty_days)
    assert (silent_since(days[1:]) is not None) is is_silent
    assert (silent_since(log_of([True, True, False, True] * 10 + [False] * 4)) is not None) is True


def test_only_the_days_before_the_stretch_make_the_share():
    """With the stretch itself in the share, 7 of 21 days, it would still be likely: (2/3)^7 is 6 %."""
    assert silent_since(log_of([True, False] * 6 + [True] + [False] * 7)) is not None


def test_days_of_an_ended_break_do_not_count():
    before = [True] * 10 + [False] * 60 + [True] * 10
    assert silent_since(log_of(before + [False] * 4)) == FIRST + timedelta(days=79)


def test_unread_days_are_not_empty_ones():
    assert silent_since(log_of([True] * 30 + [False, False, False, None, None])) is None
    assert silent_since(log_of([True] * 30 + [False, None, False, False, False])) is not None


def test_a_log_of_whole_days_falls_silent_after_four_days():
    assert silent_since(log_of([True] * 30 + [False] * 4, is_complete=True)) == FIRST + timedelta(days=29)


def test_a_log_without_entries_is_not_silent_but_empty():
    assert silent_since([]) is None
    assert silent_since(log_of([False] * 9)) is None

"""The mode of tracking, walked day by day."""

import itertools
import random

import pytest

from pipelines.mode import Mode, mode_after, modes

WHOLE, PART = Mode.WHOLE_DAY, Mode.PART_DAY
YES, NO = [True], [False]


def each_mode(days: list[bool]) -> list[Mode]:
    """The mode at the end of each day."""
    return [mode_after(days[: count + 1]) for count in range(len(days))]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], PART),
        (YES * 22, PART),
        (YES * 23, WHOLE),
        (NO * 100 + YES * 23, WHOLE),
        (YES * 27 + NO, WHOLE),
        (NO * 8 + YES * 20, PART),
        (YES * 28 + NO * 11, WHOLE),
        (YES * 28 + NO * 12, PART),
        (YES * 28 + NO * 12 + YES * 11, PART),
        (YES * 400 + NO * 60, PART),
    ],
    ids=[
        "no day",
        "22 days",
        "23 days",
        "after a long time of parts",
        "27 of 28",
        "20 of 28 that never were more",
        "17 of 28 stay",
        "16 of 28 leave",
        "back at 22 of 28",
        "stopped",
    ],
)
def test_the_mode_after(days: list[bool], expected: Mode):
    assert mode_after(days) is expected


@pytest.mark.parametrize("seed", range(20))
def test_the_mode_does_not_flicker(seed: int):
    rng = random.Random(seed)
    days = [rng.random() < 20 / 28 for _ in range(400)]
    found = each_mode(days)
    changes = [day for day in range(1, len(found)) if found[day] is not found[day - 1]]
    # From 23 to 16 complete days among 28 takes at least seven days.
    assert all(later - earlier >= 7 for earlier, later in itertools.pairwise(changes))


@pytest.mark.parametrize("seed", range(5))
def test_the_mode_after_each_day_is_that_of_the_days_so_far(seed: int):
    rng = random.Random(seed)
    days = [rng.random() < 0.8 for _ in range(120)]
    assert modes(days, [True] * 120) == each_mode(days)


def test_a_day_that_was_not_read_changes_nothing():
    days, is_read = YES * 30 + NO * 20 + YES * 5, [True] * 30 + [False] * 20 + [True] * 5
    assert modes(days, is_read) == each_mode(YES * 30) + [WHOLE] * 25
    assert modes(NO * 3, NO * 3) == [PART] * 3
    assert modes([], []) == []

import random

from pipelines.reporter.numbers import apportion, minutes


def test_rounded_parts_always_add_up():
    rng = random.Random(1)
    for _ in range(200):
        values = [rng.randrange(0, 700_000) for _ in range(rng.randrange(1, 30))]
        assert sum(apportion(values, 1000)) == (1000 if sum(values) else 0)


def test_each_part_is_within_one_unit_of_its_true_value():
    values = [1, 1, 1, 4, 9]
    assert all(abs(part - value * 1000 / 16) < 1 for part, value in zip(apportion(values, 1000), values, strict=True))


def test_equal_remainders_go_to_the_earlier_value():
    assert apportion([1, 1, 1], 100) == [34, 33, 33]


def test_nothing_is_split_into_nothing():
    assert apportion([0, 0], 1000) == [0, 0]
    assert apportion([], 1000) == []


def test_half_a_minute_rounds_the_same_way_up_and_down():
    assert (minutes(90), minutes(-90), minutes(89), minutes(0)) == (2, -2, 1, 0)

"""The rules of one target, each at its edge, and what holds for any data."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest

from pipelines.adjuster import rules
from pipelines.adjuster.data import Day, DayAhead, Target
from pipelines.adjuster.rules import Candidate, Outlook

BOTH = rules.DAY_TYPES
WORKDAY, HOLIDAY = frozenset({"workday"}), frozenset({"holiday"})


def examine(target: Target, days: list[Day], expected: Outlook) -> Candidate | None:
    found = rules.evidence(target, days, BOTH)
    return rules.candidate(target, found, expected, BOTH) if found else None


def met(share: float, *, meet: float = 60, miss: float = 0) -> list[float]:
    """A hundred equally likely days, of which this share meets the target."""
    return [meet] * round(100 * share) + [miss] * round(100 * (1 - share))


@pytest.mark.parametrize(
    ("chance", "state"),
    [
        (1, "on_track"),
        (0.6, "on_track"),
        (0.59, "open"),
        (0.5, "open"),
        (0.41, "open"),
        (0.4, "off_track"),
        (0, "off_track"),
    ],
)
@pytest.mark.parametrize(("direction", "miss"), [("more", 0), ("less", 90)])
def test_the_state_follows_from_the_chance(make, direction, miss, chance, state):
    expected = make.outlook(met(chance, miss=miss), direction)
    assert rules.state(make.target(direction=direction), expected) == state


def test_without_chances_the_state_is_unknown_unless_no_verdict_is_wanted(make):
    assert [rules.state(make.target(direction=one), None) for one in ("more", "less", "neutral")] == [
        "unknown",
        "unknown",
        "neutral",
    ]
    assert rules.state(make.target(direction="neutral"), make.outlook([90], "neutral")) == "neutral"


def test_the_chance_is_the_mean_over_the_matching_days_of_the_next_seven(make, today):
    # Today is a Wednesday: of the next 7 days the third and the fourth are holidays.
    ahead = make.ahead(met(0.5), holiday=met(1), days=20)
    every, work = rules.outlook("more", ahead, BOTH, today), rules.outlook("more", ahead, WORKDAY, today)
    assert every is not None
    assert work is not None
    assert len(every.days) == 7
    assert every.chance(60) == pytest.approx(4.5 / 7)
    assert (len(work.days), work.chance(60)) == (5, 0.5)


def test_without_a_matching_day_in_the_next_seven_the_next_one_counts(make, today):
    monday = date(2026, 7, 6)
    far = [
        DayAhead(monday + timedelta(days=number), "holiday", make.outlook(met(1 - number)).days[0]) for number in (0, 1)
    ]
    expected = rules.outlook("more", [*make.ahead(met(0.5), holiday=[0])[:2], *far], HOLIDAY, today)
    assert expected is not None
    assert (len(expected.days), expected.chance(60)) == (1, 1)
    assert rules.outlook("more", far, WORKDAY, today) is None


def test_seven_days_are_the_last_that_count_as_next(make, today):
    day = make.outlook(met(1)).days[0]
    for lead, count in ((7, 2), (8, 1)):
        ahead = [DayAhead(today + timedelta(days=number), "workday", day) for number in (1, lead)]
        expected = rules.outlook("more", ahead, BOTH, today)
        assert expected is not None
        assert len(expected.days) == count


def test_a_target_for_all_days_gives_way_to_one_for_the_day_type(make):
    every, work = make.target(), make.target(day_type="workday")
    free, other = make.target(day_type="holiday"), make.target("Sleep", day_type="holiday")
    assert rules.matching_day_types(every, [every, other]) == {"workday", "holiday"}
    assert rules.matching_day_types(every, [every, work, other]) == {"holiday"}
    assert rules.matching_day_types(every, [every, work, free]) == set()
    assert rules.matching_day_types(work, [every, work]) == {"workday"}


def test_the_evidence_looks_at_the_newest_fourteen_days_of_the_day_type(make):
    target = make.target(minutes=60)
    days = make.days([10 if index in {2, 3, 9, 10, 16, 17} else 60 for index in range(40)])
    assert {day.day_type for index, day in enumerate(days) if index in {2, 3, 9, 10, 16, 17}} == {"holiday"}
    found = rules.evidence(target, days, WORKDAY)
    assert found is not None
    assert (found.days_met, found.days_looked_at) == (14, 14)
    assert (found.first_date, found.last_date) == (date(2026, 6, 4), date(2026, 6, 23))
    assert rules.evidence(target, [], WORKDAY) is None


@pytest.mark.parametrize(("chance", "days_met", "kind"), [(0.35, 4, "ease"), (0.36, 4, None), (0.35, 5, None)])
@pytest.mark.parametrize(("direction", "miss"), [("more", 40), ("less", 80)])
def test_a_target_is_eased_that_is_hardly_met_and_hardly_ever_was(make, direction, miss, chance, days_met, kind):
    days = make.days([miss] * (14 - days_met) + [60] * days_met)
    candidate = examine(make.target(direction=direction), days, make.outlook(met(chance, miss=miss), direction))
    assert (candidate and candidate.kind) == kind


@pytest.mark.parametrize(
    ("chance", "next_step", "kind"), [(0.9, 0.75, "tighten"), (0.89, 0.75, None), (0.9, 0.74, None)]
)
@pytest.mark.parametrize(("direction", "step", "miss"), [("more", 65, 0), ("less", 55, 200)])
def test_a_target_is_tightened_that_is_met_nearly_always_also_one_step_on(
    make, direction, step, miss, chance, next_step, kind
):
    samples = [step] * round(100 * next_step) + [60] * round(100 * (chance - next_step))
    expected = make.outlook([*samples, *[miss] * (100 - len(samples))], direction)
    candidate = examine(make.target(direction=direction), make.days([60] * 14), expected)
    assert (candidate and candidate.kind) == kind
    if candidate:
        assert (candidate.new_minutes, candidate.chance, candidate.new_chance) == (step, chance, next_step)
    found = rules.evidence(make.target(direction=direction), make.days([60] * 14), BOTH)
    assert found is not None
    assert rules.kind(make.target(direction=direction), found, expected) == kind


@pytest.mark.parametrize(
    ("minutes", "direction", "samples", "new"),
    [
        (62, "more", [65], 65),
        (63, "less", [60], 60),
        (1440, "more", [1440], None),
        (0, "less", [0], None),
        (5, "less", [0], 0),
    ],
)
def test_the_next_step_is_on_the_grid_and_within_the_day(make, minutes, direction, samples, new):
    candidate = examine(
        make.target(minutes=minutes, direction=direction), make.days(samples * 14), make.outlook(samples, direction)
    )
    assert (candidate and candidate.new_minutes) == new


def test_the_days_decide_nothing_without_the_chances_and_the_chances_nothing_without_missed_days(make):
    """Ten misses of ten days are enough to ease, nine of nine are not."""
    low = make.outlook(met(0.1, miss=40))
    assert examine(make.target(), make.days([40] * 9), low) is None
    ten = examine(make.target(), make.days([40] * 10), low)
    assert (ten and ten.kind) == "ease"


def test_a_neutral_target_is_never_changed(make):
    for minutes in (0, 60, 200):
        target = make.target(direction="neutral")
        assert examine(target, make.days([minutes] * 14), make.outlook([minutes], "neutral")) is None


def test_the_fitting_minutes_are_the_strictest_with_a_chance_of_three_quarters(make):
    assert make.outlook([52] * 75 + [0] * 25).fitting_minutes() == 50
    assert make.outlook([52] * 74 + [0] * 26).fitting_minutes() == 0
    assert make.outlook([52] * 75 + [1000] * 25, "less").fitting_minutes() == 55
    assert make.outlook([52] * 74 + [1000] * 26, "less").fitting_minutes() == 1000
    # A day of 25 hours may have more than any target.
    assert make.outlook([1500], "less").fitting_minutes() == 1440
    assert make.outlook([1500], "more").fitting_minutes() == 1440


@pytest.mark.parametrize(("often", "is_misfit"), [(75, False), (74, True)])
def test_a_target_is_never_eased_to_so_little_that_it_asks_for_nothing(make, often, is_misfit):
    """With 10 minutes on three days of four it can be eased step by step; with less often nothing fits."""
    target, expected = make.target(), make.outlook([10] * often + [0] * (100 - often))
    found = rules.evidence(target, make.days([10, 0] * 7), BOTH)
    assert found is not None
    assert rules.is_misfit(target, found, expected) is is_misfit
    assert (rules.candidate(target, found, expected, BOTH) is None) is is_misfit


def test_only_a_target_to_be_eased_is_a_misfit_and_a_limit_never_is(make):
    few = [60] * 38 + [0] * 62
    found = rules.evidence(make.target(), make.days([0] * 14), BOTH)
    assert found is not None
    assert not rules.is_misfit(make.target(), found, make.outlook(few))
    limit = make.target(minutes=0, direction="less")
    found = rules.evidence(limit, make.days([30] * 14), BOTH)
    assert found is not None
    expected = make.outlook([5], "less")
    assert not rules.is_misfit(limit, found, expected)
    candidate = rules.candidate(limit, found, expected, BOTH)
    assert (candidate and candidate.new_minutes) == 5


@pytest.mark.parametrize(
    ("minutes", "wanted", "upward", "new"),
    [
        (60, 55, False, 55),
        (60, 50, False, 50),
        (60, 10, False, 50),  # 48 would be 20 %, and 45 more than that
        (100, 10, False, 80),
        (100, 300, True, 120),
        (10, 0, False, 5),  # 20 % would be 2 minutes
        (3, 0, False, 0),
        (3, 30, True, 5),
        (62, 45, False, 50),
        (63, 45, False, 55),  # 50 would be 13 of 12.6 minutes
        (60, 60, False, 60),
        (0, 0, False, 0),
        (0, 90, True, 5),
        (1438, 1440, True, 1440),
        (1440, 1440, True, 1440),
    ],
)
def test_minutes_move_towards_the_wanted_ones_on_the_grid_within_the_step(minutes, wanted, upward, new):
    assert rules.moved(minutes, wanted, upward=upward) == new


def persons(make, count: int) -> Iterator[tuple[Target, list[Day], Outlook]]:
    """Any target against any life, half of them near enough to the edges of the rules to call for a change."""
    rng = random.Random(4)
    for _ in range(count):
        minutes = rng.choice([rng.randint(0, 1440), rng.randint(0, 90), 5 * rng.randint(0, 288)])
        target = make.target(minutes=minutes, direction=rng.choice(["more", "less"]))
        center, spread = minutes * rng.choice([0.3, 0.8, 1, 1.2, 3]), rng.choice([1, 10, 120])

        def life(days: int, center: float = center, spread: float = spread) -> Sequence[float]:
            return [min(1500.0, max(0.0, rng.gauss(center, spread))) for _ in range(days)]

        yield target, make.days(life(rng.choice([0, 9, 10, 13, 14, 30]))), make.outlook(life(20), target.direction)


def test_whatever_the_data_a_change_keeps_the_rules(make):
    kinds = {("ease", "more"): 0, ("ease", "less"): 0, ("tighten", "more"): 0, ("tighten", "less"): 0}
    for target, days, expected in persons(make, 3000):
        candidate = examine(target, days, expected)
        if candidate is None:
            continue
        new, old, fitting = candidate.new_minutes, target.minutes, expected.fitting_minutes()
        kinds[candidate.kind, target.direction] += 1
        lowers = (candidate.kind == "ease") == (target.direction == "more")
        assert (new < old) if lowers else (new > old)
        assert abs(new - old) <= max(0.2 * old, 5)
        assert new % 5 == 0
        assert 0 <= new <= 1440
        # Never past the minutes that fit, and likely where a step reaches them.
        assert (new >= fitting) if lowers else (new <= fitting)
        assert new != fitting or candidate.new_chance >= 0.75 or fitting == 1440
        if candidate.kind == "tighten":
            assert candidate.new_chance >= 0.75
        elif target.direction == "more":
            assert new >= 10
    assert min(kinds.values()) > 80


def test_an_accepted_ease_leads_to_a_target_that_is_likely_and_stays(make):
    """Accepting again and again ends, and never swings back."""
    rng = random.Random(5)
    for direction, center in (("more", 20), ("less", 200)):
        target = make.target(minutes=100, direction=direction)
        life = [max(0.0, rng.gauss(center, 5)) for _ in range(14)]
        expected = make.outlook(life, direction)
        kinds: list[str] = []
        while (candidate := examine(target, make.days(life), expected)) and len(kinds) < 50:
            kinds.append(candidate.kind)
            target = make.target(minutes=candidate.new_minutes, direction=direction)
        assert set(kinds) == {"ease"}
        assert expected.chance(target.minutes) > 0.35
        assert abs(target.minutes - expected.fitting_minutes()) <= 40


def test_the_type_of_a_day_counts_and_not_its_weekday(make):
    holiday_week = [Day(day.local_date, "holiday", day.seconds) for day in make.days([60] * 14)]
    assert rules.evidence(make.target(), holiday_week, WORKDAY) is None

"""The rules of one target, each at its edge, and what holds for any data."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.adjuster import rules
from pipelines.adjuster.data import Day, Estimate, Target
from pipelines.adjuster.rules import Candidate

BOTH = rules.DAY_TYPES
WORKDAY = frozenset({"workday"})


def examine(target: Target, days: list[Day], estimates: list[Estimate]) -> Candidate | None:
    found = rules.evidence(target, days, rules.outlook(estimates, BOTH), BOTH)
    return rules.candidate(target, found, BOTH)


@pytest.mark.parametrize(
    ("direction", "expected", "state"),
    [
        ("more", 59.9, "off_track"),
        ("more", 60, "on_track"),
        ("less", 60, "on_track"),
        ("less", 60.1, "off_track"),
        ("neutral", 0, "neutral"),
    ],
)
def test_the_state_compares_the_mean_estimate_with_the_target(make, direction, expected, state):
    # A wide spread: only the mean counts.
    outlook = rules.outlook(make.estimates([expected - 30, expected, expected + 30]), BOTH)
    assert rules.state(make.target(direction=direction), outlook) == state


def test_without_an_estimate_the_state_is_unknown_unless_no_verdict_is_wanted(make):
    assert [rules.state(make.target(direction=one), None) for one in ("more", "less", "neutral")] == [
        "unknown",
        "unknown",
        "neutral",
    ]


def test_the_outlook_is_the_mean_of_the_next_seven_matching_days(make):
    estimates = make.estimates([10, 20, 500, 500, 30, 40, 50, 60, 70, 500, 500, 1000])
    outlook = rules.outlook(estimates, WORKDAY)
    assert outlook == rules.Outlook(40, 30, 60, 7)
    assert rules.outlook(estimates[2:4], WORKDAY) is None
    assert rules.outlook(estimates[:2], WORKDAY) == rules.Outlook(15, 5, 35, 2)


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
    found = rules.evidence(target, days, None, WORKDAY)
    assert found is not None
    assert (found.days_met, found.days_looked_at) == (14, 14)
    assert (found.first_date, found.last_date) == (date(2026, 6, 4), date(2026, 6, 23))
    assert rules.evidence(target, [], None, WORKDAY) is None


@pytest.mark.parametrize(("missed", "kind"), [(10, "ease"), (9, None)])
@pytest.mark.parametrize(("direction", "miss", "meet"), [("more", 40, 60), ("less", 80, 60)])
def test_a_target_is_eased_from_ten_misses_on(make, direction, miss, meet, missed, kind):
    days = make.days([miss] * missed + [meet] * (14 - missed))
    candidate = examine(make.target(direction=direction), days, make.estimates([miss]))
    assert (candidate and candidate.kind) == kind


@pytest.mark.parametrize(("direction", "miss", "expected"), [("more", 40, 60), ("less", 80, 60)])
def test_nothing_is_eased_that_is_expected_to_be_met_or_has_no_estimate(make, direction, miss, expected):
    target, days = make.target(direction=direction), make.days([miss] * 14)
    assert examine(target, days, make.estimates([expected])) is None
    assert examine(target, days, []) is None


@pytest.mark.parametrize(("met", "kind"), [(13, "tighten"), (12, None)])
@pytest.mark.parametrize(("direction", "meet", "miss"), [("more", 90, 0), ("less", 30, 200)])
def test_a_target_is_tightened_from_thirteen_days_met_on(make, direction, meet, miss, met, kind):
    candidate = examine(make.target(direction=direction), make.days([meet] * met + [miss] * (14 - met)), [])
    assert (candidate and candidate.kind) == kind


@pytest.mark.parametrize(("direction", "better"), [("more", 90), ("less", 30)])
def test_nothing_is_tightened_when_the_quantile_is_not_stricter(make, direction, better):
    """Eight of fourteen days are fewer than 60 %, nine are more."""
    target = make.target(direction=direction)
    assert examine(target, make.days([better] * 8 + [60] * 6), []) is None
    assert examine(target, make.days([better] * 9 + [60] * 5), []) is not None
    met = rules.evidence(target, make.days([60] * 14), None, BOTH)
    assert met is not None
    assert rules.kind(target, met) is None


def test_days_that_are_not_known_change_no_verdict(make):
    target, low = make.target(), make.estimates([20])
    ten, thirteen = examine(target, make.days([40] * 10), low), examine(target, make.days([90] * 13), [])
    assert (ten and ten.kind, thirteen and thirteen.kind) == ("ease", "tighten")
    assert examine(target, make.days([40] * 9), low) is None
    assert examine(target, make.days([90] * 12), []) is None


def test_a_neutral_target_is_never_changed(make):
    for minutes in (0, 60, 200):
        days, estimates = make.days([minutes] * 14), make.estimates([minutes] * 7)
        assert examine(make.target(direction="neutral"), days, estimates) is None


def test_the_quantile_is_the_strictest_minutes_that_sixty_percent_meet():
    values = list(range(1, 11))
    assert rules.quantile(values, "more") == 5
    assert rules.quantile(values, "less") == 6
    assert rules.quantile([7], "more") == rules.quantile([7], "less") == 7


@pytest.mark.parametrize(
    ("minutes", "quantile", "upward", "new"),
    [
        (60, 55.4, False, 55),
        (60, 51, False, 50),
        (60, 10, False, 50),  # 48 would be 20 %, and 45 more than that
        (100, 10, False, 80),
        (100, 300, True, 120),
        (10, 0, False, 5),  # 20 % would be 2 minutes
        (3, 0, False, 0),
        (3, 30, True, 5),
        (62, 48, False, 50),
        (63, 48, False, 55),  # 50 would be 13 of 12.6 minutes
        (60, 58, False, 60),
        (60, 57.5, False, 60),
        (60, 57, False, 55),
        (60, 52.5, False, 55),  # of two equally near the shorter move
        (60, 67.5, True, 65),
        (0, 0, False, 0),
        (0, 90, True, 5),
        (1438, 1500, True, 1440),
        (1440, 1500, True, 1440),
        (7, 7, True, 7),
    ],
)
def test_minutes_move_towards_the_quantile_on_the_grid_within_the_step(minutes, quantile, upward, new):
    assert rules.moved(minutes, quantile, upward=upward) == new


def persons(make, count: int) -> Iterator[tuple[Target, list[Day], list[Estimate]]]:
    """Any target against any life, half of them near enough to the edges of the rules to call for a change."""
    rng = random.Random(4)
    for _ in range(count):
        minutes = rng.choice([rng.randint(0, 1440), rng.randint(0, 90), 5 * rng.randint(0, 288)])
        target = make.target(minutes=minutes, direction=rng.choice(["more", "less"]))
        center, spread = minutes * rng.choice([0.3, 0.8, 1, 1.2, 3]), rng.choice([1, 10, 120])
        days = [min(1500.0, max(0.0, rng.gauss(center, spread))) for _ in range(rng.choice([0, 9, 10, 13, 14, 30]))]
        expected = [max(0.0, rng.gauss(center, spread)) for _ in range(rng.choice([0, 1, 7]))]
        yield target, make.days(days), make.estimates(expected)


def test_whatever_the_data_a_change_keeps_the_rules(make):
    kinds = {("ease", "more"): 0, ("ease", "less"): 0, ("tighten", "more"): 0, ("tighten", "less"): 0}
    for target, days, estimates in persons(make, 4000):
        candidate = examine(target, days, estimates)
        if candidate is None:
            continue
        new, old = candidate.new_minutes, target.minutes
        kinds[candidate.kind, target.direction] += 1
        lowers = (candidate.kind == "ease") == (target.direction == "more")
        assert (new < old) if lowers else (new > old)
        assert abs(new - old) <= max(0.2 * old, 5)
        assert new % 5 == 0
        assert 0 <= new <= 1440
        # Never further from what the person does than before, and past it by rounding only.
        assert abs(new - candidate.evidence.quantile) < abs(old - candidate.evidence.quantile)
    assert min(kinds.values()) > 100


def test_an_accepted_ease_leads_to_a_target_that_is_met_and_stays(make):
    """Accepting again and again ends, and never swings back."""
    rng = random.Random(5)
    for direction, center in (("more", 20), ("less", 200)):
        target = make.target(minutes=100, direction=direction)
        days = make.days([max(0.0, rng.gauss(center, 5)) for _ in range(14)])
        estimates = make.estimates([center] * 7)
        kinds: list[str] = []
        while (candidate := examine(target, days, estimates)) and len(kinds) < 50:
            kinds.append(candidate.kind)
            target = make.target(minutes=candidate.new_minutes, direction=direction)
        assert set(kinds) == {"ease"}
        assert abs(target.minutes - rules.quantile([day.seconds / 60 for day in days], direction)) <= 20


def test_days_are_told_by_their_own_type_not_by_their_weekday(make):
    holiday_week = [Day(day.local_date, "holiday", day.seconds) for day in make.days([60] * 14)]
    assert rules.evidence(make.target(), holiday_week, None, WORKDAY) is None

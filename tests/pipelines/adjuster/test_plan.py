"""All targets together: the minutes of a day, and what was proposed before."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from uuid import UUID, uuid5

import pytest

from pipelines.adjuster import plan, rules
from pipelines.adjuster.data import Earlier, Target
from pipelines.adjuster.plan import Plan
from pipelines.adjuster.rules import Candidate


def earlier(candidate: Candidate, *, status: str = "pending") -> Earlier:
    """The proposal as the next run reads it."""
    target = candidate.target
    return Earlier(
        id=uuid5(UUID(int=1), f"{target.category}/{target.day_type}/{candidate.new_minutes}"),
        target_id=target.id,
        category_key=target.category_key,
        day_type=target.day_type,
        kind=candidate.kind,
        old_minutes=target.minutes,
        new_minutes=candidate.new_minutes,
        days_met=candidate.evidence.days_met,
        status=status,
        is_by_chance=True,
    )


def changes(made: Plan) -> list[tuple[str, int]]:
    return [(one.target.category, one.new_minutes) for one in made.create]


def heaviest(targets: Sequence[Target]) -> int:
    """The minutes of the fuller day type."""
    return max(
        sum(
            target.minutes
            for target in targets
            if target.direction == "more" and day_type in rules.matching_day_types(target, targets)
        )
        for day_type in rules.DAY_TYPES
    )


@pytest.fixture
def eased(make):
    """Exercise was reached on 3 of 14 days: 60 is to become 50."""
    return make.data([make.target()], {"Exercise": [40] * 11 + [60] * 3}, {"Exercise": [40]})


def test_each_target_gets_its_state_by_category_and_day_type(make):
    targets = [
        make.target("Sleep", 420),
        make.target("Work", 480, day_type="workday"),
        make.target("Work", 0, "less", day_type="holiday"),
        make.target("Meta", 30, "neutral"),
        make.target("Creative", 30),
    ]
    made = plan.make(make.data(targets, {}, {"Sleep": [430, 400], "Work": make.ahead([400], holiday=[0]), "Meta": [5]}))
    assert made.states == {
        "Sleep": {"all": "open"},
        "Work": {"workday": "off_track", "holiday": "on_track"},
        "Meta": {"all": "neutral"},
        "Creative": {"all": "unknown"},
    }
    assert {(one.target.category, one.target.day_type): one.chance for one in made.standings} == {
        ("Sleep", "all"): 0.5,
        ("Work", "workday"): 0,
        ("Work", "holiday"): 1,
        ("Meta", "all"): None,
        ("Creative", "all"): None,
    }


def test_nothing_comes_of_nothing(make):
    assert plan.make(make.data([], {})) == Plan()
    for days, ahead in (({}, {}), ({"Exercise": [0] * 14}, {}), ({}, {"Exercise": [0]})):
        made = plan.make(make.data([make.target()], days, ahead))
        assert (made.create, made.remarks) == ([], [])


def test_the_less_important_proposal_shrinks_and_the_least_is_dropped(make):
    targets = [
        make.target("Least", 100, priority=5),
        make.target("Less", 100, priority=4),
        make.target("Most", 100, priority=1),
        make.target("Sleep", 1107),
    ]
    names = ("Least", "Less", "Most")
    made = plan.make(make.data(targets, {name: [300] * 14 for name in names}, {name: [300] for name in names}))
    # 33 minutes are left: 20 for the first, and of 13 the grid holds 10.
    assert changes(made) == [("Most", 120), ("Less", 110)]


def test_a_shrunk_proposal_carries_the_chance_of_its_own_minutes(make):
    data = make.data(
        [make.target("Meta", 100), make.target("Sleep", 1330)], {"Meta": [300] * 14}, {"Meta": [115] + [300] * 9}
    )
    (made,) = plan.make(data).create
    assert (made.new_minutes, made.new_chance) == (110, 1)
    alone = rules.candidate(made.target, made.evidence, made.outlook, made.day_types)
    assert alone is not None
    assert alone.new_chance == 0.9


def test_only_the_days_on_which_a_target_counts_are_budgeted(make):
    targets = [
        make.target("Work", 1340, day_type="workday"),
        make.target("Meta", 100, day_type="holiday"),
        make.target("Social", 100),
    ]
    made = plan.make(make.data(targets, {"Meta": [300] * 60, "Social": [300] * 14}, {"Meta": [300], "Social": [300]}))
    assert changes(made) == [("Meta", 120)]


def test_a_lowered_target_frees_nothing_before_it_is_accepted(make):
    targets = [make.target("Sleep", 1390, priority=1), make.target("Meta", 50)]
    made = plan.make(make.data(targets, {"Sleep": [400] * 14, "Meta": [90] * 14}, {"Sleep": [400], "Meta": [90]}))
    assert changes(made) == [("Sleep", 1115)]


def test_whatever_the_data_any_of_the_proposals_can_be_accepted_in_any_order(make):
    rng = random.Random(6)
    shrunk = 0
    for _ in range(500):
        targets: list[Target] = []
        while heaviest(targets) < 1440 and len(targets) < 7:
            target = make.target(
                f"C{len(targets) // 2}",
                rng.randint(0, 500),
                rng.choice(["more", "more", "more", "less", "neutral"]),
                day_type=rng.choice(["all", "workday", "holiday"]),
                priority=rng.randint(1, 5),
            )
            key = (target.category, target.day_type)
            if key not in [(one.category, one.day_type) for one in targets]:
                targets.append(target)
        if heaviest(targets) > 1440:
            targets.pop()
        lives = {target.category: rng.uniform(0, 700) for target in targets}
        days = {category: [minutes] * 60 for category, minutes in lives.items()}
        made = plan.make(make.data(targets, days, {category: [minutes] for category, minutes in lives.items()}))
        shrunk += sum(one.new_minutes != _alone(one) for one in made.create)
        for count in range(1, len(made.create) + 1):
            for accepted in combinations(made.create, count):
                new = {one.target.id: one.new_minutes for one in accepted}
                assert heaviest([replace(one, minutes=new.get(one.id, one.minutes)) for one in targets]) <= 1440
    assert shrunk > 10


def _alone(candidate: Candidate) -> int:
    """The minutes it would propose if it were the only target."""
    again = rules.candidate(candidate.target, candidate.evidence, candidate.outlook, candidate.day_types)
    assert again is not None
    return again.new_minutes


def test_the_same_data_again_creates_nothing(eased):
    first = plan.make(eased)
    assert changes(first) == [("Exercise", 50)]
    again = plan.make(replace(eased, earlier=[earlier(first.create[0])]))
    assert (again.create, again.supersede, again.kept) == ([], [], 1)


# The proposal of `eased` has 3 days met and 50 minutes.
NEWS = [{"days_met": 0}, {"days_met": 6}, {"new_minutes": 40}, {"new_minutes": 60}, {"kind": "tighten"}]
NO_NEWS = [{}, {"days_met": 1}, {"days_met": 5}, {"new_minutes": 45}, {"new_minutes": 55}]


@pytest.mark.parametrize("changed", NEWS, ids=str)
def test_a_pending_proposal_gives_way_to_news(eased, changed):
    before = replace(earlier(plan.make(eased).create[0]), **changed)
    made = plan.make(replace(eased, earlier=[before]))
    assert (changes(made), made.supersede, made.kept) == ([("Exercise", 50)], [before.id], 0)


@pytest.mark.parametrize("changed", NO_NEWS, ids=str)
def test_a_pending_proposal_waits_while_there_is_no_news(eased, changed):
    before = replace(earlier(plan.make(eased).create[0]), **changed)
    made = plan.make(replace(eased, earlier=[before]))
    assert (made.create, made.supersede, made.kept) == ([], [], 1)


def test_another_chance_alone_is_not_another_proposal(make, eased):
    before = earlier(plan.make(eased).create[0])
    made = plan.make(replace(eased, ahead={"exercise": make.ahead([45])}, earlier=[before]))
    assert (made.create, made.supersede, made.kept) == ([], [], 1)


@pytest.mark.parametrize("changed", NO_NEWS, ids=str)
def test_a_rejected_proposal_does_not_come_back_without_news(eased, changed):
    before = replace(earlier(plan.make(eased).create[0], status="rejected"), **changed)
    assert plan.make(replace(eased, earlier=[before])).create == []


@pytest.mark.parametrize("changed", [*NEWS, {"day_type": "workday"}, {"category_key": "meta"}], ids=str)
def test_a_rejected_proposal_does_not_keep_another_one_away(eased, changed):
    before = replace(earlier(plan.make(eased).create[0], status="rejected"), **changed)
    made = plan.make(replace(eased, earlier=[before]))
    assert (changes(made), made.supersede) == ([("Exercise", 50)], [])


def test_what_was_rejected_stays_away_as_the_days_move_on(make):
    """The days met of a fortnight change from day to day by one or two; each day would otherwise ask again."""
    life = [40, 40, 60, 40, 40, 40, 60, 40, 40, 40, 40, 60, 40, 40, 60, 40, 40, 40, 40, 40, 60, 40, 40, 40, 40, 40, 60]
    mornings = [make.data([make.target()], {"Exercise": life[-14 - n :][:14]}, {"Exercise": [40]}) for n in range(13)]
    rejected = earlier(plan.make(mornings[0]).create[0], status="rejected")
    met = {plan.make(morning).create[0].evidence.days_met for morning in mornings}
    assert len(met) > 1
    assert [plan.make(replace(morning, earlier=[rejected])).create for morning in mornings] == [[]] * 13


def test_a_rejected_proposal_leaves_its_minutes_to_the_next(make):
    targets = [make.target("Most", 100, priority=1), make.target("Less", 100), make.target("Sleep", 1220)]
    data = make.data(targets, {"Most": [300] * 14, "Less": [300] * 14}, {"Most": [300], "Less": [300]})
    first = plan.make(data)
    assert changes(first) == [("Most", 120)]
    again = plan.make(replace(data, earlier=[earlier(first.create[0], status="rejected")]))
    assert changes(again) == [("Less", 120)]


def test_a_pending_proposal_waits_while_the_data_say_nothing_new(eased):
    before = earlier(plan.make(eased).create[0])
    made = plan.make(replace(eased, days={}, ahead={}, earlier=[before]))
    assert (made.create, made.supersede, made.kept) == ([], [], 1)


def test_a_waiting_proposal_is_reserved_its_own_minutes_and_not_those_of_today(make):
    targets = [make.target("Most", 100, priority=1), make.target("Less", 100), make.target("Sleep", 1215)]
    data = make.data(targets, {"Most": [115] * 14, "Less": [300] * 14}, {"Most": [115], "Less": [300]})
    assert changes(plan.make(data)) == [("Most", 115), ("Less", 110)]
    waiting = replace(earlier(plan.make(data).create[0]), new_minutes=120)
    made = plan.make(replace(data, earlier=[waiting]))
    assert (made.kept, changes(made)) == (1, [("Less", 105)])


def test_a_waiting_proposal_keeps_its_minutes_and_goes_when_they_are_gone(make):
    targets = [make.target("Most", 100, priority=1), make.target("Less", 100)]
    days, ahead = {"Most": [300] * 14, "Less": [300] * 14}, {"Most": [300], "Less": [300]}
    waiting = earlier(plan.make(make.data(targets, days, ahead)).create[0])
    assert waiting.category_key == "most"
    for rest, outcome in ((1215, (1, [], [("Less", 105)])), (1225, (0, [waiting.id], [("Less", 115)]))):
        now = make.data([*targets, make.target("Sleep", rest)], {"Less": [300] * 14}, {"Less": [300]}, [waiting])
        made = plan.make(now)
        assert (made.kept, made.supersede, changes(made)) == outcome


def test_a_proposal_for_an_older_version_or_a_closed_target_is_taken_back(eased):
    before = earlier(plan.make(eased).create[0])
    older = replace(before, target_id=UUID(int=9))
    made = plan.make(replace(eased, earlier=[older]))
    assert (changes(made), made.supersede) == ([("Exercise", 50)], [older.id])
    closed = plan.make(replace(eased, targets=[], earlier=[before]))
    assert (closed.create, closed.supersede, closed.kept) == ([], [before.id], 0)


def test_a_silent_log_stops_proposals_and_remarks_but_not_the_states(make, eased, today):
    made = plan.make(replace(eased, silent_since=today))
    assert (made.create, made.remarks, made.states) == ([], [], {"Exercise": {"all": "off_track"}})
    misfit = make.data([make.target()], {"Exercise": [0] * 14}, {"Exercise": [0]})
    assert len(plan.make(misfit).remarks) == 1
    assert plan.make(replace(misfit, silent_since=today)).remarks == []


def test_a_silent_log_leaves_what_is_pending(eased, today):
    before = earlier(plan.make(eased).create[0])
    made = plan.make(replace(eased, silent_since=today, earlier=[before]))
    assert (made.create, made.supersede, made.kept) == ([], [], 1)


def test_a_remark_takes_the_place_of_a_pending_proposal(make, eased):
    before = earlier(plan.make(eased).create[0])
    made = plan.make(replace(eased, ahead={"exercise": make.ahead([60, 0, 0, 0])}, earlier=[before]))
    assert (made.create, made.supersede, made.kept, len(made.remarks)) == ([], [before.id], 0, 1)

"""The remark that no daily target fits, and what it advises instead."""

from dataclasses import replace

import pytest

from pipelines.adjuster import plan
from pipelines.adjuster.data import Data
from pipelines.adjuster.remarks import Alternative, Remark

# Of the 14 days before a Wednesday, these are Saturdays and Sundays, counted back from yesterday.
WEEKEND = {2, 3, 9, 10}
SELDOM = [60, 0, 0, 0]


def only_remark(data: Data) -> Remark:
    made = plan.make(data)
    assert made.create == []
    (remark,) = made.remarks
    return remark


def test_it_says_on_how_many_days_the_category_was_done(make):
    """Nine minutes are less than the least that a target asks for."""
    remark = only_remark(make.data([make.target()], {"Exercise": [10, 9, 0, 9.99] * 22}, {"Exercise": SELDOM}))
    assert (remark.days_done, remark.days_looked_at, remark.alternative) == (22, 88, None)
    assert (remark.first_date.isoformat(), remark.last_date.isoformat()) == ("2026-03-28", "2026-06-23")


def test_only_the_days_on_which_the_target_counts_are_looked_at(make):
    days = [0 if index % 7 in WEEKEND else 20 for index in range(84)]
    data = make.data([make.target(day_type="holiday")], {"Exercise": days}, {"Exercise": make.ahead([0])})
    remark = only_remark(data)
    assert (remark.days_done, remark.days_looked_at) == (0, 24)


def test_another_day_type_is_advised_where_a_target_fits(make):
    days = [90 if index in WEEKEND else 0 for index in range(14)]
    ahead = make.ahead([0], holiday=[45] * 8 + [0] * 2)
    assert only_remark(make.data([make.target()], {"Exercise": days}, {"Exercise": ahead})).alternative == Alternative(
        "holiday", 45, 0.8
    )


@pytest.mark.parametrize("day_type", ["all", "workday"])
def test_the_advice_asks_for_no_more_than_the_target(make, day_type):
    ahead = make.ahead([0], holiday=[300])
    target = make.target(minutes=63, day_type=day_type)
    assert only_remark(make.data([target], {"Exercise": [0] * 28}, {"Exercise": ahead})).alternative == Alternative(
        "holiday", 60, 1
    )


def test_a_day_type_that_has_a_target_is_not_advised(make):
    ahead = make.ahead([0], holiday=[60])
    targets = [make.target(day_type="workday"), make.target(minutes=30, day_type="holiday")]
    days = {"Exercise": [60 if index % 7 in WEEKEND else 0 for index in range(28)]}
    remark = plan.make(make.data(targets, days, {"Exercise": ahead})).remarks[0]
    assert (remark.target.day_type, remark.alternative) == ("workday", None)
    alone = only_remark(make.data(targets[:1], days, {"Exercise": ahead}))
    assert alone.alternative == Alternative("holiday", 60, 1)
    every = [targets[0], make.target(minutes=30)]
    assert plan.make(make.data(every, days, {"Exercise": ahead})).remarks[0].alternative is None


def test_the_advice_fits_into_the_day(make):
    """On holidays 1420 minutes are taken already; a target for all days has its own minutes there."""
    ahead = make.ahead([0], holiday=[60])
    rest = make.target("Sleep", 1420, day_type="holiday")
    days = {"Exercise": [0] * 28}
    work = make.data([make.target(day_type="workday"), rest], days, {"Exercise": ahead})
    assert only_remark(work).alternative == Alternative("holiday", 20, 1)
    full = make.data([make.target(day_type="workday"), replace(rest, minutes=1435)], days, {"Exercise": ahead})
    assert only_remark(full).alternative is None
    every = make.data([make.target(), replace(rest, minutes=1380)], days, {"Exercise": ahead})
    assert only_remark(every).alternative == Alternative("holiday", 60, 1)


def test_workdays_are_advised_where_the_holidays_spoil_the_chance(make):
    ahead = make.ahead([30] * 76 + [0] * 24, holiday=[0])
    data = make.data([make.target()], {"Exercise": [0] * 14}, {"Exercise": ahead})
    assert only_remark(data).alternative == Alternative("workday", 30, 0.76)

"""The days on which the stage compares targets."""

from datetime import date, timedelta

import pytest

from tests.stored import set_settings

from .conftest import LIKELY_FIFTY


def test_only_days_before_today_that_are_not_too_old_are_looked_at(world, today):
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [40] * 9)
    world.record("Exercise", [40], until=today + timedelta(days=1))
    world.record("Exercise", [40] * 10, until=today - timedelta(days=90))
    world.expect("Exercise", [40])
    assert world.run().result["created"] == 0
    world.record("Exercise", [40], until=today - timedelta(days=89))
    assert world.run().result["created"] == 1
    assert world.rows()[0]["evidence"]["days_looked_at"] == 10


@pytest.mark.parametrize(
    ("known", "days_looked_at"),
    [
        ({}, 14),
        ({"is_read": False}, 13),
        ({"long_entries": 1}, 13),
        ({"entries": 0}, 14),
    ],
    ids=str,
)
def test_a_day_without_an_entry_was_missed_and_an_unread_or_forgotten_one_does_not_count(
    world, today, known, days_looked_at
):
    world.set_target("Exercise", 60, "more")
    world.summarize(today - timedelta(days=5), **known)
    world.record("Exercise", [0] * 14)
    world.expect("Exercise", LIKELY_FIFTY)
    world.run()
    (row,) = world.rows()
    assert (row["evidence"]["days_looked_at"], row["evidence"]["days_met"]) == (days_looked_at, 0)


def test_an_empty_day_meets_a_limit(world, today):
    world.set_target("Pleasure", 60, "less")
    world.record("Pleasure", [90] * 10)
    for number in range(11, 16):
        world.summarize(today - timedelta(days=number), entries=int(number == 15))
    world.expect("Pleasure", [90])
    world.run()
    (row,) = world.rows()
    assert (row["evidence"]["days_met"], row["evidence"]["days_looked_at"]) == (4, 14)


def test_an_ended_break_is_not_looked_at(world, today):
    world.set_target("Exercise", 60, "more")
    for number in range(1, 40):
        world.summarize(today - timedelta(days=number), entries=0 if 3 < number < 28 else 4)
    world.expect("Exercise", LIKELY_FIFTY)
    world.run()
    assert world.rows()[0]["evidence"]["first_date"] == (today - timedelta(days=38)).isoformat()


def test_whole_day_people_are_judged_on_complete_days(world, today):
    world.set_target("Exercise", 60, "more")
    for number in range(1, 31):
        world.summarize(today - timedelta(days=number), is_complete=number > 3)
    world.expect("Exercise", LIKELY_FIFTY)
    world.run()
    assert world.rows()[0]["evidence"]["last_date"] == (today - timedelta(days=4)).isoformat()


def test_today_is_the_persons_own_and_its_estimate_is_not_of_the_days_to_come(missed):
    # In New York it is still the day before: only 13 days are over, of which 3 were met.
    set_settings(missed.url, timezone="America/New_York")
    missed.run()
    (row,) = missed.rows()
    assert (row["evidence"]["days_looked_at"], row["evidence"]["last_date"]) == (13, "2026-06-22")
    missed.connection.execute("truncate app.proposals, analyzer.chances")
    missed.expect("Exercise", [42], days=1, first=date(2026, 6, 24))
    set_settings(missed.url, timezone="Asia/Tokyo")
    assert missed.run().result["states"] == {"Exercise": {"all": "unknown"}}


def test_a_target_for_holidays_is_measured_on_holidays(world):
    world.set_target("Social", 60, "more", day_type="holiday")
    world.record("Social", [0 if index % 7 in {2, 3} else 90 for index in range(60)])
    world.expect("Social", [10])
    world.run()
    (row,) = world.rows()
    assert (row["evidence"]["days_met"], row["evidence"]["days_ahead"]) == (0, 2)
    assert "holidays" in row["reason_en"]
    assert "休日" in row["reason_ja"]

"""The states of targets, remarks where no daily target fits, and a silent log."""

from datetime import timedelta

import pytest

from .conftest import LIKELY_FIFTY


def test_the_state_and_its_chance_are_kept_and_untouched_on_the_same_data(missed):
    missed.set_target("Meta", 60, "neutral")
    missed.set_target("Sleep", 400, "more")
    missed.run()
    states = missed.states()
    assert [(row["state"], row["chance"], row["remark"]) for row in states] == [
        ("off_track", 0.2, None),
        ("neutral", None, None),
        ("unknown", None, None),
    ]
    missed.run()
    assert missed.states() == states


def test_the_chance_is_that_of_the_marts(missed):
    """Python and SQL read the same steps."""
    for minutes in (0, 49, 50, 51, 60, 61, 1440):
        missed.set_target("Exercise", minutes, "more")
        missed.run()
        row = missed.connection.execute(
            "select avg(analyzer.chance_of_at_least(seconds, at_least, %(minutes)s)), "
            "avg(analyzer.chance_of_at_most(seconds, at_most, %(minutes)s)) from analyzer.chances",
            {"minutes": minutes},
        ).fetchone()
        assert row is not None
        assert missed.states()[0]["chance"] == pytest.approx(row[0])
        missed.set_target("Exercise", minutes, "less")
        missed.run()
        assert missed.states()[0]["chance"] == pytest.approx(row[1])


def test_the_state_of_a_version_that_is_gone_goes_too(missed):
    missed.run()
    missed.set_target("Exercise", 30, "more")
    missed.run()
    assert [row["state"] for row in missed.states()] == ["on_track"]
    missed.connection.execute("select app.close_target('Exercise', 'all', now())")
    missed.run()
    assert missed.states() == []


def test_where_no_daily_target_fits_a_remark_says_so_in_two_languages(world):
    world.set_target("Exercise", 60, "more", day_type="workday")
    world.record("Exercise", [60 if number % 4 == 0 else 0 for number in range(30)])
    world.expect("Exercise", [60] + [0] * 9)
    outcome = world.run()
    assert (outcome.result["created"], outcome.result["remarks"]) == (0, 1)
    (row,) = world.states()
    assert row["remark"] == {
        "kind": "no_daily_fit",
        "days_done": 6,
        "days_looked_at": 22,
        "first_date": "2026-05-25",
        "last_date": "2026-06-23",
        "alternative": None,
    }
    assert row["remark_en"] == (
        "Exercise was done for at least 10 min on 27 % of the last 22 workdays: a daily target does not fit. "
        "Consider closing it."
    )
    assert row["remark_ja"] == (
        "「Exercise」を10分以上行った日は、直近の平日22日の27%でした。毎日の目標には向きません。"
        "目標を外すことも検討してください。"
    )
    assert row["remark_en"] in [event.get("message") for event in outcome.events]


def test_a_remark_advises_another_day_type(world, today):
    world.set_target("Exercise", 60, "more", day_type="workday")
    world.record("Exercise", [0] * 30)
    world.expect("Exercise", [0], days=2)
    world.expect("Exercise", [50] * 4 + [0], days=1, first=today + timedelta(days=3))
    world.run()
    (row,) = world.states()
    assert row["remark"]["alternative"] == {"day_type": "holiday", "minutes": 50, "chance": 0.8}
    assert row["remark_en"].endswith("For holidays only, at least 50 min would have a chance of 80 %.")
    assert row["remark_ja"].endswith("休日だけの目標にすれば、50分以上の達成見込みは80%です。")


def test_a_log_that_has_fallen_silent_gets_no_proposals(world, today):
    world.set_target("Exercise", 60, "more")
    for number in range(1, 5):
        world.summarize(today - timedelta(days=number), entries=0)
    world.record("Exercise", [40] * 30)
    world.expect("Exercise", LIKELY_FIFTY)
    outcome = world.run()
    assert (outcome.result["created"], outcome.result["states"]) == (0, {"Exercise": {"all": "off_track"}})
    assert "Nothing has been logged since 2026-06-19, so no change is proposed" in outcome.result["message"]
    # Today's first entry ends the silence.
    world.summarize(today, entries=1)
    assert world.run().result["created"] == 1

"""The stage as the job engine runs it: a child process, its exit code, its lines, its rows."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from tests.stored import set_settings

SIXTY_TO_FIFTY = ("Exercise", 60, 50)
LIKELY_FIFTY = [60, 50, 50, 50, 0]


@pytest.fixture
def missed(world):
    """Exercise was reached on 3 of 14 days, and is likely to be on one of five."""
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [40] * 11 + [60] * 3)
    world.expect("Exercise", LIKELY_FIFTY)
    return world


def pending(world: Any) -> list[tuple[str, int, int]]:
    return [
        (row["category"], row["old_minutes"], row["new_minutes"]) for row in world.rows() if row["status"] == "pending"
    ]


def test_a_proposal_carries_its_evidence_and_its_reason_in_two_languages(missed):
    outcome = missed.run()
    assert outcome.code == 0
    assert outcome.stderr == ""
    assert (
        outcome.result.items()
        >= {
            "targets": 1,
            "pending": 1,
            "created": 1,
            "superseded": 0,
            "states": {"Exercise": {"all": "off_track"}},
        }.items()
    )
    assert "message" not in outcome.result
    (row,) = missed.rows()
    assert (row["kind"], row["direction"], row["status"], row["decided_at"]) == ("ease", "more", "pending", None)
    assert (row["old_minutes"], row["new_minutes"]) == (60, 50)
    assert row["evidence"] == {
        "days_met": 3,
        "days_looked_at": 14,
        "first_date": "2026-06-10",
        "last_date": "2026-06-23",
        "chance": 0.2,
        "new_chance": 0.8,
        "days_ahead": 7,
    }
    assert row["reason_en"] == (
        "Exercise reached its 60 min on 3 of the last 14 days, and the chance to reach it on the next ones is 20 %; "
        "for at least 50 min it is 80 %."
    )
    assert row["reason_ja"] == (
        "「Exercise」は、直近の14日のうち、60分以上だったのは3日でした。"
        "今後の達成見込みは20%、50分以上なら80%です。目標を緩めることを提案します。"
    )


@pytest.mark.parametrize(
    ("direction", "minutes", "english", "japanese"),
    [
        (
            *("less", 90),
            "for at most 70 min it is under 1 %. This is a step towards 90 min, with a chance of over 99 %.",
            "70分以内なら1%未満です。目標を緩めることを提案します。達成見込みが99%超になる90分以内へ近づける一歩です。",
        ),
        ("more", 90, "For at least 70 min it would still be over 99 %", "70分以上でも見込みは99%超ある"),
        ("less", 30, "For at most 50 min it would still be over 99 %", "50分以内でも見込みは99%超ある"),
    ],
)
def test_each_kind_of_change_has_its_own_sentence(world, direction, minutes, english, japanese):
    world.set_target("{Odd} %s name", 60, direction, day_type="workday")
    world.record("{Odd} %s name", [minutes] * 30)
    world.expect("{Odd} %s name", [minutes])
    world.run()
    (row,) = world.rows()
    assert english in row["reason_en"]
    assert japanese in row["reason_ja"]
    assert "{Odd} %s name" in row["reason_en"]
    assert "workdays" in row["reason_en"]
    assert "平日" in row["reason_ja"]
    assert (row["reason_en"][-1], row["reason_ja"][-1]) == (".", "。")
    # One breath is about 70 characters, so the evidence and the proposal are sentences of their own.
    assert max(map(len, row["reason_ja"].split("。"))) <= 70


def test_the_same_data_again_write_nothing(missed):
    missed.run()
    before = missed.rows()
    again = missed.run()
    assert (again.result["created"], again.result["superseded"], again.result["pending"]) == (0, 0, 1)
    assert missed.rows() == before


def test_changed_evidence_supersedes_what_was_pending(missed):
    missed.run()
    missed.forget()
    missed.record("Exercise", [40] * 14)
    missed.expect("Exercise", LIKELY_FIFTY)
    outcome = missed.run()
    assert (outcome.result["created"], outcome.result["superseded"], outcome.result["pending"]) == (1, 1, 1)
    assert sorted((row["status"], row["evidence"]["days_met"]) for row in missed.rows()) == [
        ("pending", 0),
        ("superseded", 3),
    ]


def test_a_rejected_proposal_rests_for_fourteen_days(missed, now):
    missed.run()
    missed.decide("reject")
    assert missed.run().result["created"] == 0
    assert missed.run(now + timedelta(hours=1)).result["created"] == 0
    # The person goes on as before, so that only the time decides.
    for later, created in ((timedelta(days=14, seconds=-1), 0), (timedelta(days=14), 1)):
        missed.forget()
        day = (now + later + timedelta(hours=9)).date()
        missed.record("Exercise", [60] * 2 + [40] * 12, until=day)
        missed.expect("Exercise", LIKELY_FIFTY, first=day + timedelta(days=1))
        assert missed.run(now + later).result["created"] == created


def test_a_rejected_proposal_comes_back_with_other_evidence(missed):
    missed.run()
    missed.decide("reject")
    missed.forget()
    missed.record("Exercise", [40] * 14)
    missed.expect("Exercise", LIKELY_FIFTY)
    assert missed.run().result["created"] == 1


def test_an_accepted_proposal_is_the_targets_next_version_and_the_next_step_follows(missed, now):
    missed.run()
    missed.decide("accept")
    row = missed.connection.execute("select minutes, version from app.targets where valid_to is null").fetchone()
    assert row == (50, 2)
    missed.run()
    # The chance of 50 is 80 %: it stays.
    assert pending(missed) == []
    missed.connection.execute("truncate analyzer.chances")
    missed.record("Exercise", [40] * 14, until=date(2026, 6, 24))
    missed.expect("Exercise", [40])
    missed.run(now + timedelta(days=1))
    assert pending(missed) == [("Exercise", 50, 40)]


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


def test_without_targets_it_succeeds_and_says_so(world):
    outcome = world.run()
    assert outcome.code == 0
    assert outcome.result.items() >= {"targets": 0, "pending": 0, "created": 0, "superseded": 0, "states": {}}.items()
    assert "no targets" in outcome.result["message"]


def test_without_days_or_chances_it_succeeds_and_says_so(world):
    world.set_target("Exercise", 60, "more")
    outcome = world.run()
    assert outcome.code == 0
    assert "no past days" in outcome.result["message"]
    assert "no chances" in outcome.result["message"]
    assert world.rows() == []


def test_chances_of_a_later_moment_are_not_used(missed, now):
    missed.connection.execute("update analyzer.chances set calculated_at = %s", [now + timedelta(seconds=1)])
    outcome = missed.run()
    assert outcome.result["states"] == {"Exercise": {"all": "unknown"}}
    assert "no chances" in outcome.result["message"]


def test_without_chances_the_reason_of_the_analysis_is_repeated(missed):
    missed.connection.execute("truncate analyzer.chances")
    assert missed.run().result["message"].endswith("run the analyzer: lifetracer run analyzer --wait.")
    missed.connection.execute(
        "insert into analyzer.silences values (now(), '5 days to learn from so far.'), "
        "(now() - interval '1 day', '4 days to learn from so far.')"
    )
    assert missed.run().result["message"].endswith("no change is proposed: 5 days to learn from so far.")
    missed.connection.execute("insert into analyzer.snapshots (calculated_at, method) values (now(), 'mixture')")
    assert missed.run().result["message"].endswith("run the analyzer: lifetracer run analyzer --wait.")


def test_before_the_first_transform_it_succeeds_and_keeps_what_is_pending(missed):
    missed.run()
    missed.connection.execute("drop table marts.daily_actual, marts.calendar_days, marts.daily_summary")
    outcome = missed.run()
    assert outcome.code == 0
    assert "run the transform" in outcome.result["message"]
    assert pending(missed) == [SIXTY_TO_FIFTY]


def test_a_pending_proposal_of_the_version_before_is_replaced(missed):
    """Its evidence has a quantile and an estimate, and it may ask for 5 minutes, which no proposal does any more."""
    missed.run()
    missed.connection.execute(
        "update app.proposals set evidence = evidence - 'chance' - 'new_chance' - 'days_ahead' "
        """|| '{"quantile": {"share": 60, "minutes": 40.0}, "estimate": null}'"""
    )
    result = missed.run().result
    assert (result["pending"], result["created"], result["superseded"]) == (1, 1, 1)
    assert missed.connection.execute(
        "select count(*) filter (where status = 'superseded'), count(*) filter (where evidence ? 'chance') "
        "from app.proposals"
    ).fetchone() == (1, 1)


def test_a_change_that_is_under_way_is_waited_for_and_then_counts(missed):
    """The target is changed in a transaction that commits while the stage waits for it."""
    with psycopg.connect(missed.url) as other:
        other.execute("select app.set_target('Exercise', 'all', 100, 'more', 3, '', now())")
        with missed.start() as stage:
            missed.wait_until_blocked(stage)
            other.commit()
            stage.communicate()
        assert stage.returncode == 0
    assert pending(missed) == [("Exercise", 100, 80)]
    assert missed.states()[0]["chance"] == 0


def test_marts_of_another_version_name_the_transform(missed):
    missed.connection.execute("alter table marts.daily_summary drop column long_entry_count")
    outcome = missed.run()
    assert outcome.code == 65
    assert "lifetracer run transform" in outcome.error


def test_a_database_without_migrations_names_migrate(world):
    world.connection.execute("alter table app.targets rename to elsewhere")
    outcome = world.run()
    world.connection.execute("alter table app.elsewhere rename to targets")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error


def test_a_database_of_the_migrations_before_names_migrate(missed):
    for table in ("app.target_states", "analyzer.chances"):
        missed.connection.execute(f"alter table {table} rename to elsewhere")
        outcome = missed.run()
        missed.connection.execute(f"alter table {table.split('.')[0]}.elsewhere rename to {table.split('.')[1]}")
        assert outcome.code == 78
        assert table in outcome.error
        assert "lifetracer migrate" in outcome.error
    assert missed.rows() == []

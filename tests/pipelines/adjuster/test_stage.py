"""The proposals of the stage as the job engine runs it: evidence, reasons, what waits and what rests."""

from datetime import date, timedelta

import psycopg
import pytest

from .conftest import LIKELY_FIFTY, pending


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

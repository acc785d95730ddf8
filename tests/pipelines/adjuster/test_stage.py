"""The stage as the job engine runs it: a child process, its exit code, its lines, its rows."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from tests.stored import set_settings

SIXTY_TO_FIFTY = ("Exercise", 60, 50)


@pytest.fixture
def missed(world):
    """Exercise was reached on 3 of 14 days, and 42 minutes are expected."""
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [40] * 11 + [60] * 3)
    world.expect("Exercise", [42] * 7)
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
        "quantile": {"share": 60, "minutes": 40.0},
        "estimate": {"minutes": 42.0, "lower": 32.0, "upper": 62.0, "days": 7},
    }
    assert row["reason_en"] == (
        "Exercise reached its 60 min on 3 of the last 14 complete days. About 42 min a day are expected next, "
        "so at least 50 min is a target within reach."
    )
    assert row["reason_ja"] == (
        "「Exercise」は、記録のそろった直近の14日のうち、60分以上だったのは3日でした。"
        "今後も1日約42分の見込みのため、無理のない50分以上へ目標を緩めることを提案します。"
    )


@pytest.mark.parametrize(
    ("direction", "minutes", "english", "japanese"),
    [
        ("less", 90, "so at most 70 min", "70分以内へ目標を緩める"),
        ("more", 90, "can rise to at least 70 min", "70分以上に引き上げる"),
        ("less", 30, "can fall to at most 50 min", "50分以内に引き下げる"),
    ],
)
def test_each_kind_of_change_has_its_own_sentence(world, direction, minutes, english, japanese):
    world.set_target("{Odd} %s name", 60, direction, day_type="workday")
    world.record("{Odd} %s name", [minutes] * 30)
    world.expect("{Odd} %s name", [minutes] * 7)
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
    missed.expect("Exercise", [42] * 7)
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
        missed.expect("Exercise", [42] * 7, first=day + timedelta(days=1))
        assert missed.run(now + later).result["created"] == created


def test_a_rejected_proposal_comes_back_with_other_evidence(missed):
    missed.run()
    missed.decide("reject")
    missed.forget()
    missed.record("Exercise", [40] * 14)
    missed.expect("Exercise", [42] * 7)
    assert missed.run().result["created"] == 1


def test_an_accepted_proposal_is_the_targets_next_version_and_the_next_step_follows(missed):
    missed.run()
    missed.decide("accept")
    row = missed.connection.execute("select minutes, version from app.targets where valid_to is null").fetchone()
    assert row == (50, 2)
    missed.run()
    assert pending(missed) == [("Exercise", 50, 40)]


def test_only_complete_days_before_today_and_not_too_old_count(world, today):
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [40] * 9)
    world.record("Exercise", [40] * 20, complete=False, until=today - timedelta(days=9))
    world.record("Exercise", [40], until=today + timedelta(days=1))
    world.record("Exercise", [40] * 10, until=today - timedelta(days=90))
    world.expect("Exercise", [40] * 7)
    assert world.run().result["created"] == 0
    world.record("Exercise", [40], until=today - timedelta(days=89))
    assert world.run().result["created"] == 1
    assert world.rows()[0]["evidence"]["days_looked_at"] == 10


def test_today_is_the_persons_own_and_its_estimate_is_not_of_the_days_to_come(missed):
    # In New York it is still the day before: only 13 days are over, of which 3 were met.
    set_settings(missed.url, timezone="America/New_York")
    missed.run()
    (row,) = missed.rows()
    assert (row["evidence"]["days_looked_at"], row["evidence"]["last_date"]) == (13, "2026-06-22")
    missed.connection.execute("truncate app.proposals, marts.latest_estimates")
    missed.expect("Exercise", [42], first=date(2026, 6, 24))
    set_settings(missed.url, timezone="Asia/Tokyo")
    assert missed.run().result["states"] == {"Exercise": {"all": "unknown"}}


def test_a_target_for_holidays_is_measured_on_holidays(world):
    world.set_target("Social", 60, "more", day_type="holiday")
    world.record("Social", [0 if index % 7 in {2, 3} else 90 for index in range(60)])
    world.expect("Social", [90, 90, 0, 0, 90, 90, 90])
    world.run()
    (row,) = world.rows()
    assert (row["evidence"]["days_met"], row["evidence"]["estimate"]["days"]) == (0, 2)
    assert "holidays" in row["reason_en"]
    assert "休日" in row["reason_ja"]


def test_without_targets_it_succeeds_and_says_so(world):
    outcome = world.run()
    assert outcome.code == 0
    assert outcome.result.items() >= {"targets": 0, "pending": 0, "created": 0, "superseded": 0, "states": {}}.items()
    assert "no targets" in outcome.result["message"]


def test_without_days_or_estimates_it_succeeds_and_says_so(world):
    world.set_target("Exercise", 60, "more")
    outcome = world.run()
    assert outcome.code == 0
    assert "no complete days" in outcome.result["message"]
    assert "no estimates" in outcome.result["message"]
    assert world.rows() == []


def test_without_estimates_a_target_can_still_be_tightened(world):
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [90] * 14)
    outcome = world.run()
    assert pending(world) == [("Exercise", 60, 70)]
    assert world.rows()[0]["evidence"]["estimate"] is None
    assert "no estimates" in outcome.result["message"]


def test_before_the_first_transform_it_succeeds_and_keeps_what_is_pending(missed):
    missed.run()
    missed.connection.execute("drop table marts.daily_actual, marts.calendar_days, marts.latest_estimates")
    outcome = missed.run()
    assert outcome.code == 0
    assert "run the transform" in outcome.result["message"]
    assert pending(missed) == [SIXTY_TO_FIFTY]


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


def test_marts_of_another_version_are_told_to_transform(missed):
    missed.connection.execute("alter table marts.daily_actual drop column is_complete")
    outcome = missed.run()
    assert outcome.code == 65
    assert "lifetracer run transform" in outcome.error


def test_a_database_without_migrations_is_told_to_migrate(world):
    world.connection.execute("alter table app.targets rename to elsewhere")
    outcome = world.run()
    world.connection.execute("alter table app.elsewhere rename to targets")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error

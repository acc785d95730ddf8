"""The answers to proposals, `app.decide_proposal`, against a real database."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.pipelines.adjuster.targets import AT, HOUR, Row, in_thread, set_target, targets, wait_until_blocked


def close_target(connection: psycopg.Connection[Row], category: str) -> None:
    connection.execute("select app.close_target(%s, 'all', %s)", (category, AT + HOUR))


def decide(connection: psycopg.Connection[Row], proposal: UUID | None, decision: Any, at: Any = AT + HOUR) -> Row:
    row = connection.execute("select * from app.decide_proposal(%s, %s, %s)", (proposal, decision, at)).fetchone()
    assert row is not None
    return row


def propose(connection: psycopg.Connection[Row], target: Row, new_minutes: int) -> UUID:
    lowers, more = new_minutes < target["minutes"], target["direction"] == "more"
    row = connection.execute(
        "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
        "evidence, reason_en, reason_ja, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, 'why', 'why', %s) "
        "returning id",
        (
            target["id"],
            target["category"],
            target["day_type"],
            "ease" if lowers == more else "tighten",
            target["direction"],
            target["minutes"],
            new_minutes,
            Jsonb({"days_met": 2}),
            AT,
        ),
    ).fetchone()
    assert row is not None
    return UUID(str(row["id"]))


def status(connection: psycopg.Connection[Row], proposal: UUID) -> str:
    row = connection.execute("select status from app.proposals where id = %s", [proposal]).fetchone()
    assert row is not None
    return str(row["status"])


def test_accepting_writes_the_next_version_with_the_rest_as_it_was(database):
    target = set_target(database, minutes=60, priority=1, note="for the heart")
    proposal = propose(database, target, 50)
    decided = decide(database, proposal, "accept")
    assert (decided["id"], decided["status"], decided["decided_at"]) == (proposal, "accepted", AT + HOUR)
    assert targets(database) == [("Exercise", "all", 60, 1, AT + HOUR), ("Exercise", "all", 50, 2, None)]
    current = set_target(database, minutes=50, priority=1, note="for the heart")
    assert current["version"] == 2
    assert status(database, proposal) == "accepted"


def test_rejecting_leaves_the_target(database):
    proposal = propose(database, set_target(database), 50)
    decided = decide(database, proposal, "reject")
    assert (decided["status"], decided["decided_at"]) == ("rejected", AT + HOUR)
    assert targets(database) == [("Exercise", "all", 60, 1, None)]


@pytest.mark.parametrize("again", ["accept", "reject"])
@pytest.mark.parametrize("first", ["accept", "reject"])
def test_a_decision_is_final(database, first, again):
    proposal = propose(database, set_target(database), 50)
    word = decide(database, proposal, first)["status"]
    with pytest.raises(psycopg.DatabaseError, match=f"already {word}") as refusal:
        decide(database, proposal, again)
    assert refusal.value.sqlstate == "LT003"


def test_a_proposal_that_is_not_there_cannot_be_decided(database):
    for unknown in (uuid4(), None):
        with pytest.raises(psycopg.DatabaseError) as refusal:
            decide(database, unknown, "accept")
        assert refusal.value.sqlstate == "LT002"


@pytest.mark.parametrize(("decision", "at"), [("maybe", AT), (None, AT), ("accept", None), ("reject", "-infinity")])
def test_a_decision_is_accept_or_reject_at_an_instant(database, decision, at):
    proposal = propose(database, set_target(database), 50)
    with pytest.raises(psycopg.DatabaseError) as refusal:
        decide(database, proposal, decision, at)
    assert refusal.value.sqlstate == "LT004"
    assert status(database, proposal) == "pending"


def test_accepting_over_a_full_day_is_refused_and_leaves_it_pending(database):
    proposal = propose(database, set_target(database, minutes=100), 120)
    set_target(database, "Sleep", 1330)
    with pytest.raises(psycopg.DatabaseError, match="would add up to 1450 minutes") as refusal:
        decide(database, proposal, "accept")
    assert refusal.value.sqlstate == "LT001"
    assert status(database, proposal) == "pending"
    assert decide(database, proposal, "reject")["status"] == "rejected"


def test_a_changed_target_takes_back_what_was_proposed_for_it(database):
    changed = propose(database, set_target(database, "Exercise"), 50)
    closed = propose(database, set_target(database, "Meta"), 50)
    other = propose(database, set_target(database, "Meta", day_type="workday"), 50)
    set_target(database, "Exercise")
    assert status(database, changed) == "pending"
    set_target(database, "Exercise", 30)
    close_target(database, "Meta")
    assert [status(database, one) for one in (changed, closed, other)] == ["superseded", "superseded", "pending"]
    with pytest.raises(psycopg.DatabaseError, match="already superseded"):
        decide(database, changed, "accept")


def test_a_proposal_for_a_version_that_is_no_longer_current_is_not_accepted(database):
    proposal = propose(database, set_target(database), 50)
    database.execute("update app.targets set valid_to = now()")
    with pytest.raises(psycopg.DatabaseError, match="has changed since") as refusal:
        decide(database, proposal, "accept")
    assert refusal.value.sqlstate == "LT003"


def test_two_connections_cannot_both_decide(database, connect):
    first, second = connect(), connect()
    proposal = propose(database, set_target(database), 50)
    decide(first, proposal, "accept")
    thread, outcome = in_thread(lambda: decide(second, proposal, "reject"))
    wait_until_blocked(database, second)
    first.commit()
    thread.join()
    assert outcome[0].sqlstate == "LT003"
    assert status(database, proposal) == "accepted"


@pytest.mark.parametrize(
    ("direction", "kind", "new"),
    [("more", "ease", 70), ("more", "tighten", 50), ("less", "ease", 50), ("less", "tighten", 70)],
)
def test_the_table_itself_refuses_to_ease_in_the_stricter_direction(database, direction, kind, new):
    target = set_target(database, direction=direction)
    with pytest.raises(psycopg.errors.CheckViolation):
        database.execute(
            "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
            "evidence, reason_en, reason_ja, created_at) values (%s, 'Exercise', 'all', %s, %s, 60, %s, '{}', '', '', "
            "now())",
            (target["id"], kind, direction, new),
        )

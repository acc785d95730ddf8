"""The functions that alone change targets, against a real database."""

from functools import partial
from typing import Any

import psycopg
import pytest

from tests.pipelines.adjuster.targets import AT, HOUR, Row, in_thread, set_target, targets, wait_until_blocked


def close_target(connection: psycopg.Connection[Row], category: str, day_type: str = "all", at: Any = AT) -> Row:
    row = connection.execute("select * from app.close_target(%s, %s, %s)", (category, day_type, at)).fetchone()
    assert row is not None
    return row


def test_a_change_closes_the_current_version_where_the_next_begins(database):
    first = set_target(database, minutes=60, note="for the heart")
    second = set_target(database, minutes=45, at=AT + HOUR)
    assert (first["version"], first["valid_from"], first["valid_to"]) == (1, AT, None)
    assert (second["version"], second["valid_from"], second["valid_to"]) == (2, AT + HOUR, None)
    assert targets(database) == [("Exercise", "all", 60, 1, AT + HOUR), ("Exercise", "all", 45, 2, None)]


def test_the_same_values_again_write_nothing(database):
    first = set_target(database)
    assert set_target(database, note=None, at=AT + HOUR) == first
    assert targets(database) == [("Exercise", "all", 60, 1, None)]


@pytest.mark.parametrize(
    "change",
    [{"minutes": 61}, {"direction": "less"}, {"priority": 1}, {"note": "new"}],
    ids=lambda change: next(iter(change)),
)
def test_any_other_value_is_a_new_version(database, change):
    set_target(database)
    assert set_target(database, **change)["version"] == 2


def test_an_instant_before_the_current_version_counts_from_that_version_on(database):
    set_target(database, minutes=60)
    late = set_target(database, minutes=50, at=AT - HOUR)
    assert (late["valid_from"], late["version"]) == (AT, 2)
    assert targets(database)[0] == ("Exercise", "all", 60, 1, AT)


def test_a_closed_target_stays_in_the_history_and_can_begin_again(database):
    set_target(database)
    closed = close_target(database, "Exercise", at=AT + HOUR)
    assert (closed["version"], closed["valid_to"]) == (1, AT + HOUR)
    again = set_target(database, at=AT)
    assert (again["version"], again["valid_from"]) == (2, AT + HOUR)


def test_closing_what_is_not_there_gives_null(database):
    set_target(database, day_type="workday")
    assert close_target(database, "Exercise")["id"] is None
    assert close_target(database, "Exercise", "workday")["version"] == 1
    assert close_target(database, "Exercise", "workday")["id"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": None},
        {"category": " "},
        {"category": "x" * 501},
        {"day_type": "weekend"},
        {"day_type": None},
        {"minutes": -1},
        {"minutes": 1441},
        {"minutes": None},
        {"direction": "equal"},
        {"direction": None},
        {"priority": 0},
        {"priority": 6},
        {"priority": None},
        {"note": "x" * 2001},
        {"at": None},
        {"at": "infinity"},
    ],
    ids=str,
)
def test_a_value_that_no_target_can_have_is_refused(database, wrong):
    with pytest.raises(psycopg.DatabaseError) as refusal:
        set_target(database, **wrong)
    assert refusal.value.sqlstate == "LT004"
    assert targets(database) == []


@pytest.mark.parametrize("minutes", [0, 1440])
def test_the_ends_of_a_day_are_allowed(database, minutes):
    assert set_target(database, minutes=minutes)["minutes"] == minutes


def test_a_category_may_contain_any_character(database):
    for name in ("'; drop table app.targets; --", "%s {0}", "睡眠 💤", "😀" * 500):
        assert set_target(database, category=name, minutes=10)["category"] == name


@pytest.mark.parametrize("day_type", ["workday", "holiday"])
def test_the_targets_of_a_day_type_may_not_add_up_to_more_than_a_day(database, day_type):
    set_target(database, "Sleep", 480)
    set_target(database, "Work", 960, day_type=day_type)
    with pytest.raises(psycopg.DatabaseError, match=f"a {day_type} would add up to 1441 minutes") as refusal:
        set_target(database, "Meta", 1, day_type=day_type)
    assert refusal.value.sqlstate == "LT001"
    with pytest.raises(psycopg.DatabaseError, match=f"a {day_type} would add up to 1441 minutes"):
        set_target(database, "Meta", 1)
    other = "holiday" if day_type == "workday" else "workday"
    set_target(database, "Meta", 1, day_type=other)
    assert [row[0] for row in targets(database)] == ["Meta", "Sleep", "Work"]


def test_the_most_specific_target_counts_in_the_sum(database):
    set_target(database, "Work", 1000)
    set_target(database, "Work", 100, day_type="workday")
    set_target(database, "Sleep", 1340, day_type="workday")
    with pytest.raises(psycopg.DatabaseError, match="a holiday would add up to 1441 minutes"):
        set_target(database, "Social", 441, day_type="holiday")
    set_target(database, "Social", 440, day_type="holiday")


def test_only_what_is_wanted_at_least_adds_up(database):
    set_target(database, "Sleep", 1440)
    set_target(database, "Work", 600, direction="less")
    set_target(database, "Meta", 60, direction="neutral")
    with pytest.raises(psycopg.DatabaseError, match="a workday would add up to 2040 minutes"):
        set_target(database, "Work", 600)
    # On holidays it would be at least an hour, too.
    with pytest.raises(psycopg.DatabaseError, match="a holiday would add up to 1500 minutes"):
        set_target(database, "Meta", 60, day_type="holiday")


def test_a_category_is_one_however_it_is_spelled(database):
    set_target(database, "Sleep", 400)
    assert set_target(database, " SLEEP", 420)["version"] == 2
    assert targets(database) == [(" SLEEP", "all", 420, 2, None), ("Sleep", "all", 400, 1, AT)]
    assert set_target(database, "sleep", 420)["version"] == 2
    assert close_target(database, "sleep", at=AT + HOUR)["version"] == 2


def test_the_release_before_writes_and_closes_targets_without_keys(database):
    old = "select * from app.set_target('\uff33leep  now', 'all', 400, 'more', 3, '', %s)"
    row = database.execute(old, [AT]).fetchone()
    assert (row["category"], row["category_key"]) == ("\uff33leep  now", "sleep now")
    assert close_target(database, "\uff33leep  now", at=AT + HOUR)["version"] == 1


def test_a_change_is_measured_with_its_new_minutes_and_closed_ones_do_not_count(database):
    set_target(database, "Work", 1440)
    set_target(database, "Work", 1400)
    set_target(database, "Sleep", 40)
    close_target(database, "Work")
    set_target(database, "Sleep", 1440)
    assert [row[:3] for row in targets(database) if row[-1] is None] == [("Sleep", "all", 1440)]


def test_closing_may_not_bring_back_a_target_that_does_not_fit(database):
    set_target(database, "Work", 800)
    set_target(database, "Work", 100, day_type="workday")
    set_target(database, "Sleep", 1000, day_type="workday")
    with pytest.raises(psycopg.DatabaseError, match="a workday would add up to 1800 minutes") as refusal:
        close_target(database, "Work", "workday")
    assert refusal.value.sqlstate == "LT001"
    assert all(row[-1] is None for row in targets(database))


def test_two_connections_leave_one_current_version(database, connect):
    first, second = connect(), connect()
    set_target(first, minutes=50)
    thread, outcome = in_thread(lambda: set_target(second, minutes=40, at=AT - HOUR))
    wait_until_blocked(database, second)
    first.commit()
    thread.join()
    second.commit()
    assert outcome[0]["version"] == 2
    assert targets(database) == [("Exercise", "all", 50, 1, AT), ("Exercise", "all", 40, 2, None)]


def test_two_connections_cannot_fill_the_same_minutes(database, connect):
    first, second = connect(), connect()
    set_target(first, "Work", 800)
    thread, outcome = in_thread(lambda: set_target(second, "Sleep", 800))
    wait_until_blocked(database, second)
    first.commit()
    thread.join()
    assert outcome[0].sqlstate == "LT001"


def test_many_connections_number_the_versions_without_a_gap(database, connect):
    def change(connection: psycopg.Connection[Row], number: int) -> None:
        for step in range(5):
            set_target(connection, minutes=number * 10 + step)
            connection.commit()

    connections = [connect() for _ in range(4)]
    threads = [in_thread(partial(change, connection, number)) for number, connection in enumerate(connections)]
    for thread, _ in threads:
        thread.join()
    assert [outcome for _, outcome in threads] == [[None]] * 4
    rows = targets(database)
    assert [row[3] for row in rows] == list(range(1, 21))
    assert [row[-1] is None for row in rows] == [False] * 19 + [True]


def test_the_table_itself_refuses_a_second_current_version(database):
    set_target(database)
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.execute(
            "insert into app.targets (category, day_type, minutes, direction, valid_from, version) "
            "values ('Exercise', 'all', 1, 'more', now(), 2)"
        )


def test_a_transaction_with_an_old_snapshot_is_refused(connect):
    connection = connect()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(psycopg.errors.InvalidTransactionState):
        set_target(connection)

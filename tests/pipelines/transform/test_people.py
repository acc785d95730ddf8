"""Several people in one database: their rows stay apart, one person counts, and the others are named."""

import pytest

from tests.pipelines.transform import rows
from tests.stored import set_settings

ANN, BOB = "ann@example.invalid", "bob@example.invalid"


def row_of(key, email, name, day, hours):
    return rows.file_row(key, day, "09:00:00", f"{hours:02}:00:00", Email=email, User=name, Project=name)


@pytest.fixture(scope="module")
def two(stage, database):
    """Ann with 4 hours and Bob with 6, on days of their own, as an upgrade finds them."""
    rows.clear(database)
    database.execute("delete from app.settings where name = 'person'")
    people = [row_of("a", ANN, "Ann", "2026-03-02", 4), row_of("b", BOB.title(), "Bob", "2026-03-09", 6)]
    rows.insert(database, "toggl_csv__time_entries", [*people, row_of("c", "", "", "2026-03-02", 1)])
    for email, day in ((ANN, "2026-03-02"), (BOB, "2026-03-09")):
        database.execute(
            "insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at) "
            "values ('toggl_csv', 'time_entries:' || %s, %s::date, %s::date + interval '20 hours', now())",
            [email, day, day],
        )
    yield database
    rows.clear(database)
    database.execute("delete from app.settings where name = 'person'")


def build(stage):
    outcome = stage.run(LIFETRACER_CATEGORIES="")
    assert outcome.code == 0, outcome.text
    return outcome.result


def counted(database):
    query = "select entry_id from core.int_time_account order by 1"
    return [entry for (entry,) in database.execute(query)]


def read_days(database):
    query = "select local_date::text from marts.daily_summary where is_read order by 1"
    return [day for (day,) in database.execute(query)]


def test_the_person_with_the_most_hours_counts_and_the_others_are_named(two, stage):
    result = build(stage)
    # A row that names no one is the person's.
    assert counted(two) == ["b", "c"]
    assert f"Counted: Bob ({BOB}), 6.0 h. Not counted: Ann ({ANN}), 4.0 h." in result["message"]
    assert f'lifetracer settings set person "{ANN}"' in result["message"]
    # Where only another person's file was read, nothing is known of this one.
    assert read_days(two) == ["2026-03-09"]
    chosen = "select value, set_by from app.settings where name = 'person' and valid_to is null"
    assert two.execute(chosen).fetchone() == (f"{BOB}; Bob", "the person with the most hours")

    # Afterwards a growing file of another person changes nothing.
    rows.insert(two, "toggl_csv__time_entries", [row_of("d", ANN, "Ann", "2026-03-03", 9)])
    build(stage)
    assert counted(two) == ["b", "c"]

    set_settings(two, person=ANN)
    assert f"Not counted: Bob ({BOB}), 6.0 h." in build(stage)["message"]
    assert counted(two) == ["a", "c", "d"]
    assert read_days(two) == ["2026-03-02"]
    rows_in_raw = "select count(*) from raw.toggl_csv__time_entries where deleted_at is null"
    assert two.execute(rows_in_raw).fetchone() == (4,)

"""One person a database: the file says who, or the caller does, or what is stored already."""

import pytest

from pipelines.stage import BadInputError
from tests.pipelines.connector.toggl_csv.conftest import counts, living, stored
from tests.pipelines.connector.toggl_csv.exports import row, table, write

BOB = {"User": "Bob B.", "Email": "Bob@example.invalid"}
NEW = "Description|Duration|Start date|Start time|Stop date|Stop time"
UNNAMED = "walk|1:00:00|2026-01-05|09:00:00|2026-01-05|10:00:00"


@pytest.fixture
def two(tmp_path):
    """A file with three hours of ann and half an hour of bob."""
    half = row("2026-01-06", end="09:30:00", Duration="00:30:00", text="bob", **BOB)
    return write(tmp_path / "two.csv", *(row(f"2026-01-0{day}", text="ann") for day in (5, 6, 7)), half)


@pytest.fixture
def unnamed(tmp_path):
    path = tmp_path / "unnamed.csv"
    path.write_text(table(NEW, UNNAMED))
    return path


def people(connection) -> set[tuple[str, str]]:
    return {(data["User"], data["Email"]) for data in stored(connection)}


def test_several_people_are_refused_with_names_and_hours(summarise, connection, two):
    with pytest.raises(BadInputError) as caught:
        summarise(two)
    sentence = str(caught.value)
    assert (
        "2 people: ann (ann@example.invalid), 3 entries, 3.0 h; Bob B. (Bob@example.invalid), 1 entry, 0.5 h."
        in sentence
    )
    assert '--user "ann@example.invalid"' in sentence
    assert living(connection) == []


def test_the_members_of_a_new_report_are_people(summarise, tmp_path):
    path = tmp_path / "members.csv"
    path.write_text(table(f"{NEW}|Member", f"{UNNAMED}|ann", f"{UNNAMED}|bob"))
    with pytest.raises(BadInputError, match=r"2 people: ann, 1 entry, 1\.0 h; bob, 1 entry, 1\.0 h"):
        summarise(path)


@pytest.mark.parametrize("user", ["bob@EXAMPLE.invalid", " bob  b.", "BO\uff22 B."])
def test_a_chosen_person_is_imported_and_the_others_are_named_as_left_out(summarise, connection, two, user):
    done = summarise(two, user=user)
    assert living(connection) == [("2026-01-06", "bob")]
    assert (done["person"], done["entries"], done["logged_seconds"]) == ("Bob B. (Bob@example.invalid)", 1, 1800)
    assert done["left_out"] == [{"person": "ann (ann@example.invalid)", "entries": 3, "logged_seconds": 10800}]
    assert "Left out, as they are other people's: ann (ann@example.invalid), 3 entries, 3.0 h." in done["message"]


@pytest.mark.parametrize("person", ["bob@example.invalid; Bob B.", "old@example.invalid;BOB B."])
def test_the_person_of_the_database_is_chosen_from_a_file_of_several(summarise, connection, two, person):
    done = summarise(two, person=person)
    assert done["person"] == "Bob B. (Bob@example.invalid)"
    with pytest.raises(BadInputError, match="2 people"):
        summarise(two, person="carl")


def test_a_window_is_that_of_the_files_person(summarise, connection, two):
    summarise(two, user="ann")
    entities = connection.execute("select entity from raw.sync_windows where service = 'toggl_csv'").fetchall()
    assert entities == [("time_entries:ann@example.invalid",)]


def test_a_user_who_is_not_in_the_file_is_refused_with_those_who_are(summarise, two, tmp_path):
    with pytest.raises(BadInputError, match=r'no entry of --user "carl"; it holds those of: ann .*; Bob B\.'):
        summarise(two, user="carl")
    twins = write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-05", Email="other@example.invalid"))
    with pytest.raises(BadInputError, match='--user "ann" means more than one person'):
        summarise(twins, user="ann")


def test_rows_vanish_in_the_days_of_the_whole_file(summarise, connection, two, tmp_path):
    summarise(write(tmp_path / "e.csv", *(row(f"2026-01-{day:02}", text="old", **BOB) for day in (4, 5, 6, 7, 8))))
    # Bob's only entry is of the 6th, but the file covers the 5th to the 7th.
    assert counts(summarise(two, user="bob b.")) == {"inserted": 1, "deleted": 3}


def test_other_people_of_the_database_stay_and_are_named(summarise, connection, two):
    summarise(two, user="ann")
    done = summarise(two, user="bob b.")
    assert counts(done) == {"inserted": 1}
    assert len(living(connection)) == 4
    assert "entries of other people, too: ann (ann@example.invalid), 3 entries. One person counts" in done["message"]


def test_a_row_without_a_name_in_a_file_with_names_is_a_bad_line(summarise, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-06", User="", Email="-"))
    assert "line 3: it names no user" in summarise(path)["message"]
    assert len(living(connection)) == 1


def test_a_file_without_names_belongs_to_the_only_person_of_the_database(summarise, connection, unnamed, tmp_path):
    summarise(write(tmp_path / "e.csv", row("2026-01-04")))
    done = summarise(unnamed)
    assert counts(done) == {"inserted": 1}
    assert done["person"] == "ann (ann@example.invalid)"
    assert "does not name ann (ann@example.invalid) by address" in done["message"]
    assert people(connection) == {("ann", "ann@example.invalid")}
    assert counts(summarise(unnamed)) == {"unchanged": 1}


def test_a_file_without_names_in_a_database_of_two_asks_for_the_person(summarise, connection, two, unnamed):
    summarise(two, user="ann")
    summarise(two, user="bob b.")
    with pytest.raises(BadInputError, match=r"names no user, and the database holds the entries of 2 people .*--user"):
        summarise(unnamed)
    # It has an entry of the 5th only, and so covers only that day.
    assert counts(summarise(unnamed, user="ann")) == {"inserted": 1, "deleted": 1}
    assert ("2026-01-06", "bob") in living(connection)


@pytest.mark.parametrize("user", [None, "Bob@example.invalid", "Bob B."])
def test_the_first_file_may_name_no_one_and_a_later_one_does(summarise, connection, unnamed, tmp_path, user):
    first = summarise(unnamed, user=user)
    assert first["person"] == user
    outside = tmp_path / "outside.csv"
    outside.write_text(table(NEW, UNNAMED.replace("2026-01-05", "2025-12-24")))
    summarise(outside, user=user)
    named = write(tmp_path / "e.csv", row("2026-01-05", text="walk", Project="", **BOB))
    done = summarise(named)
    # The same entry, and the one outside of the file's days, have their person now.
    assert "inserted" not in counts(done)
    assert "deleted" not in counts(done)
    assert {email for _, email in people(connection)} == {"Bob@example.invalid"}
    assert len(living(connection)) == 2
    adopted = "2 entries of earlier files that did not name Bob B. (Bob@example.invalid) are now theirs."
    assert done.get("message") == (None if user and "@" in user else adopted)
    assert counts(summarise(unnamed)) == {"unchanged": 1}
    assert counts(summarise(named)) == {"unchanged": 1}


def test_a_name_without_an_address_means_the_stored_person_of_that_name(summarise, connection, tmp_path):
    summarise(write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-06", text="gone")))
    member = tmp_path / "member.csv"
    member.write_text(
        table(
            f"{NEW}|Member|Project",
            "work|1:00:00|2026-01-05|09:00:00|2026-01-05|10:00:00|Ann|Home: garden",
            "new|1:00:00|2026-01-06|09:00:00|2026-01-06|10:00:00|Ann|",
        )
    )
    done = summarise(member)
    assert counts(done) == {"inserted": 1, "updated": 1, "deleted": 1}
    assert done["person"] == "ann (ann@example.invalid)"
    assert living(connection) == [("2026-01-05", "work"), ("2026-01-06", "new")]

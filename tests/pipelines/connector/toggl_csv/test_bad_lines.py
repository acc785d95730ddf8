"""One bad line costs itself: the rest is imported, the line is named, and what it may have been is not deleted."""

from tests.pipelines.connector.toggl_csv.conftest import counts, living
from tests.pipelines.connector.toggl_csv.exports import row, write


def day(number: int, **fields: str) -> str:
    return row(f"2026-01-{number:02}", text=f"day {number}", **fields)


def texts(connection) -> list[str]:
    return [text for _, text in living(connection)]


def test_bad_lines_are_skipped_counted_and_the_first_five_named(summarise, connection, tmp_path):
    bad = [day(number, Start_time="25:00:00") for number in range(2, 9)]
    done = summarise(write(tmp_path / "e.csv", day(1), *bad, day(9)))
    assert texts(connection) == ["day 1", "day 9"]
    assert done["skipped_lines"] == 7
    assert done["message"].startswith('Skipped 7 lines of 9 (line 3: column "Start time": "25:00:00" does not exist;')
    assert "line 7: column" in done["message"]
    assert "line 8" not in done["message"]
    assert done["message"].endswith("; and 2 more).")


def test_broken_quotes_and_fields_cost_their_own_lines(summarise, connection, tmp_path):
    path = write(
        tmp_path / "e.csv",
        day(1),
        'ann,"a quote that never closes',
        row("2026-01-02", text="with, comma"),
        'ann,"a quote"that goes on,x',
        day(3),
        day(4) + ",one more",
        day(5) + ",,,",
        "ann,broken",
        day(6).replace('"day 6"', '"day 6\nof two lines"'),
    )
    done = summarise(path)
    assert texts(connection) == ["day 1", "with, comma", "day 3", "day 5", "day 6\nof two lines"]
    assert done["skipped_lines"] == 4
    assert all(f"line {line}: " in done["message"] for line in (3, 5, 7, 9)), done["message"]


def test_lines_between_two_stray_quotes_are_read(summarise, connection, tmp_path):
    good = row("2026-01-05", text="between").replace('"', "")
    done = summarise(write(tmp_path / "e.csv", 'ann,"stray', good, 'another stray"', day(6)))
    assert texts(connection) == ["between", "day 6"]
    assert done["skipped_lines"] == 2


def test_a_file_of_broken_quotes_alone_comes_to_an_end(summarise, connection, tmp_path):
    done = summarise(write(tmp_path / "e.csv", day(1), *['"x"y'] * 5_000, day(2)))
    assert texts(connection) == ["day 1"]
    assert done["skipped_lines"] == 1_002


def test_what_a_skipped_line_may_have_been_is_not_deleted(summarise, connection, tmp_path):
    path = tmp_path / "e.csv"
    summarise(write(path, *map(day, range(1, 6))))
    # Its start is readable: only an entry with the same start may be this one.
    assert counts(summarise(write(path, day(1), day(3, End_date="x"), day(5)))) == {"deleted": 2, "unchanged": 2}
    assert texts(connection) == ["day 1", "day 3", "day 5"]
    # Only its date is.
    done = summarise(write(path, day(2), day(3, Start_time="x"), day(5)))
    assert counts(done) == {"updated": 1, "unchanged": 1}
    assert "1 earlier entry is not deleted, as the skipped lines may be these." in done["message"]
    assert texts(connection) == ["day 1", "day 2", "day 3", "day 5"]
    # Nothing is.
    done = summarise(write(path, day(1), "ann,broken", day(5)))
    assert counts(done) == {"unchanged": 2}
    assert "2 earlier entries are not deleted, as the skipped lines may be these." in done["message"]
    # Without a bad line the file counts again.
    assert counts(summarise(write(path, day(1), day(5)))) == {"deleted": 2, "unchanged": 2}


def test_a_bad_line_of_another_person_keeps_nothing(summarise, connection, tmp_path):
    path = tmp_path / "e.csv"
    summarise(write(path, day(1), day(2), day(3)))
    bob = {"User": "bob", "Email": "bob@example.invalid"}
    newer = write(path, day(1), day(2, **bob), row("x", **bob), day(3))
    assert counts(summarise(newer, user="ann")) == {"deleted": 1, "unchanged": 2}


def test_an_open_row_ends_at_the_latest_end_and_one_of_zero_length_at_its_start(summarise, connection, tmp_path):
    path = write(
        tmp_path / "e.csv",
        row("2026-01-05", "08:00:00", text="open", End_date="", End_time="-", Duration="-"),
        row("2026-01-05", "08:00:00", text="running", End_date="", End_time="", Duration="-00:10:00"),
        row("2026-01-05", "08:00:00", text="zero", End_date="", End_time="", Duration="00:00:00"),
        row("2026-01-05", "08:00:00", text="known", End_date="", End_time="", Duration="00:20:00"),
        row("2026-01-05", "12:00:00", text="late", End_date="", End_time="", Duration=""),
        row("2026-01-05", text="work"),
    )
    done = summarise(path)
    rows = connection.execute(
        "select data ->> 'Description', data ->> 'ended_at', data ->> 'file_ended_at', data ->> 'End time',"
        " data ->> 'Duration' from raw.toggl_csv__time_entries order by 1"
    ).fetchall()
    at = "2026-01-05T{}:00Z".format
    assert rows == [
        ("known", at("07:20"), None, "", "00:20:00"),
        # It began after the latest end, so it has no length, which the models see from the raw row.
        ("late", None, at("09:00"), "", ""),
        ("open", None, at("09:00"), "", ""),
        ("running", None, at("09:00"), "", ""),
        ("work", at("09:00"), None, "10:00:00", "01:00:00"),
        ("zero", at("07:00"), None, "", "00:00:00"),
    ]
    assert done["logged_seconds"] == (2 + 2 + 1) * 3600 + 1200
    assert "3 rows have no end, as its timer was running (line 2, line 3, line 6)" in done["message"]
    assert "1 row has no end and a duration of zero (line 4): it counts 0." in done["message"]
    assert counts(summarise(path)) == {"unchanged": 6}


def test_an_open_row_alone_ends_as_it_starts(summarise, connection, tmp_path):
    done = summarise(write(tmp_path / "e.csv", row("2026-01-05", End_date="", End_time="", Duration="")))
    assert (done["entries"], done["logged_seconds"]) == (1, 0)

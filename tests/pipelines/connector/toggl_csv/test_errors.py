"""A file that cannot be imported: one sentence that says where, what and the way out, and nothing is written."""

from pathlib import Path

import psycopg
import pytest

from pipelines.connector.toggl_csv.importer import CsvOptions, import_file
from pipelines.stage import BadInputError
from tests.pipelines.connector.toggl_csv.conftest import NOW
from tests.pipelines.connector.toggl_csv.exports import HEADER, row, table, write

GOOD = row("2026-01-05")
TWO_LINES = row("2026-01-05", text="first\nsecond")


def refuse(path: Path, timezone: str = "Europe/Berlin", **options) -> str:
    """Return the sentence; the database is not even opened."""

    def connect() -> psycopg.Connection:
        raise AssertionError("nothing may be written")

    with pytest.raises(BadInputError) as caught:
        import_file(connect, path, CsvOptions(timezone=timezone, **options), now=NOW)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", ")."))
    return sentence


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"Start_date": "05/01/2026"}, ['column "Start date"', '"05/01/2026"', "YYYY-MM-DD", "profile settings"]),
        ({"Start_date": "2026-02-30"}, ['column "Start date"', '"2026-02-30"', "does not exist"]),
        ({"Start_date": ""}, ['column "Start date"', '""']),
        ({"Start_time": "9.00"}, ['column "Start time"', '"9.00"', "24-hour"]),
        ({"Start_time": "25:00:00"}, ['column "Start time"', '"25:00:00"', "does not exist"]),
        ({"End_date": ""}, ['column "End date"', '""']),
        ({"End_time": ""}, ['column "End time"', '""']),
        ({"End_time": "08:00:00"}, ['column "End time"', "2026-01-05 08:00:00", "before it starts", "correct"]),
        ({"End_date": "", "End_time": "", "Duration": "?"}, ['column "Duration"', '"?"', "no end"]),
        ({"Email": "", "User": ""}, ["names no user"]),
        ({"Project": "a\0b"}, ['column "Project"', "NUL"]),
    ],
)
def test_a_broken_row_names_file_line_column_value_and_the_fix(tmp_path, fields, said):
    # The broken row is the third record and stands on the fourth physical line, behind one with a line break.
    path = write(tmp_path / "e.csv", TWO_LINES, row("2026-01-05", **fields), GOOD)
    sentence = refuse(path, strict=True)
    assert f"{path}, line 4: " in sentence
    assert all(part in sentence for part in said), sentence


def test_a_file_in_which_every_line_is_bad_is_refused_with_the_first(tmp_path):
    path = write(tmp_path / "e.csv", *[row("05/01/2026", End_date="05/01/2026")] * 3)
    sentence = refuse(path)
    assert f"{path}, line 2: " in sentence
    assert "may have the day or the month first" in sentence
    assert "2 more lines are bad" in sentence


def test_too_few_fields_name_the_line(tmp_path):
    path = write(tmp_path / "e.csv", GOOD, "ann,broken")
    assert "line 3: 2 fields where the header has 14" in refuse(path, strict=True)


def test_a_quote_that_never_closes_names_the_row_where_it_opens(tmp_path):
    path = write(tmp_path / "e.csv", GOOD, 'ann,"open', GOOD)
    assert "line 3: not CSV" in refuse(path, strict=True)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b",,,\n;\n"])
def test_an_empty_file_is_called_empty(tmp_path, content):
    path = tmp_path / "e.csv"
    path.write_bytes(content)
    assert f"{path} is empty" in refuse(path)


@pytest.mark.parametrize("rows", [[], [",,,,,,,,,,,,,"], ["Total,,,,,,,,,,,00:00:00,,"]])
def test_a_header_alone_is_nothing_to_import(tmp_path, rows):
    assert "nothing to import" in refuse(write(tmp_path / "e.csv", *rows))


def test_a_report_without_times_names_the_columns_to_show(tmp_path):
    path = tmp_path / "e.csv"
    path.write_text(table("Description|Duration|Project|Start date|Member", "walk|1:00:00|P|2026-01-05|ann"))
    assert 'line 1: the report lacks the column "Start time"' in refuse(path)
    path.write_text(table("Description|Project|Start date|Start time|Stop time", "walk|P|2026-01-05|09:00:00|10:00:00"))
    assert 'lacks the column "End date"' in refuse(path)


def test_a_column_twice_is_refused(tmp_path):
    assert '"Tags" stands there more than once' in refuse(write(tmp_path / "e.csv", header=f"{HEADER},Tags"))
    assert '"End date" stands there more than once' in refuse(write(tmp_path / "e.csv", header=f"{HEADER},Stop date"))


def test_a_column_name_that_the_database_cannot_store_is_refused(tmp_path):
    assert "line 1: a column name holds characters" in refuse(write(tmp_path / "e.csv", GOOD, header=f"{HEADER}\0"))


def test_a_missing_file_and_a_directory_are_named_apart(tmp_path):
    assert "does not exist" in refuse(tmp_path / "no.csv")
    assert "is a directory" in refuse(tmp_path)


def test_an_unknown_zone_is_named(tmp_path):
    sentence = refuse(write(tmp_path / "e.csv", GOOD), "Berlin")
    assert "--timezone Berlin" in sentence
    assert "Europe/Berlin" in sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # Toggl's own files that are not detailed reports.
        ("Email,Start date,Start time,Duration,Project\na@x.test,2026-05-04,09:00:00,01:00:00,P\n", "is a template"),
        ("Project,Client,Description,Duration\nP,C,d,01:00:00\n", "is a summary report of Toggl"),
        ("Client,Project,Registered time,Amount ()\nC,P,01:00:00,\n", "is a summary report of Toggl"),
        ("User,Mon 05/04,Tue 05/05,Wed 05/06,Thu 05/07,Fri 05/08,Sat 05/09,Sun 05/10,Total\n", "is a weekly report"),
        ("Name,Client,Active\nP,C,true\n", "is a list of projects, clients, tags or members"),
        # Other trackers.
        (
            table(
                "Project|Client|Description|User|Email|Start Date|Start Time|End Date|End Time|Duration (h)",
                "P|C|d|u|a@x.test|05/04/2026|9:00:00 AM|05/04/2026|10:00:00 AM|01:00:00",
            ),
            "is a report of Clockify",
        ),
        ("Date,Client,Project,Task,Notes,Hours\n2026-05-04,C,P,T,n,1.0\n", "is a report of Harvest"),
        # Other kinds of files.
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "is an iCalendar file; import it with `lifetracer import ics FILE`"),
        ("<!DOCTYPE html><title>Log in</title>", "is a web page"),
        ('[{"id": 1}]', "is JSON"),
        ("%PDF-1.7\n", "is a PDF"),
        ("\x1f\x8b\x08\x00", "is compressed with gzip"),
        ("one\ntwo\n", "not a detailed report of Toggl"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path, content, said):
    path = tmp_path / "e.csv"
    path.write_bytes(content.encode("latin-1"))
    sentence = refuse(path)
    assert said in sentence
    assert (
        "iCalendar" in said
        or "only reports of Toggl" in sentence
        or "gunzip" in sentence
        or "Detailed, Export, CSV" in sentence
    )


def test_a_refused_file_leaves_the_database_as_it_was(tmp_path, connection, summarise):
    path = write(tmp_path / "e.csv", GOOD)
    summarise(path)
    before = connection.execute("select * from raw.toggl_csv__time_entries").fetchall()
    refuse(write(path, *[row("2026-01-06")] * 50, row("2026-01-07", Start_date="x")), strict=True)
    assert connection.execute("select * from raw.toggl_csv__time_entries").fetchall() == before

"""A file that cannot be imported: one sentence that says where, what and the way out, and nothing is written."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from pipelines.connector.toggl_csv.importer import import_file
from pipelines.stage import BadInputError
from tests.pipelines.connector.toggl_csv.exports import BOM, HEADER, row, write

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = row("2026-01-05")
TWO_LINES = row("2026-01-05", text="first\nsecond")


def refuse(path: Path, timezone: str = "Europe/Berlin") -> str:
    """Return the sentence; the database is not even opened."""

    def connect() -> psycopg.Connection:
        raise AssertionError("nothing may be written")

    with pytest.raises(BadInputError) as caught:
        import_file(connect, path, timezone, now=NOW)
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
        ({"Start_time": "9:00 AM"}, ['column "Start time"', '"9:00 AM"', "24-hour"]),
        ({"Start_time": "25:00:00"}, ['column "Start time"', '"25:00:00"', "does not exist"]),
        ({"End_date": ""}, ['column "End date"', '""']),
        ({"End_time": ""}, ['column "End time"', '""']),
        ({"End_time": "08:00:00"}, ['column "End time"', "2026-01-05 08:00:00", "before it starts", "correct"]),
        ({"Duration": "1.5"}, ['column "Duration"', '"1.5"', "H:MM:SS"]),
        ({"Email": "", "User": ""}, ['"Email"', "empty"]),
    ],
)
def test_a_broken_row_names_file_line_column_value_and_the_fix(tmp_path, fields, said):
    # The broken row is the third record and stands on the fourth physical line, behind one with a line break.
    path = write(tmp_path / "e.csv", TWO_LINES, row("2026-01-05", **fields), GOOD)
    sentence = refuse(path)
    assert f"{path}, line 4" in sentence
    assert all(part in sentence for part in said), sentence


def test_too_few_fields_name_the_line(tmp_path):
    assert "line 3: 2 fields where the header has 14" in refuse(write(tmp_path / "e.csv", GOOD, "ann,broken"))


def test_a_quote_that_never_closes_names_the_row_where_it_opens(tmp_path):
    assert "line 3: not CSV" in refuse(write(tmp_path / "e.csv", GOOD, 'ann,"open', GOOD))


@pytest.mark.parametrize("bom", [b"", BOM])
def test_a_wrong_encoding_names_byte_and_line(tmp_path, bom):
    path = tmp_path / "e.csv"
    path.write_bytes(bom + f"{HEADER}\n{GOOD}\n".encode() + row("2026-01-05", text="Café").encode("cp1252"))
    sentence = refuse(path)
    assert f"{path}, line 3: byte 0xe9 is not UTF-8" in sentence
    assert "iconv" in sentence


def test_utf_16_is_recognised(tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(f"{HEADER}\n{GOOD}\n".encode("utf-16"))
    assert "UTF-16" in refuse(path)


def test_a_nul_byte_names_its_line(tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(f"{HEADER}\n{GOOD}\nann\0".encode())
    assert "line 3: it holds a NUL byte" in refuse(path)


@pytest.mark.parametrize("content", [b"", BOM, b"\n\n"])
def test_an_empty_file_is_called_empty(tmp_path, content):
    path = tmp_path / "e.csv"
    path.write_bytes(content)
    assert f"{path} is empty" in refuse(path)


def test_a_header_alone_is_nothing_to_import(tmp_path):
    assert "nothing to import" in refuse(write(tmp_path / "e.csv"))


def test_a_summary_report_names_what_it_lacks_and_what_to_export(tmp_path):
    path = write(tmp_path / "e.csv", "ann,Home,01:00:00", header="User,Project,Duration")
    sentence = refuse(path)
    assert '"Email", "Description", "Start date", "Start time", "End date", "End time"' in sentence
    assert "Detailed, Export, CSV" in sentence


def test_semicolons_are_recognised(tmp_path):
    assert "not separated by commas" in refuse(write(tmp_path / "e.csv", header=HEADER.replace(",", ";")))


def test_a_column_twice_is_refused(tmp_path):
    assert '"Tags" stands there more than once' in refuse(write(tmp_path / "e.csv", header=f"{HEADER},Tags"))


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path):
    assert "does not exist" in refuse(tmp_path / "no.csv")
    assert "is a directory" in refuse(tmp_path)


def test_an_unknown_zone_is_named(tmp_path):
    sentence = refuse(write(tmp_path / "e.csv", GOOD), "Berlin")
    assert "--timezone Berlin" in sentence
    assert "Europe/Berlin" in sentence


def test_a_broken_row_at_the_end_leaves_the_database_as_it_was(tmp_path, connection, module_database_url):
    path = write(tmp_path / "e.csv", GOOD)
    import_file(lambda: psycopg.connect(module_database_url), path, "Europe/Berlin", now=NOW)
    before = connection.execute("select * from raw.toggl_csv__time_entries").fetchall()
    refuse(write(path, *[row("2026-01-06")] * 50, row("2026-01-07", Duration="x")))
    assert connection.execute("select * from raw.toggl_csv__time_entries").fetchall() == before

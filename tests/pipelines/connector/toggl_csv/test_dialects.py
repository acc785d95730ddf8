"""Whatever columns, separator, encoding and archive an export comes in, its entries are the same."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipelines.connector.toggl_csv import archive
from pipelines.stage import BadInputError
from tests.pipelines.connector.toggl_csv.conftest import counts, living, stored
from tests.pipelines.connector.toggl_csv.exports import BOM, HEADER, row, table, write

OLD = "User|Email|Client|Project|Task|Description|Billable|Start date|Start time|End date|End time|Duration|Tags"
NEW = "Description|Duration|Project|Start date|Start time|Stop date|Stop time"


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def only(connection) -> tuple[str, ...]:
    """Description, project, start, end and duration of the only row."""
    [data] = stored(connection)
    return tuple(data[name] for name in ("Description", "Project", "started_at", "ended_at", "Duration"))


ONE_HOUR = ("walk", "Outside", "2026-05-04T07:00:00Z", "2026-05-04T08:00:00Z", "01:00:00")


@pytest.mark.parametrize(
    "lines",
    [
        (OLD, "ann|a@example.invalid||Outside||walk|No|2026-05-04|09:00:00|2026-05-04|10:00:00|01:00:00|"),
        (NEW, "walk|1:00:00|Outside|2026-05-04|09:00:00|2026-05-04|10:00:00"),
        # Columns in any order and case, a member, nothing as a dash.
        (
            "STOP TIME|stop  date|Tags|Start Time|Start Date|Member|project|description|Client|E-mail",
            "10:00:00|2026-05-04|-|09:00:00|2026-05-04|ann|Outside|walk|-|-",
        ),
        # No end, or an end without its date: the duration gives it.
        (
            "Description|Duration|Project|Start date|Start time",
            "walk|60:00 min|Outside|2026-05-04|09:00:00",
        ),
        (
            "Description|Duration|Project|Start date|Start time|Stop time",
            "walk|1:00:00|Outside|2026-05-04|09:00:00|10:00:00",
        ),
        # Dates and times of the profile, settled by another row of the file.
        (
            NEW,
            "walk|1.00 h|Outside|05/04/2026|09:00:00 AM|05/04/2026|10:00:00 AM",
            "|0.00 h||04/13/2026|01:00:00 PM|04/13/2026|01:00:00 PM",
        ),
        # What spreadsheets add: empty rows, cells and columns; what they leave out: empty cells at the end of a row.
        (
            f"{NEW}|Tags||",
            "walk|1:00:00|Outside|2026-05-04|9:00:00|2026-05-04|10:00:00|||",
            "|||||||||",
            "",
        ),
        (f"{NEW}|Tags|Billable", "walk|1:00:00|Outside|2026-05-04|9:00:00|2026-05-04|10:00:00"),
        # A second byte order mark.
        (f"\ufeff\ufeff{NEW}", "walk|1:00:00|Outside|2026-05-04|09:00:00|2026-05-04|10:00:00"),
        # A sum below the entries.
        (NEW, "walk|1:00:00|Outside|2026-05-04|09:00:00|2026-05-04|10:00:00", "Total:|1:00:00|||||"),
        (NEW, "walk|1:00:00|Outside|2026-05-04|09:00:00|2026-05-04|10:00:00", "|1:00:00||||Total|"),
    ],
)
def test_columns(summarise, connection, tmp_path, lines):
    done = summarise(save(tmp_path / "e.csv", table(*lines)))
    assert done["skipped_lines"] == 0
    assert "message" not in done
    whole = [data for data in stored(connection) if data["Description"] == "walk"]
    assert len(whole) == 1
    assert (
        tuple(whole[0][name] for name in ("Description", "Project", "started_at", "ended_at", "Duration")) == ONE_HOUR
    )
    assert "-" not in whole[0].values()


@pytest.mark.parametrize(
    ("start", "end", "duration", "seconds"),
    [
        ("09:00:00", "09:18:25", "18:25 min", 1105),
        ("11:00:00", "12:30:00", "1:30:00", 5400),
        ("13:00:00", "13:00:40", "40 sec", 40),
        ("13:00:00", "14:30:10", "1.50 h", 5410),
        ("13:00:00", "14:30:10", "1,5", 5410),
        ("13:00:00", "14:30:10", "", 5410),
        ("13:00:00", "14:30:10", "-", 5410),
    ],
)
def test_durations_of_every_setting(summarise, tmp_path, start, end, duration, seconds):
    done = summarise(write(tmp_path / "e.csv", row("2026-05-04", start, end, Duration=duration)))
    assert done["logged_seconds"] == seconds
    assert "message" not in done


def test_a_rounded_duration_without_an_end_is_called_rounded(summarise, tmp_path):
    text = table("Description|Duration|Start date|Start time", "walk|1.25 h|2026-05-04|09:00:00")
    done = summarise(save(tmp_path / "e.csv", text))
    assert done["logged_seconds"] == 4500
    assert (
        "1 row has a duration in decimal hours and no end (line 2): its length is only known as rounded"
        in (done["message"])
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("announced", [False, True])
def test_separators(summarise, connection, tmp_path, separator, announced):
    text = table(NEW, "walk|1:00:00|Outside|2026-05-04|09:00:00|2026-05-04|10:00:00", separator=separator)
    save(tmp_path / "e.csv", f"sep={separator}\r\n{text}" if announced else text)
    assert summarise(tmp_path / "e.csv")["skipped_lines"] == 0
    assert only(connection) == ONE_HOUR


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_encodings(summarise, connection, tmp_path, encoding):
    text = table(NEW, "会議の準備|1:00:00|仕事|2026-05-04|09:00:00|2026-05-04|10:00:00")
    done = summarise(save(tmp_path / "e.csv", text, encoding))
    assert only(connection)[:2] == ("会議の準備", "仕事")
    assert ("it was read as" in done.get("message", "")) == (not encoding.startswith("utf-8"))


def test_an_encoding_that_is_not_certain_is_refused_with_what_decodes(summarise, connection, tmp_path):
    text = table(NEW, "さくら|1:00:00||2026-05-04|09:00:00|2026-05-04|10:00:00")
    with pytest.raises(BadInputError, match="CP932 or WINDOWS-1252"):
        summarise(save(tmp_path / "e.csv", text, "cp932"))
    text = table(NEW, "Café|1:00:00||2026-05-04|09:00:00|2026-05-04|10:00:00")
    with pytest.raises(BadInputError, match=r"line 2: byte 0xe9 .*iconv -f WINDOWS-1252") as caught:
        summarise(save(tmp_path / "e.csv", text, "cp1252"))
    assert "CP932" not in str(caught.value)
    assert living(connection) == []


def test_a_broken_byte_in_a_file_of_utf_8_costs_its_line(summarise, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05", text="Tokyo 東京"), row("2026-01-06", text="Café"), bom=False)
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9"))
    done = summarise(path)
    assert 'line 3: column "Description": byte 0xe9 is not UTF-8' in done["message"]
    assert living(connection) == [("2026-01-05", "Tokyo 東京")]


# ZIP archives


def zipped(path: Path, files: Mapping[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def csv_of(*rows: str) -> bytes:
    return BOM + "".join(f"{line}\n" for line in (HEADER, *rows)).encode()


def test_a_zip_is_opened_and_its_years_are_one_import(summarise, connection, tmp_path):
    files = {
        "toggl/2025.csv": csv_of(row("2025-12-31"), row("2026-01-01"), row("2026-01-01")),
        # Overlapping exports bring one entry once, and two equal ones twice.
        "toggl/2026.csv": csv_of(row("2026-01-01"), row("2026-01-02"), row("x")),
        "projects.csv": "Name,Client\nP,C\n",
        "readme": "",
    }
    path = zipped(tmp_path / "e.zip", files)
    done = summarise(path)
    assert (done["entries"], done["first_date"], done["last_date"]) == (4, "2025-12-31", "2026-01-02")
    assert "toggl/2026.csv, line 4" in done["message"]
    assert f"Left out: {path}, projects.csv is a list of projects" in done["message"]
    assert counts(summarise(path)) == {"unchanged": 4}


def test_each_csv_of_a_zip_covers_its_own_days(summarise, connection, tmp_path):
    summarise(write(tmp_path / "e.csv", *(row(f"2026-01-0{day}", text=f"day {day}") for day in range(1, 8))))
    first = csv_of(row("2026-01-01", text="new"), row("2026-01-02", text="new"))
    files = {"a.csv": first, "b.csv": csv_of(row("2026-01-06"))}
    assert counts(summarise(zipped(tmp_path / "e.zip", files))) == {"inserted": 3, "deleted": 3}
    assert [text for day, text in living(connection) if "03" <= day[-2:] <= "05"] == ["day 3", "day 4", "day 5"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme": ""}, "is a ZIP without a CSV file (it holds readme)"),
        ({}, "is a ZIP without a CSV file (it holds nothing)"),
        ({"[Content_Types].xml": "", "xl/sheet.csv": ""}, "is an Excel workbook"),
        ({"projects.csv": "Name\nP\n"}, "projects.csv is a list of projects"),
        ({"__MACOSX/e.csv": "x", "._e.csv": "x"}, "without a CSV file"),
    ],
)
def test_a_zip_without_a_report_says_what_it_is(summarise, tmp_path, files, said):
    with pytest.raises(BadInputError) as caught:
        summarise(zipped(tmp_path / "e.zip", files))
    assert said in str(caught.value)


def test_a_damaged_and_an_encrypted_zip_are_one_sentence(summarise, tmp_path):
    path = zipped(tmp_path / "e.zip", {"e.csv": csv_of(row("2026-01-01")) * 50})
    whole = path.read_bytes()
    for content in (whole[:100], whole.replace(whole[60:90], b"\0" * 30)):
        path.write_bytes(content)
        with pytest.raises(BadInputError, match="cannot be unpacked"):
            summarise(path)
    # Bit 0 of the flags, in the local header and in the directory.
    directory = whole.index(b"PK\x01\x02")
    flagged = bytearray(whole)
    flagged[6] |= 1
    flagged[directory + 8] |= 1
    path.write_bytes(bytes(flagged))
    with pytest.raises(BadInputError, match="is encrypted; unpack it"):
        summarise(path)


def test_a_zip_that_unpacks_to_more_than_the_bound_is_refused_without_unpacking_it(summarise, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1024 * 1024)
    asked: list[int] = []
    read = zipfile.ZipExtFile.read

    def counting(member: zipfile.ZipExtFile, size: int = -1) -> bytes:
        asked.append(size)
        return read(member, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    path = zipped(tmp_path / "e.zip", {"a.csv": b"\n" * 1024 * 1024 * 64, "b.csv": csv_of(row("2026-01-01"))})
    with pytest.raises(BadInputError, match="unpacks to more than 1 MiB"):
        summarise(path)
    assert asked == [1024 * 1024 + 1]
    monkeypatch.setattr(archive, "MAX_FILES", 1)
    with pytest.raises(BadInputError, match="holds 2 CSV files, more than 1"):
        summarise(path)


def test_a_file_that_only_begins_like_a_zip_is_damaged(summarise, tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(BadInputError, match="is a ZIP that cannot be unpacked"):
        summarise(path)

"""The import of an export: the file's days end as the file says, however often and in whatever pieces it comes."""

import csv
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from sandbox import toggl_csv
from sandbox.person import generate
from tests.pipelines.connector.toggl_csv.conftest import NOW, counts, living
from tests.pipelines.connector.toggl_csv.exports import row, write

EXPORTS = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture
def load(summarise):
    """Import a file and return its counts, without those that are 0."""
    return lambda path, timezone="Europe/Berlin", **options: counts(summarise(path, timezone, **options))


def versions(connection: psycopg.Connection) -> set[tuple[str, str]]:
    rows = connection.execute("select source_id, xmin::text from raw.toggl_csv__time_entries").fetchall()
    connection.commit()
    return set(rows)


def test_rows_arrive_as_in_the_file_with_their_zone(load, connection, tmp_path):
    text = 'comma, colon: "quote"\r\nsecond line'
    path = write(tmp_path / "e.csv", row("2026-01-05", text=text, Tags="a, b"))
    assert load(path) == {"inserted": 1}
    [(data,)] = connection.execute("select data from raw.toggl_csv__time_entries").fetchall()
    assert data == {
        "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Home: garden", "Task": "",
        "Description": text, "Billable": "No", "Start date": "2026-01-05", "Start time": "09:00:00",
        "End date": "2026-01-05", "End time": "10:00:00", "Duration": "01:00:00", "Tags": "a, b", "Amount ()": "",
        "timezone": "Europe/Berlin", "started_at": "2026-01-05T08:00:00Z", "ended_at": "2026-01-05T09:00:00Z",
    }  # fmt: skip


def test_the_same_file_again_changes_nothing(load, connection, tmp_path):
    same = [row("2026-01-05")] * 3  # equal rows are rows of their own
    path = write(tmp_path / "e.csv", *same, row("2026-01-06"), row("2026-01-06", end="09:00:00"))
    assert load(path) == {"inserted": 5}
    before = versions(connection)
    assert load(path) == {"unchanged": 5}
    assert versions(connection) == before


def test_with_and_without_byte_order_mark_and_crlf_it_is_the_same_row(load, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path)
    assert load(write(path, row("2026-01-05"), bom=False)) == {"unchanged": 1}
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(path) == {"unchanged": 1}


def test_a_newer_export_edits_removes_and_brings_back(load, connection, tmp_path):
    path = tmp_path / "e.csv"
    first, second, third = (row(f"2026-01-0{day}", text=f"day {day}") for day in (5, 6, 7))
    load(write(path, first, second, third))
    assert load(write(path, first, row("2026-01-06", text="edited"), third)) == {
        "inserted": 1, "deleted": 1, "unchanged": 2,
    }  # fmt: skip
    assert living(connection) == [("2026-01-05", "day 5"), ("2026-01-06", "edited"), ("2026-01-07", "day 7")]
    assert load(write(path, first, second, third)) == {"updated": 1, "deleted": 1, "unchanged": 2}
    assert living(connection) == [(f"2026-01-0{day}", f"day {day}") for day in (5, 6, 7)]


def test_one_of_two_equal_rows_can_vanish(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-05"))
    load(path)
    assert load(write(path, row("2026-01-05"))) == {"deleted": 1, "unchanged": 1}


def test_days_outside_of_the_export_stay_and_its_whole_days_count(load, connection, tmp_path):
    path = tmp_path / "e.csv"
    load(
        write(
            path,
            row("2026-01-04", "23:59:59", "23:59:59", text="before"),
            row("2026-01-05", "00:00:00", text="early"),
            row("2026-01-06", "23:59:59", "23:59:59", text="late"),
            row("2026-01-07", "00:00:00", text="after"),
        )
    )
    load(write(path, row("2026-01-05", "12:00:00", "13:00:00"), row("2026-01-06", "12:00:00", "13:00:00")))
    assert [text for _, text in living(connection)] == ["before", "work", "work", "after"]


def test_an_entry_of_another_zone_outside_of_the_days_stays(load, connection, tmp_path):
    # 01:00 in Tokyo is on the day before in Berlin, which the second file does not cover.
    load(write(tmp_path / "a.csv", row("2026-01-05", "01:00:00", "02:00:00", text="Tokyo")), "Asia/Tokyo")
    assert load(write(tmp_path / "b.csv", row("2026-01-05", text="Berlin"))) == {"inserted": 1}
    assert len(living(connection)) == 2


def test_the_case_of_the_address_and_a_new_name_do_not_make_another_person(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path)
    assert load(write(path, row("2026-01-05", User="Ann B.", Email="Ann@Example.invalid"))) == {"updated": 1}
    assert len(living(connection)) == 1


def test_another_amount_column_does_not_make_another_row(load, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path)
    header = path.read_text(encoding="utf-8-sig").splitlines()[0]
    assert load(write(path, row("2026-01-05"), header=header.replace("Amount ()", "Amount (USD)"))) == {"updated": 1}


def test_the_zone_can_be_corrected(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path, "America/New_York")
    assert load(path, "Asia/Tokyo") == {"updated": 1}
    zones = connection.execute("select data ->> 'timezone' from raw.toggl_csv__time_entries").fetchall()
    assert zones == [("Asia/Tokyo",)]


def test_a_dry_run_writes_nothing(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    assert load(path, dry_run=True) == {"inserted": 1}
    assert living(connection) == []
    assert connection.execute("select count(*) from raw.sync_state").fetchone() == (0,)


def test_the_import_is_recorded(load, connection, tmp_path):
    load(write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-09")))
    found = connection.execute(
        "select last_synced_at, last_counts from raw.sync_state where service = 'toggl_csv'"
    ).fetchone()
    assert found is not None
    assert found[0] == NOW
    assert found[1] == {
        "inserted": 2, "updated": 0, "deleted": 0, "unchanged": 0, "rows": 2, "person": "ann (ann@example.invalid)",
        "entries": 2, "projects": 1, "logged_seconds": 7200, "counted_seconds": 7200, "overlap_seconds": 0,
        "ahead_seconds": 0, "empty_entries": 0, "first_date": "2026-01-05", "last_date": "2026-01-09",
        "first_start_at": "2026-01-05T08:00:00Z", "last_end_at": "2026-01-09T09:00:00Z", "skipped_lines": 0,
    }  # fmt: skip


def test_the_result_is_what_toggls_page_adds_up(summarise, tmp_path):
    path = write(
        tmp_path / "e.csv",
        row("2026-01-31", "23:30:00", "00:30:00", End_date="2026-02-01", Project="P", Client="A"),
        row("2026-01-31", "23:30:00", "23:45:00", Duration="00:15:00", Project="P", Client="B"),
        row("2026-01-30", "10:00:00", "10:00:00", Duration="00:00:00", Project="", Client=""),
    )
    result = summarise(path)
    # Overlapping and crossing midnight: each entry with its own length, on the date of its start.
    assert (result["entries"], result["projects"], result["logged_seconds"]) == (3, 2, 4500)
    assert (result["first_date"], result["last_date"]) == ("2026-01-30", "2026-01-31")
    assert (result["first_start_at"], result["last_end_at"]) == ("2026-01-30T09:00:00Z", "2026-01-31T23:30:00Z")
    assert "message" not in result


def sample_export(path: Path) -> Path:
    """Write the export of a sample person's two months: overlaps, gaps, midnight crossings, entries of no length."""
    zone = ZoneInfo("America/New_York")
    with path.open("w", encoding="utf-8", newline="") as file:
        toggl_csv.write(generate(3, date(2026, 2, 28), 60, zone), file)
    return path


def overlapping_exports(sample: Path, directory: Path) -> list[Path]:
    """Cut an export into three that overlap, each newer one with edited and vanished rows."""
    header, *rows = csv.reader(sample.read_text(encoding="utf-8-sig").splitlines(keepends=True))
    day, text = header.index("Start date"), header.index("Description")
    spans = [("2026-01-01", "2026-01-25"), ("2026-01-10", "2026-02-10"), ("2026-01-20", "2026-02-28")]
    paths = []
    for number, (first, last) in enumerate(spans):
        inside = [list(row) for row in rows if first <= row[day] <= last]
        for entry in inside[:: number + 5]:
            entry[text] += f" edited {number}"
        kept = [row for place, row in enumerate(inside) if place % 11 != number]
        paths.append(directory / f"{number}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *kept])
    return paths


def test_a_whole_export_twice_changes_nothing(load, tmp_path):
    # The real exports beside the project are used where they are there.
    for path in [sample_export(tmp_path / "sample.csv"), *sorted(EXPORTS.glob("toggl_student_*.csv"))]:
        assert set(load(path, "America/New_York")) == {"inserted"}
        assert set(load(path, "America/New_York")) == {"unchanged"}


def test_three_overlapping_exports_end_as_the_newest_says(load, connection, tmp_path):
    synthetic = overlapping_exports(sample_export(tmp_path / "sample.csv"), tmp_path)
    names = ["2019-03_2020-03", "2019-04_2020-04", "2019-04-30_2020-04-29"]
    real = [EXPORTS / f"toggl_statistician_{name}.csv" for name in names]
    for exports in [synthetic, *([real] if real[0].exists() else [])]:
        connection.execute("truncate raw.toggl_csv__time_entries")
        connection.commit()
        for path in exports:
            load(path, "America/New_York")
        newest = list(csv.DictReader(exports[-1].read_text(encoding="utf-8-sig").splitlines(keepends=True)))
        first = min(entry["Start date"] for entry in newest)
        among = [entry for entry in living(connection) if entry[0] >= first]
        assert among == sorted((entry["Start date"], entry["Description"]) for entry in newest)
        assert len(living(connection)) > len(among)
        assert set(load(exports[-1], "America/New_York")) == {"unchanged"}

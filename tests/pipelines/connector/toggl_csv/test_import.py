"""The import of an export: the file's days end as the file says, however often and in whatever pieces it comes."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines.connector.toggl_csv.importer import import_file
from pipelines.stage import BadInputError
from sandbox import toggl_csv
from sandbox.person import generate
from tests.pipelines.connector.toggl_csv.exports import row, write

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EXPORTS = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture
def load(module_database_url, connection):
    def load(path, timezone="Europe/Berlin", **options):
        summary = import_file(lambda: psycopg.connect(module_database_url), path, timezone, now=NOW, **options)
        return {name: summary[name] for name in ("inserted", "updated", "deleted", "unchanged") if summary[name]}

    return load


def living(connection: psycopg.Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        "select data ->> 'Start date', data ->> 'Description' from raw.toggl_csv__time_entries"
        " where deleted_at is null order by 1, 2"
    ).fetchall()
    connection.commit()
    return rows


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
        "timezone": "Europe/Berlin",
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


def test_other_people_stay(load, connection, tmp_path):
    bob = {"User": "bob", "Email": "bob@example.invalid"}
    path = write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-05", **bob), row("2026-01-06", **bob))
    assert load(path) == {"inserted": 3}
    assert load(write(path, row("2026-01-05", text="new"), row("2026-01-06"))) == {"inserted": 2, "deleted": 1}
    assert len(living(connection)) == 4


def test_the_case_of_the_address_and_a_new_name_do_not_make_another_person(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path)
    assert load(write(path, row("2026-01-05", User="Ann B.", Email="Ann@Example.invalid"))) == {"updated": 1}
    assert len(living(connection)) == 1


def test_another_amount_column_and_absent_ones_do_not_make_another_row(load, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path)
    header = path.read_text(encoding="utf-8-sig").splitlines()[0]
    assert load(write(path, row("2026-01-05"), header=header.replace("Amount ()", "Amount (USD)"))) == {"updated": 1}
    short = "User,Email,Project,Description,Start date,Start time,End date,End time,Duration,Billable"
    line = "ann,ann@example.invalid,Home: garden,work,2026-01-05,09:00:00,2026-01-05,10:00:00,01:00:00,No"
    assert load(write(path, line, header=short)) == {"updated": 1}


def test_the_zone_can_be_corrected(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    load(path, "America/New_York")
    assert load(path, "Asia/Tokyo") == {"updated": 1}
    zones = connection.execute("select data ->> 'timezone' from raw.toggl_csv__time_entries").fetchall()
    assert zones == [("Asia/Tokyo",)]


def test_a_timer_that_was_running_has_no_end(load, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05", End_date="", End_time="", Duration="00:00:00"))
    assert load(path) == {"inserted": 1}


def test_an_end_in_the_repeated_hour_of_autumn_may_read_earlier_than_its_start(load, tmp_path):
    path = tmp_path / "e.csv"
    assert load(write(path, row("2025-10-26", "02:50:00", "02:10:00", Duration="00:20:00"))) == {"inserted": 1}
    with pytest.raises(BadInputError, match="ends"):
        load(path, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 row has a time that the clock of Europe/Berlin skips in spring (line 2);"),
        (6, "(lines 2, 3, 4, 5, 6, …);"),
    ],
)
def test_times_that_the_zone_skips_are_imported_and_told(connection, module_database_url, tmp_path, count, said):
    rows = [row("2026-03-29", f"02:{minute:02}:00", "03:10:00") for minute in range(count)]
    path = write(tmp_path / "e.csv", *rows)
    done = import_file(lambda: psycopg.connect(module_database_url), path, "Europe/Berlin", now=NOW)
    assert done["inserted"] == count
    assert said in done["message"]
    assert "--timezone may not be the zone" in done["message"]


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
    counts = {"inserted": 2, "updated": 0, "deleted": 0, "unchanged": 0, "rows": 2}
    assert found == (NOW, {**counts, "first_date": "2026-01-05", "last_date": "2026-01-09"})


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

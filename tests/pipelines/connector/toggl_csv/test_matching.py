"""The same entry is the same row, whatever export brings it, and whichever version imported it first."""

import json

import pytest

from tests.pipelines.connector.toggl_csv.conftest import counts, living, stored
from tests.pipelines.connector.toggl_csv.exports import row, table, write

NEW = "Description|Duration|Project|Start date|Start time|Stop date|Stop time"
# Keys that the version before made, of these rows in this order.
BEFORE = (
    ("3e77209cfee4298eaccbcfe743e40cf5:0", row("2026-01-05")),
    ("3e77209cfee4298eaccbcfe743e40cf5:1", row("2026-01-05")),
    ("30bd4e7e3f25a7a8f67b356e16b513f9:0", row("2026-01-06", Duration="1:00:00", Tags="a, b", Client="-")),
    ("f35f7ee437c2774263904ce51d88a4a3:0", row("2026-01-07", End_date="", End_time="", Duration="00:00:00")),
)


def new_report(path, *rows: str):
    path.write_bytes(b"\xef\xbb\xbf" + table(NEW, *rows).encode())
    return path


def keys(connection) -> set[str]:
    found = connection.execute("select source_id from raw.toggl_csv__time_entries where deleted_at is null").fetchall()
    connection.commit()
    return {key for (key,) in found}


def test_rows_of_the_version_before_keep_their_keys(summarise, connection, tmp_path):
    header = (
        "User", "Email", "Client", "Project", "Task", "Description", "Billable", "Start date", "Start time",
        "End date", "End time", "Duration", "Tags", "Amount ()",
    )  # fmt: skip
    for key, line in BEFORE:
        data = dict(zip(header, json.loads(f"[{line}]"), strict=True)) | {"timezone": "Europe/Berlin"}
        connection.execute(
            "insert into raw.toggl_csv__time_entries values (%s, %s, now(), null, 'csv')", [key, json.dumps(data)]
        )
    connection.commit()
    path = write(tmp_path / "e.csv", *(line for _, line in BEFORE))
    assert counts(summarise(path)) == {"updated": 4}
    assert keys(connection) == {key for key, _ in BEFORE}
    assert all("started_at" in data for data in stored(connection))
    assert counts(summarise(path)) == {"unchanged": 4}
    # One that is gone from a newer export is deleted, whichever version brought it.
    newer = write(path, *(line for _, line in BEFORE[1:]))
    assert counts(summarise(newer)) == {"deleted": 1, "unchanged": 3}


def test_new_rows_have_the_keys_of_the_version_before(summarise, connection, tmp_path):
    # An older version that reads this database again finds its rows.
    same = [BEFORE[0], BEFORE[1], BEFORE[3]]
    summarise(write(tmp_path / "e.csv", *(line for _, line in same)))
    assert keys(connection) == {key for key, _ in same}


def test_a_new_report_brings_the_entries_of_an_old_one_and_loses_nothing(summarise, connection, tmp_path):
    full = row("2026-01-05", Client="C", Tags="a, b", Task="T", Billable="Yes")
    old = write(tmp_path / "old.csv", full, row("2026-01-05"), row("2026-01-06"))
    summarise(old)
    before = stored(connection)
    new = new_report(
        tmp_path / "new.csv",
        *["work|1:00:00|Home: garden|2026-01-05|09:00:00|2026-01-05|10:00:00"] * 2,
        "work|1:00:00|Home: garden|2026-01-06|09:00:00|2026-01-06|10:00:00",
    )
    assert counts(summarise(new)) == {"unchanged": 3}
    assert stored(connection) == before
    assert counts(summarise(old)) == {"unchanged": 3}


def test_an_old_report_adds_to_the_entries_of_a_new_one(summarise, connection, tmp_path):
    new = new_report(tmp_path / "new.csv", "work|1:00:00|Home: garden|2026-01-05|09:00:00|2026-01-05|10:00:00")
    summarise(new)
    old = write(tmp_path / "old.csv", row("2026-01-05", Tags="a, b"))
    summarise(old)
    [data] = stored(connection)
    assert (data["Tags"], data["Email"]) == ("a, b", "ann@example.invalid")
    assert stored(connection, deleted=True) == []
    assert counts(summarise(old)) == {"unchanged": 1}
    assert counts(summarise(new)) == {"unchanged": 1}


@pytest.mark.parametrize(
    "changed",
    [
        "edited|1:00:00|Home: garden|2026-01-05|09:00:00|2026-01-05|10:00:00",
        "work|1:00:00|Other|2026-01-05|09:00:00|2026-01-05|10:00:00",
        "work|2:00:00|Home: garden|2026-01-05|09:00:00|2026-01-05|11:00:00",
        "work|1:00:00|Home: garden|2026-01-05|09:00:01|2026-01-05|10:00:01",
    ],
)
def test_an_edited_entry_of_a_new_report_replaces_that_of_an_old_one(summarise, connection, tmp_path, changed):
    summarise(write(tmp_path / "old.csv", row("2026-01-05"), row("2026-01-06")))
    new = new_report(tmp_path / "new.csv", changed, "work|1:00:00|Home: garden|2026-01-06|09:00:00|2026-01-06|10:00:00")
    assert counts(summarise(new)) == {"inserted": 1, "deleted": 1, "unchanged": 1}
    assert len(living(connection)) == 2


def test_every_form_of_a_duration_is_the_same_entry(summarise, connection, tmp_path):
    summarise(write(tmp_path / "e.csv", row("2026-01-05")))
    for duration in ("1:00:00", "60:00 min", "1.00 h", "1", ""):
        assert counts(summarise(write(tmp_path / "e.csv", row("2026-01-05", Duration=duration)))) == {"unchanged": 1}


def test_a_new_report_without_durations_is_the_same_also_in_another_zone(summarise, connection, tmp_path):
    # In Berlin this night has an hour more than its wall times; the duration says so.
    summarise(
        write(tmp_path / "e.csv", row("2026-10-24", "23:00:00", "06:00:00", End_date="2026-10-25", Duration="08:00:00"))
    )
    path = tmp_path / "new.csv"
    path.write_text(
        table("Description|Start date|Start time|Stop date|Stop time", "work|2026-10-24|23:00:00|2026-10-25|06:00:00")
    )
    assert counts(summarise(path)) == {"unchanged": 1}
    assert counts(summarise(path, "Asia/Tokyo")) == {"updated": 1}
    assert len(living(connection)) == 1

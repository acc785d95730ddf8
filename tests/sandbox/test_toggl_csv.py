"""The CSV is the account as Toggl's detailed report exports it."""

import csv
import io
from datetime import timedelta

from sandbox.account import Entry
from sandbox.toggl_csv import write
from tests.sandbox.conftest import NOW, make_account, make_entry

HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,"
    "Amount ()"
)


def export(*entries: Entry, bom: bool = False) -> tuple[int, str]:
    file = io.StringIO(newline="")
    count = write(make_account(*entries), file, bom=bom)
    return count, file.getvalue()


def test_the_header_is_the_services_own_behind_a_byte_order_mark():
    assert export()[1] == HEADER + "\n"
    assert export(bom=True)[1].encode().startswith(b"\xef\xbb\xbfUser,")


def test_a_row_has_local_wall_times_and_quotes_what_needs_it():
    entry = make_entry(1, NOW, 150.5, project_id=21, tag_ids=(31, 32), description='say "hi", 散歩')
    count, text = export(entry)
    assert count == 1
    assert text.splitlines()[1] == (
        'Sam,sam@example.invalid,"Studio, Inc.",Piano: lessons,,"say ""hi"", 散歩",No,'
        '2026-03-01,22:00:00,2026-03-02,00:30:30,02:30:30,"deep, outside",'
    )


def test_a_row_without_project_has_no_client_and_zero_length_stays():
    _, text = export(make_entry(1, NOW, 0, billable=True))
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Project"], row["Client"], row["Billable"], row["Duration"]) == ("", "", "Yes", "00:00:00")


def test_deleted_and_running_entries_are_left_out_and_the_rest_is_oldest_first():
    count, text = export(
        make_entry(3, NOW),
        make_entry(2, NOW, deleted_at=NOW),
        make_entry(4, NOW + timedelta(hours=2), None),
        make_entry(5, NOW - timedelta(hours=2)),
    )
    assert count == 2
    assert [row["Description"] for row in csv.DictReader(io.StringIO(text))] == ["entry 5", "entry 3"]


def test_more_than_a_day_keeps_counting_hours():
    _, text = export(make_entry(1, NOW, 60 * 101))
    assert next(csv.DictReader(io.StringIO(text)))["Duration"] == "101:00:00"

"""Observed time beside entries, from an export to the facts, against a count of single seconds in Python."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines.connector.activitywatch.importer import import_file
from sandbox import activitywatch, person
from tests.pipelines.transform import rows

BERLIN = ZoneInfo("Europe/Berlin")
LAST = date(2026, 4, 1)
DAYS = 4
SMALL_GAP = 300
# ActivityWatch looks about once a second; shorter holes between two windows are its own.
HOLE = 5
# Entries were read in this span alone: observed time lies before, in and after it.
READ = datetime(2026, 3, 30, 10, tzinfo=UTC), datetime(2026, 4, 1, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """What the computer of the sample person observed, as a file."""
    account = person.generate(3, LAST, DAYS, BERLIN)
    file = io.StringIO()
    activitywatch.write(account, file, seed=3)
    path: Path = tmp_path_factory.mktemp("export") / "aw-buckets-export.json"
    path.write_text(file.getvalue())
    return path


@pytest.fixture(scope="module")
def entries():
    """Every third entry of the person, as if the others had been forgotten, and none on the first and the last day."""
    account = person.generate(3, LAST, DAYS, BERLIN)
    finished = [entry for entry in account.entries if entry.stop is not None and entry.deleted_at is None]
    return sorted(finished, key=lambda entry: entry.start)[12:-12:3]


@pytest.fixture(scope="module")
def facts(stage, database, transform_url, export, entries):
    """(start, end, source, project, counted seconds) of the facts, after entries and export."""
    rows.clear(database)
    rows.insert(database, "toggl__time_entries", [rows.entry(one.id, one.start, one.stop) for one in entries])
    database.execute(
        "insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at) "
        "values ('toggl', 'time_entries', %s, %s, now())",
        READ,
    )
    import_file(lambda: psycopg.connect(transform_url), export, zone=BERLIN, now=datetime.now(UTC))
    outcome = stage.run()
    assert outcome.code == 0, outcome.text
    return database.execute(
        "select start_at, end_at, source, project_name, counted_seconds from core.fct_time_actual order by start_at"
    ).fetchall()


def seconds(start, end):
    return range(int(start.timestamp()), int(end.timestamp()))


def by_second(facts):
    return {second: (source, name) for start, end, source, name, _ in facts for second in seconds(start, end)}


def sightings(path):
    """The program in front of each observed second, where the person was there."""
    buckets = {bucket["type"]: bucket["events"] for bucket in json.loads(path.read_text())["buckets"].values()}

    def of(event):
        start = datetime.fromisoformat(event["timestamp"])
        return seconds(start, start + timedelta(seconds=event["duration"]))

    there = {second for event in buckets["afkstatus"] for second in of(event)}
    return {
        second: event["data"]["app"] for event in buckets["currentwindow"] for second in of(event) if second in there
    }


def test_every_observed_second_without_an_entry_counts_for_its_program(facts, export, entries):
    found, seen = by_second(facts), sightings(export)
    logged = {second for one in entries for second in seconds(one.start, one.stop)}
    free = {second: ("activitywatch", app) for second, app in seen.items() if second not in logged}
    assert len(free) > 20_000
    assert len(logged & set(seen)) > 5_000, "the sample has both at once"
    wrong = {second: (found.get(second), one) for second, one in free.items() if found.get(second) != one}
    # A small gap between entries is closed by the entry before it, as without a computer.
    assert {found[0] for found, _ in wrong.values()} <= {"toggl"}
    assert len(wrong) <= SMALL_GAP * len(entries)


def test_an_entry_loses_no_second_to_a_computer(facts, entries):
    found = by_second(facts)
    for one in entries:
        assert {found[second][0] for second in seconds(one.start, one.stop)} == {"toggl"}


def test_observed_time_is_never_lengthened(facts, export):
    seen, run = sightings(export), 0
    for start, end, source, *_ in facts:
        for second in seconds(start, end) if source == "activitywatch" else ():
            run = 0 if second in seen else run + 1
            assert run <= HOLE


def test_the_rest_is_untracked_where_entries_were_read_and_nowhere_else(facts):
    found = by_second(facts)
    covered = range(min(found), max(found) + 1)
    read = set(seconds(*READ))
    assert covered[0] < min(read)
    assert covered[-1] > max(read)
    assert all(second in found for second in covered if second in read)
    untracked = {second for second, (source, _) in found.items() if source == "generated"}
    assert len(untracked) > 10_000
    assert untracked <= read
    assert any(second not in found for second in covered)


def test_only_entries_are_logged_and_counted(facts, database, entries):
    counted = {source: 0 for _, _, source, _, _ in facts}
    for _, _, source, _, one in facts:
        counted[source] += one
    logged = sum(len(seconds(one.start, one.stop)) for one in entries)
    assert counted == {"toggl": logged, "activitywatch": 0, "generated": 0}
    account = database.execute(
        "select logged_seconds, counted_seconds, overlap_seconds from marts.data_quality"
    ).fetchone()
    assert account == (logged, logged, 0)


def test_the_programs_are_categories_and_the_source_has_its_rows(facts, database):
    known = dict(database.execute("select category, coarse_category from core.dim_category").fetchall())
    assert {"Code", "Firefox", "Terminal"} <= set(known)
    status = database.execute("select row_count from marts.source_status where service = 'activitywatch'").fetchone()
    stored = database.execute("select count(*) from raw.activitywatch__events").fetchone()
    assert status == stored


def test_entries_are_counted_without_observed_time(facts, database, entries):
    assert database.execute("select entry_count from marts.data_quality").fetchone() == (len(entries),)
    days = database.execute("select max(entry_count) from marts.daily_summary").fetchone()
    assert days[0] <= len(entries)


def test_without_the_export_the_facts_are_those_of_the_entries(facts, stage, database, entries):
    with_export = [row for row in facts if row[2] == "toggl"]
    database.execute("update raw.activitywatch__events set deleted_at = now()")
    outcome = stage.run()
    assert outcome.code == 0, outcome.text
    alone = database.execute(
        "select start_at, end_at, source, project_name, counted_seconds from core.fct_time_actual "
        "where source = 'toggl' order by 1"
    ).fetchall()
    assert alone == with_export

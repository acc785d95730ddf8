"""The benchmark of loading compares only sides that hold the same rows; dlt itself is not installed for the tests."""

import sys
from pathlib import Path

import psycopg
import pytest

from benchmarks import load
from benchmarks.entries import change_rows, make_rows


@pytest.fixture
def bench(database_url):
    rows = make_rows(300)
    return load.Bench(database_url, Path(sys.executable), rows, change_rows(rows, 1))


def test_a_reload_has_one_row_in_a_hundred_changed(bench):
    assert bench.first == make_rows(300), "the same rows in every process"
    assert sum(a != b for a, b in zip(bench.first, bench.reload, strict=True)) == 3


def test_loader_and_copy_hold_what_was_given(bench):
    expected = load.expected_of(bench)
    assert expected["first"][0] == expected["reload"][0] == 300
    for side in (load.load_by_connector, load.load_by_copy):
        assert set(side(bench, expected)) == {"first", "reload"}


@pytest.mark.parametrize(
    "statement",
    [
        "delete from raw.toggl__time_entries where source_id = '7'",
        "update raw.toggl__time_entries set data = data || '{\"description\": \"x\"}' where source_id = '7'",
    ],
)
def test_a_side_that_lost_or_changed_a_row_ends_the_run(bench, statement):
    expected = load.expected_of(bench)
    load.load_by_connector(bench, expected)
    with psycopg.connect(bench.url) as connection:
        connection.execute(statement)
        with pytest.raises(SystemExit, match="not the rows that were given"):
            load.check(connection, load.TABLE.identifier, expected["reload"])


def test_a_side_that_does_not_start_ends_the_run(bench):
    with pytest.raises(SystemExit, match="load by dlt failed"):
        load.load_by_dlt(bench, load.expected_of(bench))


def test_ratios_are_of_the_peers_seconds_to_ours():
    sides = {load.OURS: 2.0, load.COPY: 1.0, load.DLT: 20.0}
    table = load.table_of(1000, 1, {name: [{"first": s, "reload": s}] for name, s in sides.items()})
    assert "| first | this loader | 2.00 (2.00 to 2.00) | 500 |  |" in table
    assert "| first | bare COPY | 1.00 (1.00 to 1.00) | 1,000 | 0.50 (0.50 to 0.50) |" in table
    assert "| reload | dlt merge | 20.00 (20.00 to 20.00) | 50 | 10.00 (10.00 to 10.00) |" in table

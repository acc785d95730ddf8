"""Spans: adding, subtracting, and their local days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import psycopg

from pipelines.connector import sync_state
from pipelines.connector.span import Span, days_of, merged, without
from pipelines.connector.toggl.history import day_ranges
from pipelines.connector.toggl.reports import LONGEST_DAYS
from pipelines.local_time import midnight

BERLIN = ZoneInfo("Europe/Berlin")


def span(first: int, last: int) -> Span:
    return Span(datetime(2026, 1, first, tzinfo=UTC), datetime(2026, 1, last, tzinfo=UTC))


def test_touching_and_overlapping_spans_become_one():
    assert merged([span(5, 7), span(1, 3), span(3, 5), span(9, 12), span(10, 11)]) == [span(1, 7), span(9, 12)]


def test_what_is_covered_is_taken_away():
    assert without(span(1, 20), [span(3, 5), span(4, 8), span(15, 30)]) == [span(1, 3), span(8, 15)]
    assert without(span(1, 20), []) == [span(1, 20)]
    assert without(span(3, 5), [span(1, 20)]) == []
    assert without(span(3, 5), [span(1, 3), span(5, 9)]) == [span(3, 5)]


def test_days_are_days_of_the_zone():
    day = Span(midnight(date(2026, 3, 29), BERLIN), midnight(date(2026, 3, 30), BERLIN))
    assert day.end - day.start == timedelta(hours=23)
    assert days_of(day, BERLIN) == (date(2026, 3, 29), date(2026, 3, 29))


def test_a_history_is_cut_into_reports_newest_first_without_gap_or_overlap():
    whole = Span(midnight(date(2020, 1, 1), BERLIN), midnight(date(2026, 1, 1), BERLIN))
    result = day_ranges([whole], BERLIN)
    assert result[0][1] == date(2025, 12, 31)
    assert result[-1][0] == date(2020, 1, 1)
    assert all((last - first).days < LONGEST_DAYS for first, last in result)
    assert all(later[0] - earlier[1] == timedelta(days=1) for later, earlier in pairwise(result))


def test_a_part_of_a_day_is_read_as_the_whole_day_once():
    noon = midnight(date(2026, 1, 5), BERLIN) + timedelta(hours=12)
    parts = [Span(noon, noon + timedelta(hours=1)), Span(noon + timedelta(hours=2), noon + timedelta(hours=20))]
    assert day_ranges(parts, BERLIN) == [(date(2026, 1, 5), date(2026, 1, 6))]


def test_windows_in_the_database_are_merged(connection: psycopg.Connection):
    for window in (span(1, 3), span(10, 12), span(5, 7), span(3, 5), span(20, 20)):
        sync_state.add_window(connection, "toggl", window, datetime(2026, 2, 1, tzinfo=UTC))
    assert sync_state.read_windows(connection, "toggl") == [span(1, 7), span(10, 12)]
    sync_state.add_window(connection, "toggl", span(2, 25), datetime(2026, 2, 1, tzinfo=UTC))
    assert sync_state.read_windows(connection, "toggl") == [span(1, 25)]
    assert sync_state.read_windows(connection, "other") == []

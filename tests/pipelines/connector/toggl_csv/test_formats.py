"""Dates, times and durations in every form that Toggl and spreadsheets write, and no guess where two are possible."""

import re
from datetime import date, time

import pytest

from pipelines.connector.toggl_csv.formats import (
    Duration,
    FormatError,
    Formats,
    format_duration,
    parse_date,
    parse_duration,
    parse_time,
    settle,
)


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("2026-05-04", [], date(2026, 5, 4)),
        ("2026/05/04", [], date(2026, 5, 4)),
        ("2026.5.4", [], date(2026, 5, 4)),
        ("05/04/2026", ["13/04/2026"], date(2026, 4, 5)),
        ("05/04/2026", ["04/13/2026"], date(2026, 5, 4)),
        ("5/4/2026", ["4/13/2026"], date(2026, 5, 4)),
        ("05-04-2026", ["31-12-2025"], date(2026, 4, 5)),
        # Toggl has one format with dots.
        ("05.04.2026", [], date(2026, 4, 5)),
    ],
)
def test_a_date_is_read_where_the_file_settles_its_order(text, others, expected):
    assert parse_date(text, settle([text, *others], [])) == expected


@pytest.mark.parametrize(
    ("text", "others", "said"),
    [
        ("05/04/2026", [], "may have the day or the month first, and the file does not settle it; set the date format"),
        ("05/04/2026", ["13/04/2026", "04/13/2026"], "does not settle it"),
        # Another separator is another format.
        ("05/04/2026", ["13-04-2026"], "does not settle it"),
        ("05.13.2026", [], "does not settle it"),
        ("2026-02-30", [], "does not exist"),
        ("30/02/2026", [], "does not exist"),
        ("5/4/26", [], "is not YYYY-MM-DD; set the date format YYYY-MM-DD"),
        ("2026-05/04", [], "is not YYYY-MM-DD"),
        ("\u0662\u0660\u0662\u0666-05-04", [], "is not YYYY-MM-DD"),
        ("", [], '"" is not YYYY-MM-DD'),
        ("0026-05-04", [], "is not of this or the last century"),
    ],
)
def test_other_dates_name_value_and_fix(text, others, said):
    with pytest.raises(FormatError, match=re.escape(said)):
        parse_date(text, settle([text, *others], []))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:05:07", time(9, 5, 7)),
        ("9:05", time(9, 5)),
        ("12:00:00 AM", time(0)),
        ("12:30 pm", time(12, 30)),
        ("01:02:03 PM", time(13, 2, 3)),
        ("9:05 a.m.", time(9, 5)),
        ("23:59:59", time(23, 59, 59)),
    ],
)
def test_times_of_both_clocks(text, expected):
    assert parse_time(text, settle([], [text])) == expected


@pytest.mark.parametrize("text", ["24:00:00", "9", "13:00 PM", "0:30 AM", "9:60", "9:05:07.5", "\u0669:05"])
def test_other_times_are_refused(text):
    with pytest.raises(FormatError):
        parse_time(text, Formats())


def test_a_time_without_am_or_pm_is_ambiguous_where_others_have_it():
    formats = settle([], ["09:00:00", "01:00:00 PM"])
    with pytest.raises(FormatError, match="lacks the AM or PM"):
        parse_time("09:00:00", formats)
    assert parse_time("13:00:00", formats) == time(13)


@pytest.mark.parametrize(
    ("text", "seconds", "tolerance"),
    [
        ("01:30:00", 5400, 0),
        ("1:30:00", 5400, 0),
        ("101:00:01", 363601, 0),
        ("18:25 min", 1105, 0),
        ("40 sec", 40, 0),
        ("1.5 h", 5400, 180),
        ("1,5 h", 5400, 180),
        ("1.53", 5508, 18),
        ("0.01 h", 36, 18),
        ("2 h", 7200, 1800),
    ],
)
def test_durations(text, seconds, tolerance):
    assert parse_duration(text) == Duration(seconds, tolerance)


@pytest.mark.parametrize("text", ["", "1:30", "18 Min", "-1:00:00", "1.5.1", "\u0661 h", "h"])
def test_other_durations_are_none(text):
    assert parse_duration(text) is None


def test_lengths_are_written_as_toggls_old_report_does():
    assert [format_duration(seconds) for seconds in (0, 5400, 363601)] == ["00:00:00", "01:30:00", "101:00:01"]

"""Recurrence rules: where they end, and that expanding them is bounded."""

import time
from datetime import date

import pytest

from pipelines.connector.ics import recurrence
from tests.pipelines.connector.ics.files import GOOD, GOOD_TIME, defects, read, vevent, write

TOKYO_MORNING = ["DTSTART;TZID=Asia/Tokyo:20260107T083000", "DTEND;TZID=Asia/Tokyo:20260107T090000"]
NEW_YORK_EVENING = ["DTSTART;TZID=America/New_York:20260107T203000", "DURATION:PT30M"]
START = "DTSTART:20260107T090000Z"


@pytest.mark.parametrize(
    ("lines", "rule", "last"),
    [
        # The last day counts in the zone of the series, on either side of UTC's midnight.
        (TOKYO_MORNING, "FREQ=DAILY;UNTIL=20260109", "0108T2330/0109T0000"),
        (NEW_YORK_EVENING, "FREQ=DAILY;UNTIL=20260109", "0110T0130/0110T0200"),
        # A local time, an instant, and one just before the occurrence.
        (NEW_YORK_EVENING, "FREQ=DAILY;UNTIL=20260109T203000", "0110T0130/0110T0200"),
        (NEW_YORK_EVENING, "FREQ=DAILY;UNTIL=20260110T013000Z", "0110T0130/0110T0200"),
        (NEW_YORK_EVENING, "FREQ=DAILY;UNTIL=20260110T012959Z", "0109T0130/0109T0200"),
        (["DTSTART:20260107T083000", "DURATION:PT30M"], "FREQ=DAILY;UNTIL=20260108T233000Z", "0108T2330/0109T0000"),
        # Days: a date, midnight in UTC, and an instant that is the next day in the person's zone.
        (["DTSTART;VALUE=DATE:20260107"], "FREQ=DAILY;UNTIL=20260109", "D0109/0110"),
        (["DTSTART;VALUE=DATE:20260107"], "FREQ=DAILY;UNTIL=20260109T000000Z", "D0109/0110"),
        (["DTSTART;VALUE=DATE:20260107"], "FREQ=DAILY;UNTIL=20260108T150000Z", "D0109/0110"),
        # Without end, as some programs write it.
        (["DTSTART;VALUE=DATE:20261230"], "FREQ=DAILY;UNTIL=99991231T235959Z", "D1231/0101"),
        ([START, "DURATION:PT1H"], "FREQ=DAILY;UNTIL=99991231", "1231T0900/1231T1000"),
    ],
)
def test_until_is_a_date_a_local_time_or_an_instant(tmp_path, lines, rule, last):
    found, calendars = read(write(tmp_path / "a.ics", vevent("UID:u", *lines, f"RRULE:{rule}")))
    assert (found[-1], defects(calendars)) == (last, [])


@pytest.mark.parametrize(
    ("until", "last"),
    # Midnight in UTC is written for its own date; another instant is a date where the person lives.
    [("20260109T000000Z", "D0109/0110"), ("20260110T045959Z", "D0109/0110"), ("20260110T050000Z", "D0110/0111")],
)
def test_days_end_by_the_date_of_the_zone(tmp_path, until, last):
    series = vevent("UID:u", "DTSTART;VALUE=DATE:20260107", f"RRULE:FREQ=DAILY;UNTIL={until}")
    found, _ = read(write(tmp_path / "a.ics", series, head=("X-WR-TIMEZONE:America/New_York",)))
    assert found[-1] == last


def test_a_series_that_ends_before_it_starts_has_no_occurrence(tmp_path):
    for rule in ("FREQ=DAILY;UNTIL=20260106", "FREQ=WEEKLY;BYDAY=WE;UNTIL=20260106T090000Z"):
        found, calendars = read(write(tmp_path / "a.ics", vevent("UID:u", START, f"RRULE:{rule}")))
        assert (found, defects(calendars)) == ([], [])


def test_a_count_counts_from_the_start_of_the_series(tmp_path):
    series = vevent("UID:u", "DTSTART:20251230T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4;BYDAY=TU,WE,TH,FR")
    found, _ = read(write(tmp_path / "a.ics", series))
    assert found == ["0101T0900/0101T1000", "0102T0900/0102T1000"]


SLOW = [
    "FREQ=SECONDLY",
    "FREQ=SECONDLY;BYSETPOS=5;COUNT=3",
    "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
    "FREQ=MINUTELY",
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20260401T000000Z",
    "FREQ=HOURLY;BYSETPOS=2",
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=10",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "FREQ=WEEKLY;BYSETPOS=5;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=9MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYDAY=" + ",".join(["WE"] * 100_000) + ";BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=" + ",".join(["30"] * 20_000),
]


@pytest.mark.parametrize("rule", SLOW, ids=lambda rule: rule[:40])
def test_a_rule_of_unbounded_work_affects_nothing_else(tmp_path, rule):
    started = time.process_time()
    found, _ = read(write(tmp_path / "a.ics", vevent("UID:u", START, f"RRULE:{rule}"), vevent(*GOOD)))
    # The library that expands rules takes from seconds to forever for them.
    assert time.process_time() - started < 20
    assert GOOD_TIME in found
    assert set(found) <= {GOOD_TIME, "0107T0900/0107T0900"}


@pytest.mark.parametrize(
    ("start", "rule", "reason"),
    [
        (START, "FREQ=SECONDLY", "more than 200,000 steps"),
        ("DTSTART:00010102T090000Z", "FREQ=DAILY", "more than 200,000 steps"),
        (START, "FREQ=HOURLY;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,1,2,3,4,5,6,7,8,9", "more than 200,000 times"),
        (START, "FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5,6,7,8,9", "more than 24 times a day"),
        (START, "FREQ=HOURLY;BYSETPOS=2", "BYSETPOS=2 fits no occurrence"),
    ],
)
def test_too_many_occurrences_are_refused_by_name(tmp_path, start, rule, reason):
    _, calendars = read(write(tmp_path / "a.ics", vevent("UID:u", start, f"RRULE:{rule}")))
    assert [reason in sentence for sentence in defects(calendars)] == [True]


def test_a_repeated_value_counts_once(tmp_path):
    hours = ",".join(["9"] * 30)
    found, calendars = read(write(tmp_path / "a.ics", vevent("UID:u", START, f"RRULE:FREQ=DAILY;BYHOUR={hours}")))
    assert (len(found), defects(calendars)) == (359, [])


def test_an_old_series_is_read_today(tmp_path):
    yearly = vevent("UID:y", "DTSTART;VALUE=DATE:16010701", "RRULE:FREQ=YEARLY")
    daily = vevent("UID:d", "DTSTART:19900101T090000Z", "RRULE:FREQ=DAILY")
    found, calendars = read(write(tmp_path / "a.ics", yearly, daily), first=date(2026, 7, 1), last=date(2026, 7, 2))
    assert (found, defects(calendars)) == (["D0701/0702", "0701T0900/0701T0900", "0702T0900/0702T0900"], [])


def test_the_rules_of_one_file_share_their_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(recurrence, "STEPS_OF_A_VAIN_SEARCH", recurrence.MOST_STEPS_OF_A_FILE // 2)
    # Each of them makes the library look for a first occurrence up to the year 9999.
    vain = [vevent(f"UID:{number}", START, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") for number in range(3)]
    found, calendars = read(write(tmp_path / "a.ics", *vain))
    assert len(found) == 3
    assert "took all the steps that a file may take" in defects(calendars)[-1]

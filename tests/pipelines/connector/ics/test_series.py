"""Series with exceptions: what replaces what, and lengths when clocks change."""

from datetime import date

import pytest

from tests.pipelines.connector.ics.files import defects, read, vevent, write

BERLIN = "TZID=Europe/Berlin"
DAILY = ["UID:s", f"DTSTART;{BERLIN}:20260302T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]


def change(*lines: str) -> list[str]:
    return vevent("UID:s", "DTSTART:20260303T150000Z", "DTEND:20260303T160000Z", *lines)


@pytest.mark.parametrize(
    "recurrence_id",
    [
        f"RECURRENCE-ID;{BERLIN}:20260303T090000",
        "RECURRENCE-ID:20260303T080000Z",
        "RECURRENCE-ID;VALUE=DATE:20260303",
        f"RECURRENCE-ID;{BERLIN};RANGE=SOON:20260303T090000",
    ],
)
def test_a_changed_occurrence_is_found_by_instant_or_date(tmp_path, recurrence_id):
    found, calendars = read(write(tmp_path / "a.ics", vevent(*DAILY), change(recurrence_id)))
    assert found == ["0302T0800/0302T0900", "0303T1500/0303T1600", "0304T0800/0304T0900"]
    assert defects(calendars) == []


def test_a_change_of_all_later_occurrences_moves_them(tmp_path):
    later = change(f"RECURRENCE-ID;{BERLIN};RANGE=THISANDFUTURE:20260303T090000")
    found, _ = read(write(tmp_path / "a.ics", vevent(*DAILY), later))
    assert found == ["0302T0800/0302T0900", "0303T1500/0303T1600", "0304T1500/0304T1600"]


def test_a_change_of_all_later_occurrences_is_made_to_the_same_kind_of_event_only(tmp_path):
    days = vevent("UID:s", "DTSTART;VALUE=DATE:20260303", f"RECURRENCE-ID;{BERLIN};RANGE=THISANDFUTURE:20260303T090000")
    found, calendars = read(write(tmp_path / "a.ics", vevent(*DAILY), days))
    assert (sorted(found), defects(calendars)) == (["0302T0800/0302T0900", "0304T0800/0304T0900", "D0303/0304"], [])


def test_a_change_of_an_all_day_series_is_found_by_a_time(tmp_path):
    series = vevent("UID:s", "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT=3")
    moved = vevent("UID:s", "DTSTART;VALUE=DATE:20260310", "RECURRENCE-ID:20260303T000000Z")
    timed = change("RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260304")
    found, _ = read(write(tmp_path / "a.ics", series, moved, timed))
    assert sorted(found) == ["0303T1500/0303T1600", "D0302/0303", "D0310/0311"]


def test_a_cancelled_occurrence_is_left_out_and_a_change_without_its_series_stays(tmp_path):
    cancelled = change(f"RECURRENCE-ID;{BERLIN}:20260303T090000", "STATUS:CANCELLED")
    alone = vevent("UID:elsewhere", "DTSTART:20260305T090000Z", "RECURRENCE-ID:20260304T090000Z")
    found, _ = read(write(tmp_path / "a.ics", vevent(*DAILY), cancelled, alone))
    assert found == ["0302T0800/0302T0900", "0304T0800/0304T0900", "0305T0900/0305T0900"]


@pytest.mark.parametrize(
    ("exdate", "kept"),
    [
        (f"EXDATE;{BERLIN}:20260302T090000", [8, 10]),
        ("EXDATE:20260302T080000Z", [8, 10]),
        ("EXDATE:20260302T090000", [8, 10]),
        ("EXDATE;VALUE=DATE:20260302", []),
    ],
)
def test_an_exception_takes_its_own_occurrence_and_no_other(tmp_path, exdate, kept):
    # In Berlin 09:00 is 08:00 in UTC, so wall time and UTC must not be mixed up.
    lines = ["UID:s", f"DTSTART;{BERLIN}:20260302T080000", "RRULE:FREQ=HOURLY;COUNT=3", exdate]
    found, _ = read(write(tmp_path / "a.ics", vevent(*lines)))
    assert found == [f"0302T{hour - 1:02}00/0302T{hour - 1:02}00" for hour in kept]


def test_exceptions_of_an_all_day_series_may_be_times(tmp_path):
    lines = ["UID:s", "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT=4"]
    exceptions = ["EXDATE:20260303T000000Z", "EXDATE;TZID=Asia/Tokyo:20260304T090000"]
    found, _ = read(write(tmp_path / "a.ics", vevent(*lines, *exceptions)))
    assert found == ["D0302/0303", "D0305/0306"]


def test_further_starts_are_times_dates_or_periods(tmp_path):
    further = [
        "RDATE:20260310T090000Z",
        "RDATE;VALUE=DATE:20260311",
        "RDATE;VALUE=PERIOD:20260312T090000Z/PT3H,20260313T090000Z/20260313T110000Z",
    ]
    found, calendars = read(write(tmp_path / "a.ics", vevent(*DAILY[:3], *further)))
    assert found == [
        "0302T0800/0302T0900",
        "0310T0900/0310T1000",
        # A date takes the time of day of the series.
        "0311T0800/0311T0900",
        "0312T0900/0312T1200",
        "0313T0900/0313T1100",
    ]
    assert defects(calendars) == []


@pytest.mark.parametrize(
    ("length", "spring", "autumn"),
    [
        # Berlin, 22:00 the evening before. Hours are exact, so the wall time of the end moves.
        ("DURATION:PT8H", "0328T2100/0329T0500", "1024T2000/1025T0400"),
        (f"DTEND;{BERLIN}:20260302T060000", "0328T2100/0329T0500", "1024T2000/1025T0400"),
        # Days are days of the calendar: 23 and 25 hours here.
        ("DURATION:P1D", "0328T2100/0329T2000", "1024T2000/1025T2100"),
        ("DURATION:PT24H", "0328T2100/0329T2100", "1024T2000/1025T2000"),
        # Days first, and then the hours.
        ("DURATION:P1DT1H", "0328T2100/0329T2100", "1024T2000/1025T2200"),
    ],
)
def test_hours_are_exact_and_days_nominal_when_clocks_change(tmp_path, length, spring, autumn):
    series = vevent("UID:s", f"DTSTART;{BERLIN}:20260301T220000", length, "RRULE:FREQ=DAILY")
    found, _ = read(write(tmp_path / "a.ics", series))
    assert {spring, autumn} <= set(found)


def test_a_time_that_a_clock_change_leaves_out_is_moved_on(tmp_path):
    series = vevent("UID:s", f"DTSTART;{BERLIN}:20260328T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
    assert read(write(tmp_path / "a.ics", series))[0] == [
        "0328T0130/0328T0230",
        "0329T0130/0329T0230",
        "0330T0030/0330T0130",
    ]


def test_an_hourly_series_has_each_instant_once_when_clocks_are_set_forward(tmp_path):
    series = vevent("UID:s", f"DTSTART;{BERLIN}:20260329T000000", "RRULE:FREQ=HOURLY;COUNT=5")
    found, _ = read(write(tmp_path / "a.ics", series))
    assert found == [f"{start}/{start}" for start in ("0328T2300", "0329T0000", "0329T0100", "0329T0200")]


def test_an_event_may_end_at_an_earlier_wall_time_when_clocks_are_set_back(tmp_path):
    lines = ["UID:s", "DTSTART:20261025T004000Z", "DTEND:20261025T011000Z", "RDATE:20261026T004000Z"]
    zone = ("X-WR-TIMEZONE:Europe/Berlin",)
    series = vevent(
        "UID:s", f"DTSTART;{BERLIN}:20261025T023000", "DTEND:20261025T011000Z", f"RDATE;{BERLIN}:20261026T023000"
    )
    assert read(write(tmp_path / "a.ics", vevent(*lines), head=zone))[0][0] == "1025T0040/1025T0110"
    assert read(write(tmp_path / "b.ics", series, head=zone))[0] == ["1025T0030/1025T0110", "1026T0130/1026T0210"]


def test_events_that_share_a_uid_all_count(tmp_path):
    singles = [
        vevent("UID:s", f"SUMMARY:Match {day}", f"DTSTART:202601{day}T090000Z", f"DTEND:202601{day}T100000Z")
        for day in ("07", "08", "09")
    ]
    path = write(tmp_path / "a.ics", *singles)
    assert read(path)[0] == [f"01{day}T0900/01{day}T1000" for day in ("07", "08", "09")]
    # The same event twice in a file is one.
    assert len(read(write(path, *singles, singles[1]))[0]) == 3


def test_series_that_share_a_uid_all_count_and_their_change_once(tmp_path):
    other = vevent("UID:s", f"DTSTART;{BERLIN}:20260302T100000", "RRULE:FREQ=DAILY;COUNT=2")
    found, _ = read(write(tmp_path / "a.ics", vevent(*DAILY), other, change("RECURRENCE-ID:20260303T080000Z")))
    assert found == [
        "0302T0800/0302T0900",
        "0302T0900/0302T0900",
        "0303T0900/0303T0900",
        "0303T1500/0303T1600",
        "0304T0800/0304T0900",
    ]


def test_a_higher_sequence_replaces_the_earlier_version(tmp_path):
    versions = [vevent("UID:s", f"SEQUENCE:{number}", f"DTSTART:2026010{number}T090000Z") for number in (7, 9, 8)]
    found, [calendar] = read(write(tmp_path / "a.ics", *versions))
    assert (found, calendar.left_out) == (["0109T0900/0109T0900"], 2)


def test_a_long_event_that_began_before_the_window_is_in_it(tmp_path):
    series = vevent("UID:s", "DTSTART:20260101T000000Z", "DURATION:P5D", "RRULE:FREQ=WEEKLY;COUNT=2")
    found, _ = read(write(tmp_path / "a.ics", series), first=date(2026, 1, 5), last=date(2026, 1, 6))
    assert found == ["0101T0000/0106T0000"]

"""Odd kinds of events that programs really write: each is read for its meaning, or skipped and named."""

import pytest

from tests.pipelines.connector.ics.files import GOOD, GOOD_TIME, defects, read, vevent, write

START = "DTSTART:20260107T090000Z"
END = "DTEND:20260107T100000Z"
TIME = "0107T0900/0107T1000"
BERLIN = ["DTSTART;TZID=Europe/Berlin:20260107T103000", "DTEND;TZID=Europe/Berlin:20260107T110000"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([START, END, "BEGIN:VALARM", "TRIGGER:minus", "DURATION:x", "END:VALARM"], [TIME], id="bad alarm"),
        pytest.param([START, END, "BEGIN:VALARM", "ACTION:AUDIO"], [TIME], id="alarm without its end"),
        pytest.param(
            ["DTSTART;TZID=PRC;VALUE=DATE:20260107", "DTEND;TZID=PRC;VALUE=DATE:20260108"],
            ["D0107/0108"],
            id="dates with a zone",
        ),
        pytest.param(["DTSTART:20260107"], ["D0107/0108"], id="a date without VALUE=DATE"),
        pytest.param([START, END, "DURATION:PT1H"], [TIME], id="end and equal duration"),
        pytest.param(["DTSTART;VALUE=DATE:20260107", "DURATION:PT48H"], ["D0107/0109"], id="days in hours"),
        pytest.param([START, "DTEND:", "DURATION:PT1H"], [TIME], id="empty end beside a duration"),
        pytest.param([START, END, START], [TIME], id="the same line twice"),
        pytest.param(["DTSTART:20260107T230000", "DTEND:20260107T240000"], ["0107T1400/0107T1500"], id="24:00"),
        pytest.param([START, "DTEND:20260107T095960Z"], ["0107T0900/0107T0959"], id="leap second"),
        pytest.param(
            ["DTSTART;TZID=Europe/Berlin:20260107T090000Z", "DTEND;TZID=Europe/Berlin:20260107T100000Z"],
            [TIME],
            id="zone and Z: UTC counts",
        ),
        pytest.param(
            ["DTSTART;TZID=Europe/Berlin:20260107T100000", "DTEND:20260107T110000"],
            [TIME],
            id="an end without the zone of its start",
        ),
        pytest.param([*BERLIN, "RRULE:", "EXDATE;TZID=Europe/Berlin:"], ["0107T0930/0107T1000"], id="empty rule"),
        pytest.param(
            [*BERLIN, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;TZID=Europe/Berlin:", "RDATE:"],
            ["0107T0930/0107T1000", "0108T0930/0108T1000"],
            id="empty lists of dates",
        ),
        pytest.param(
            [*BERLIN, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20260108T103000,"],
            ["0107T0930/0107T1000", "0109T0930/0109T1000"],
            id="trailing comma",
        ),
        pytest.param(
            [START, "DTEND:20260107T091000Z", "RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=3"],
            ["0107T0900/0107T0910", "0107T1500/0107T1510", "0107T2100/0107T2110"],
            id="hourly",
        ),
        pytest.param(
            [START, "DURATION:PT5M", "RRULE:FREQ=MINUTELY;INTERVAL=20;COUNT=2"],
            ["0107T0900/0107T0905", "0107T0920/0107T0925"],
            id="every twenty minutes",
        ),
        pytest.param(
            [START, END, "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=WE", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=2"],
            [TIME, "0109T0900/0109T1000", "0114T0900/0114T1000", "0116T0900/0116T1000"],
            id="two rules",
        ),
        pytest.param(
            [START, END, "RRULE:FREQ=DAILY;COUNT=5", "EXRULE:FREQ=WEEKLY;BYDAY=TH,SA"],
            [TIME, "0109T0900/0109T1000", "0111T0900/0111T1000"],
            id="a rule of exceptions",
        ),
        pytest.param(
            [START, END, "RRULE:RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT"],
            [TIME, "0108T0900/0108T1000"],
            id="a calendar scale that changes nothing",
        ),
        pytest.param(
            [START, END, "RRULE:freq=daily; count=2;"], [TIME, "0108T0900/0108T1000"], id="small letters and blanks"
        ),
        pytest.param(
            [START, END, "RRULE:FREQ=DAILY;COUNT=2;BYDAY=WE,TH,"],
            [TIME, "0108T0900/0108T1000"],
            id="a trailing comma in a rule",
        ),
        pytest.param([START, END, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"], [TIME], id="an all-day flag without midnights"),
        pytest.param(
            ["DTSTART:20260106T150000Z", "DTEND:20260108T150000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
            ["D0107/0109"],
            id="an all-day flag with the midnights of the person's zone",
        ),
        pytest.param(
            [
                "DTSTART;TZID=Europe/Berlin:20260107T000000",
                "DTEND;TZID=Europe/Berlin:20260108T000000",
                "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
            ],
            ["D0107/0108"],
            id="an all-day flag with midnights of another zone",
        ),
    ],
)
def test_odd_kinds_are_read_for_their_meaning(tmp_path, lines, expected):
    found, calendars = read(write(tmp_path / "a.ics", vevent("UID:odd", *lines)))
    assert (found, defects(calendars)) == (expected, [])


@pytest.mark.parametrize(
    ("lines", "kept", "line", "reason"),
    [
        ([START, "DURATION:-PT1H"], [], 7, "DURATION: -PT1H is negative"),
        ([START, "DURATION:1 hour"], [], 7, 'DURATION: "1 hour" is not a duration'),
        ([START, "DTEND:20260107T080000Z"], [], 7, "DTEND: the event ends before it starts"),
        ([START, "DTEND;VALUE=DATE:20260108"], [], 7, "DTEND: one of start and end is a date and the other a time"),
        (["DTSTART;VALUE=DATE:20260107", "DURATION:PT1H"], [], 7, "DURATION: an all-day event lasts whole days"),
        (["DTSTART:20260107T0900Z"], [], 6, 'DTSTART: "20260107T0900Z" is neither a date'),
        (["DTSTART:2026-01-07"], [], 6, 'DTSTART: "2026-01-07" is neither a date'),
        (["DTSTART:20260230T090000Z"], [], 6, "DTSTART: "),
        ([START, "DTEND:99991231T235959Z"], [], 7, "DTEND: the event lasts longer than ten years"),
        (["DTSTART:00010101T000000Z", "DTEND:20260107T000000Z"], [], 7, "DTEND: the event lasts longer than ten"),
        (["SUMMARY:nothing"], [], 4, "the event has no DTSTART"),
        (["DTSTART:", "DTEND:"], [], 6, "DTSTART: it is empty"),
        ([START, "DTEND:"], [], 7, "DTEND: it is empty"),
        ([START, END, "DTSTART:20260107T080000Z"], [], 8, "DTSTART: the event has it twice, with different values"),
        ([START, END, "RECURRENCE-ID:soon"], [], 8, 'RECURRENCE-ID: "soon" is neither a date'),
        ([START, END, "UID:second"], [TIME], 8, "UID: the event has it twice; the first counts"),
        ([START, END, "DURATION:PT2H"], [TIME], 8, "DURATION: it differs from DTEND, which counts"),
        ([START, END, "SEQUENCE:soon"], [TIME], 8, 'SEQUENCE: "soon" is not a number'),
        ([START, END, "EXDATE:soon,20260107T090000Z"], [TIME], 8, 'EXDATE: "soon" is neither a date'),
        ([START, END, "ATTENDEE;=:mailto:a@example.org"], [TIME], 8, "ATTENDEE: the line is malformed"),
        ([START, END, "this is not a property"], [TIME], 8, '"this is not a property": it is not a property'),
        ([START, END, "RRULE:FREQ=WEKLY"], [TIME], 8, "RRULE: FREQ=WEKLY is not one of"),
        ([START, END, "RRULE:FREQ=DAILY;COUNT=0"], [TIME], 8, "RRULE: COUNT=0 is not a number from 1"),
        ([START, END, "RRULE:FREQ=DAILY;COUNT=-1"], [TIME], 8, "RRULE: COUNT=-1 is not a number from 1"),
        ([START, END, "RRULE:FREQ=DAILY;INTERVAL=0"], [TIME], 8, "RRULE: INTERVAL=0 is not a number from 1"),
        ([START, END, "RRULE:FREQ=DAILY;COUNT"], [TIME], 8, 'RRULE: "COUNT" is not a part of a rule'),
        ([START, END, "RRULE:FREQ=DAILY;COLOR=1"], [TIME], 8, "RRULE: COLOR is not a part of a rule"),
        ([START, END, "RRULE:FREQ=DAILY;COUNT=2;COUNT=3"], [TIME], 8, "RRULE: COUNT appears twice in the rule"),
        ([START, END, "RRULE:FREQ=DAILY;UNTIL=soon"], [TIME], 8, 'RRULE: "soon" is neither a date'),
        ([START, END, "RRULE:RSCALE=HEBREW;FREQ=YEARLY"], [TIME], 8, "RRULE: only the Gregorian calendar"),
        ([START, END, "RRULE:FREQ=MONTHLY;SKIP=FORWARD"], [TIME], 8, "RRULE: only SKIP=OMIT"),
        ([START, END, "EXRULE:FREQ=SOON"], [TIME], 8, "EXRULE: FREQ=SOON is not one of"),
    ],
)
def test_only_the_unreadable_part_is_skipped_and_named(tmp_path, lines, kept, line, reason):
    path = write(tmp_path / "a.ics", vevent("UID:odd", *lines), vevent(*GOOD))
    found, calendars = read(path)
    assert found == sorted([*kept, GOOD_TIME])
    [sentence] = defects(calendars)
    assert sentence.startswith(f"line {line}: "), sentence
    assert reason in sentence
    if "not a property" not in reason:
        assert "(UID odd)" in sentence


def test_properties_of_the_calendar_that_nothing_needs_may_be_malformed(tmp_path):
    head = ("REFRESH-INTERVAL:VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:soon", "X-WR-CALNAME;=:x", "COLOR:#", "NAME:Home")
    found, [calendar] = read(write(tmp_path / "a.ics", vevent(*GOOD), head=head))
    assert (found, calendar.name, calendar.defects) == ([GOOD_TIME], "Home", [])


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda lines: lines[:-1], "the event has no END:VEVENT"),
        (lambda lines: lines[1:], "END:VEVENT without its BEGIN"),
        (lambda lines: ["BEGIN:VEVNT", *lines[1:]], "END:VEVENT without its BEGIN"),
        (lambda lines: [*lines[:-1], "END:VEVNT"], "the event has no END:VEVENT"),
        (lambda lines: [*lines[:2], "BEGIN:VALARM", *lines[2:]], "the event has no DTSTART"),
    ],
)
def test_an_event_with_a_broken_frame_is_the_only_one_skipped(tmp_path, damage, reason):
    path = write(tmp_path / "a.ics", damage(vevent("UID:odd", START, END)), vevent(*GOOD))
    found, calendars = read(path)
    assert found == [GOOD_TIME]
    assert [reason in sentence for sentence in defects(calendars)] == [True]


def test_a_continuation_of_a_frame_does_not_change_it(tmp_path):
    stray = " neither a property nor the rest of one"
    odd = [stray, "BEGIN:VEVENT", stray, "UID:odd", START, "END:VEVENT"]
    found, calendars = read(write(tmp_path / "a.ics", vevent(*GOOD), odd))
    assert found == ["0107T0900/0107T0900", GOOD_TIME]
    assert ["it is not a property" in sentence for sentence in defects(calendars)] == [True, True]


def test_the_last_event_may_be_broken_too(tmp_path):
    found, calendars = read(write(tmp_path / "a.ics", vevent(*GOOD), vevent("UID:odd", START)[:-1]))
    assert found == [GOOD_TIME]
    assert "the event has no END:VEVENT" in defects(calendars)[0]


def test_tasks_and_their_like_are_not_events(tmp_path):
    todo = ["BEGIN:VTODO", "UID:t", START, "DUE:soon", "END:VTODO"]
    found, calendars = read(write(tmp_path / "a.ics", todo, vevent(*GOOD)))
    assert (found, defects(calendars)) == ([GOOD_TIME], [])

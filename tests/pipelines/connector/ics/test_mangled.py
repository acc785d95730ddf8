"""Whatever happens to one event of a file, the others are read: events mangled at random, the same in each run."""

import random

import pytest

from tests.pipelines.connector.ics.files import read, vevent

GOOD = [
    vevent("UID:g1", "SUMMARY:Single", "DTSTART:20260105T090000Z", "DTEND:20260105T100000Z"),
    vevent(
        "UID:g2",
        "SUMMARY:会議",
        "DTSTART;TZID=Europe/Berlin:20260106T090000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;COUNT=2",
    ),
    vevent("UID:g3", "SUMMARY:Day", "DTSTART;VALUE=DATE:20260107"),
]
EXPECTED = {"0105T0900/0105T1000", "0106T0800/0106T0900", "0107T0800/0107T0900", "D0107/0108"}
MANGLED = vevent(
    "UID:bad",
    "SUMMARY:定例",
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DTEND;TZID=Europe/Berlin:20260302T100000",
    "RRULE:FREQ=WEEKLY;UNTIL=20260401T000000Z;BYDAY=MO,TU",
    "EXDATE;TZID=Europe/Berlin:20260309T090000",
    "RDATE:20260310T090000Z",
    'ATTENDEE;PARTSTAT=DECLINED;CN="a:b":mailto:a@example.org',
    "SEQUENCE:1",
    "DESCRIPTION:a\\nb\\, c",
    "BEGIN:VALARM",
    "TRIGGER:-PT15M",
    "ACTION:DISPLAY",
    "END:VALARM",
)
NAMES = (
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "UID",
    "SEQUENCE",
    "SUMMARY",
)
PARAMETERS = ("", ";VALUE=DATE", ";TZID=Nowhere", ";TZID=", ';TZID="Europe/Berlin"', ";=", ";RANGE=THISANDFUTURE")
VALUES = (
    "",
    "0",
    "-1",
    "20261301",
    "20260230T000000",
    "20260302T250000",
    "99991231T235959Z",
    "00010101T000000Z",
    "P",
    "-P1D",
    "P99999999D",
    "FREQ=SECONDLY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=MINUTELY;BYDAY=MO;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=YEARLY;BYWEEKNO=54",
    "\x00\x01",
    "\ufeff",
    "🦊" * 50,
    '"',
    ";;;",
    ":::",
    "20260302T090000,20260303",
    "20260302T090000Z/PT1H",
)


def mangle(rng: random.Random) -> list[bytes]:
    lines = [line.encode() for line in MANGLED]
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        line = lines[at]
        match rng.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, line)
            case 2:
                lines[at] = line[: rng.randrange(len(line) + 1)]
            case 3 if line:
                where = rng.randrange(len(line))
                lines[at] = line[:where] + bytes([rng.randrange(256)]) + line[where + 1 :]
            case 4:
                lines[at] = line.partition(b":")[0] + b":" + rng.choice(VALUES).encode()
            case 5:
                lines[at], lines[other] = lines[other], line
            case 6:
                lines[at] = f"{rng.choice(NAMES)}{rng.choice(PARAMETERS)}:{rng.choice(VALUES)}".encode()
            case _:
                lines.insert(at, bytes(rng.randrange(1, 256) for _ in range(rng.randrange(1, 30))))
    return lines


@pytest.mark.parametrize("block", range(8))
def test_one_mangled_event_does_not_affect_the_others(tmp_path, block):
    path = tmp_path / "a.ics"
    for seed in range(block * 100, (block + 1) * 100):
        rng = random.Random(seed)
        events = [[line.encode() for line in event] for event in GOOD]
        events.insert(rng.randrange(len(events) + 1), mangle(rng))
        body = [line for event in events for line in event]
        path.write_bytes(b"\r\n".join([b"BEGIN:VCALENDAR", b"X-WR-CALNAME:Home", *body, b"END:VCALENDAR", b""]))
        found, _ = read(path)
        assert set(found) >= EXPECTED, f"seed {seed}"

"""Time zones by every name that programs give them; an unknown one is reported with the number of its events."""

from datetime import datetime, timedelta

import pytest

from pipelines.connector.ics.zone_names import find_zone
from tests.pipelines.connector.ics.files import defects, read, vevent, write


def vtimezone(name: str, *observance: str) -> list[str]:
    inner = observance or ("DTSTART:19700101T000000", "TZOFFSETFROM:+0530", "TZOFFSETTO:+0530")
    return ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", *inner, "END:STANDARD", "END:VTIMEZONE"]


def local(zone: str) -> list[str]:
    return vevent("UID:z", f"DTSTART;TZID={zone}:20260713T090000", f"DTEND;TZID={zone}:20260713T100000")


@pytest.mark.parametrize(
    ("name", "zone", "is_guess"),
    [
        ("Europe/Berlin", "Europe/Berlin", False),
        ("europe/berlin", "Europe/Berlin", False),
        ("PRC", "PRC", False),
        ("Etc/GMT+5", "Etc/GMT+5", False),
        ("W. Europe Standard Time", "Europe/Berlin", False),
        ("tokyo standard time", "Asia/Tokyo", False),
        ("GMT Standard Time 1", "Europe/London", False),
        ("Europe/Berlin 2", "Europe/Berlin", False),
        ('"Eastern Standard Time"', "America/New_York", False),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", False),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York", False),
        ("(GMT-05.00) Eastern Time (US & Canada)", "America/New_York", False),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam", False),
        ("(GMT+01.00) Amsterdam / Berlin / Bern", "Europe/Amsterdam", False),
        # Osaka and Sapporo have no zone of their own, and Dublin has summer time.
        ("(UTC+09:00) Osaka, Sapporo, Tokyo", "Asia/Tokyo", False),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/Dublin", False),
        ("(UTC-06:00) Central America", "America/Guatemala", False),
        # Names of Windows in German, Japanese and Korean, where the Unicode tables have the same.
        ("Mitteleuropäische Zeit", "Europe/Berlin", True),
        ("東京 (標準時)", "Asia/Tokyo", True),
        ("東京\uff08標準時\uff09", "Asia/Tokyo", True),
        ("대한민국 표준시", "Asia/Seoul", True),
    ],
)
def test_names_of_zones(name, zone, is_guess):
    found = find_zone(name)
    assert found is not None
    assert (getattr(found.zone, "key", None), found.is_guess) == (zone, is_guess)


@pytest.mark.parametrize(
    ("name", "hours", "is_guess"),
    [
        ("GMT-0500", -5, False),
        ("UTC+9", 9, False),
        ("UTC+05:30", 5.5, False),
        ("+0900", 9, False),
        ("GMT\u22125", -5, False),
        ("(UTC) Coordinated Universal Time", 0, False),
        ("(UTC-05:00)", -5, False),
        # Only the offset is certain, without summer time.
        ("(UTC-05:00) Nowhere", -5, True),
        # The offset contradicts the place.
        ("(UTC+03:00) Tokyo", 3, True),
    ],
)
def test_offsets_as_names(name, hours, is_guess):
    found = find_zone(name)
    assert found is not None
    assert found.zone.utcoffset(datetime(2026, 7, 13)) == timedelta(hours=hours)
    assert found.is_guess == is_guess


@pytest.mark.parametrize(
    "name",
    ["Customized Time Zone", "(no TZ description)", "tzone://Microsoft/Custom", "GMT+25", "JST", "", "(UTC+99:00)"],
)
def test_unknown_names(name):
    assert find_zone(name) is None


def test_events_are_read_in_the_zone_that_they_name(tmp_path):
    found, [calendar] = read(write(tmp_path / "a.ics", local("GMT Standard Time 1")))
    assert (found, calendar.zones.unknown, calendar.zones.guessed) == (["0713T0800/0713T0900"], {}, {})


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_zone_with_colons_and_commas_is_read_with_and_without_quotes(tmp_path, quote):
    name = f"{quote}(UTC+01:00) Amsterdam, Berlin, Bern{quote}"
    lines = [f"DTSTART;TZID={name}:20260713T090000", f"DTEND;VALUE=DATE-TIME;TZID={name}:20260713T100000"]
    rule = ["RRULE:FREQ=DAILY;COUNT=2", f"EXDATE;TZID={name}:20260714T090000"]
    found, calendars = read(write(tmp_path / "a.ics", vevent("UID:z", *lines, *rule)))
    assert (found, defects(calendars)) == (["0713T0700/0713T0800"], [])


def test_an_unknown_zone_means_the_persons_and_is_counted_by_events(tmp_path):
    series = vevent(
        "UID:s",
        "DTSTART;TZID=Customized Time Zone:20260714T090000",
        "RRULE:FREQ=DAILY;COUNT=2",
        "EXDATE;TZID=Customized Time Zone:20260715T090000",
    )
    utc = vevent("UID:u", "DTSTART;TZID=Customized Time Zone:20260716T090000Z")
    day = vevent("UID:d", "DTSTART;TZID=Customized Time Zone;VALUE=DATE:20260717")
    found, [calendar] = read(write(tmp_path / "a.ics", local("Customized Time Zone"), series, utc, day))
    assert found == ["0713T0000/0713T0100", "0714T0000/0714T0000", "0716T0900/0716T0900", "D0717/0718"]
    assert calendar.zones.unknown == {"Customized Time Zone": 2}


def test_the_calendars_own_zone_may_have_any_name_too(tmp_path):
    floating = vevent("UID:z", "DTSTART:20260713T090000")
    for name in ("W. Europe Standard Time", '"Europe/Berlin"', "(UTC+01:00) Amsterdam, Berlin"):
        path = write(tmp_path / "a.ics", floating, head=(f"X-WR-TIMEZONE:{name}",))
        assert read(path)[0] == ["0713T0700/0713T0700"], name
    _, [calendar] = read(write(tmp_path / "a.ics", floating, local("Asia/Tokyo"), head=("X-WR-TIMEZONE:Nowhere",)))
    assert calendar.zones.unknown == {"Nowhere": 1}


def test_a_zone_that_the_file_defines_counts_unless_the_tz_database_has_it(tmp_path):
    for name, expected in (
        ("Office", "0713T0330/0713T0430"),
        ("Customized Time Zone", "0713T0330/0713T0430"),
        ("W. Europe Standard Time", "0713T0330/0713T0430"),
        ("Europe/Berlin", "0713T0700/0713T0800"),
    ):
        assert read(write(tmp_path / "a.ics", vtimezone(name), local(name)))[0] == [expected], name
    # It may stand after the event that names it.
    assert read(write(tmp_path / "a.ics", local("Office"), vtimezone("Office")))[0] == ["0713T0330/0713T0430"]


BROKEN = {
    "nonsense": ("DTSTART:20201106T020000", "TZOFFSETFROM:nonsense", "TZOFFSETTO:-0800"),
    "no start": ("TZOFFSETFROM:+0100", "TZOFFSETTO:+0100"),
    "every second": (
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=SECONDLY",
    ),
    "every day": (
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    ),
    "never": (
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYSETPOS=400",
    ),
}


@pytest.mark.parametrize("observance", BROKEN.values(), ids=BROKEN)
def test_a_broken_definition_matters_only_where_it_is_used(tmp_path, observance):
    broken = vtimezone("Broken", *observance)
    found, [calendar] = read(write(tmp_path / "a.ics", broken, local("Europe/Berlin")))
    assert (found, calendar.zones.unknown, calendar.defects) == (["0713T0700/0713T0800"], {}, [])
    found, [calendar] = read(write(tmp_path / "a.ics", broken, local("Broken")))
    assert (found, calendar.zones.unknown) == (["0713T0000/0713T0100"], {"Broken": 1})
    # Its name may still be one that is known.
    found, _ = read(
        write(tmp_path / "a.ics", vtimezone("Tokyo Standard Time", *observance), local("Tokyo Standard Time"))
    )
    assert found == ["0713T0000/0713T0100"]


def test_the_zones_of_one_file_are_not_those_of_the_next(tmp_path):
    assert read(write(tmp_path / "a.ics", vtimezone("Office"), local("Office")))[0] == ["0713T0330/0713T0430"]
    found, [calendar] = read(write(tmp_path / "b.ics", local("Office")))
    assert (found, calendar.zones.unknown) == (["0713T0000/0713T0100"], {"Office": 1})
    assert defects([calendar]) == []


def test_a_name_of_any_length_is_looked_up_quickly(tmp_path):
    name = "(UTC+01:00) " + "Berl, " * 200_000
    found, [calendar] = read(write(tmp_path / "a.ics", local(name)))
    assert (found, list(calendar.zones.unknown.values())) == (["0713T0000/0713T0100"], [1])

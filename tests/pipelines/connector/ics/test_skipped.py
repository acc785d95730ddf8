"""What cannot be read is skipped, counted and named, or refused with --strict; what was imported before stays."""

import psycopg
import pytest

from pipelines.connector.ics import importer
from pipelines.connector.ics.importer import IcsOptions, import_ics
from pipelines.stage import BadInputError
from tests.pipelines.connector.ics.conftest import NOW
from tests.pipelines.connector.ics.files import GOOD, TOKYO, vevent, write

START = "DTSTART:20260302T090000Z"


def refusal(path, **options):
    """Return the sentence; the database is not even opened."""

    def connect() -> psycopg.Connection:
        raise AssertionError("nothing may be written")

    with pytest.raises(BadInputError) as caught:
        import_ics(connect, path, IcsOptions(**options), zone=TOKYO, now=NOW)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def living(database):
    rows = database.execute("select data ->> 'id' from raw.ics__events where deleted_at is null order by 1").fetchall()
    return [identifier for (identifier,) in rows]


def odd(number):
    return vevent(f"UID:odd{number}", f"SUMMARY:Odd {number}", "DTSTART:soon")


def test_the_first_five_are_named_with_line_event_and_reason(tmp_path, load, database):
    path = write(tmp_path / "a.ics", *(odd(number) for number in range(7)), vevent(*GOOD))
    summary = load(path)
    assert summary["skipped"] == 7
    assert summary["message"].startswith(
        '7 parts were skipped: line 7: event "Odd 0" (UID odd0): DTSTART: "soon" is neither a date such as 20260131 '
        'nor a time such as 20260131T093000; line 12: event "Odd 1"'
    )
    assert '"Odd 4"' in summary["message"]
    assert summary["message"].endswith("; and 2 more.")
    assert living(database) == ["good"]


def test_strict_refuses_and_names_them(tmp_path):
    path = write(tmp_path / "a.ics", *(odd(number) for number in range(7)), vevent(*GOOD))
    sentence = refusal(path, strict=True)
    assert sentence.startswith(f'{path}, line 7: event "Odd 0" (UID odd0): DTSTART: ')
    assert sentence.endswith("and 2 more; correct it in its calendar and export again, or import it without --strict.")


@pytest.mark.parametrize(
    "lines", [["RRULE:FREQ=WEKLY"], ["EXDATE:soon"], ["UID:second"], ["DURATION:PT1H", "DTEND:20260302T090500Z"]]
)
def test_strict_refuses_an_odd_line_too(tmp_path, lines):
    assert "line 7" in refusal(write(tmp_path / "a.ics", vevent("UID:1", START, *lines)), strict=True)


def test_strict_refuses_an_unknown_zone(tmp_path):
    path = write(tmp_path / "a.ics", vevent("UID:1", "DTSTART;TZID=Customized Time Zone:20260302T090000"))
    assert 'the time zone "Customized Time Zone", which is unknown' in refusal(path, strict=True)


def test_strict_takes_a_file_that_is_in_order(tmp_path, load):
    path = write(tmp_path / "a.ics", vevent(*GOOD, "BEGIN:VALARM", "TRIGGER:minus", "END:VALARM"))
    assert load(path, strict=True)["inserted"] == 1


def test_a_file_of_which_nothing_can_be_read_is_refused(tmp_path):
    sentence = refusal(write(tmp_path / "a.ics", odd(1)))
    assert "Odd 1" in sentence
    assert "--strict" not in sentence


def test_an_event_that_can_no_longer_be_read_is_not_deleted(tmp_path, load, database):
    series = vevent("UID:s", START, "RRULE:FREQ=DAILY;COUNT=3")
    path = write(tmp_path / "a.ics", series, vevent("UID:1", START), vevent("UID:2", START), vevent(*GOOD))
    load(path)
    broken = vevent("UID:s", START, "RRULE:FREQ=DAYLY;COUNT=3")
    summary = load(write(path, broken, vevent("UID:1", "DTSTART:soon"), vevent(*GOOD)))
    # Event 2 is gone from the file; of 1 and of the later ones of the series nothing is known.
    assert (summary["deleted"], summary["skipped"]) == (1, 2)
    assert {"1", "good", "s_20260303T090000Z", "s_20260304T090000Z"} <= set(living(database))
    assert "2" not in living(database)


def test_an_odd_text_does_not_keep_what_is_gone(tmp_path, load, database):
    path = write(tmp_path / "a.ics", vevent("UID:s", START, "RRULE:FREQ=DAILY;COUNT=3"))
    load(path)
    assert load(write(path, vevent("UID:s", START, "RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:x")))["deleted"] == 1


def test_zones_that_are_unknown_or_guessed_are_reported(tmp_path, load):
    named = [
        vevent(f"UID:{number}", f"DTSTART;TZID={zone}:20260302T090000")
        for number, zone in enumerate(("Nowhere", "Nowhere", "(UTC-05:00) Elsewhere", "Mitteleuropäische Zeit"))
    ]
    message = load(write(tmp_path / "a.ics", *named))["message"]
    assert (
        '2 events of "Home" named the time zone "Nowhere", which is unknown; read in Asia/Tokyo (choose another one '
        "with --timezone)."
    ) in message
    assert 'The time zone "(UTC-05:00) Elsewhere" of "Home" was taken for UTC-05:00.' in message
    assert 'The time zone "Mitteleuropäische Zeit" of "Home" was taken for Europe/Berlin.' in message
    berlin = load(write(tmp_path / "a.ics", *named), timezone="Europe/Berlin")
    assert "read in Europe/Berlin" in berlin["message"]


def test_too_many_events_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "MOST_EVENTS", 10)
    path = write(tmp_path / "a.ics", vevent("UID:s", START, "RRULE:FREQ=DAILY"))
    assert "more than 10 events in these days" in refusal(path)


def test_archives_name_the_file_in_them(tmp_path, load):
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(write(tmp_path / "a.ics", odd(1), vevent(*GOOD)), "a.ics")
    message = load(tmp_path / "all.zip")["message"]
    assert f"1 part was skipped: {tmp_path}/all.zip/a.ics, line 7: " in message


def test_thousands_of_unknown_zones_are_not_thousands_of_sentences(tmp_path, load):
    named = [vevent(f"UID:{number}", f"DTSTART;TZID=Nowhere {number}x:20260302T090000") for number in range(1000)]
    named.append(vevent("UID:twice", "DTSTART;TZID=Nowhere 999x:20260302T090000"))
    message = load(write(tmp_path / "a.ics", *named))["message"]
    assert message.startswith('2 events of "Home" named the time zone "Nowhere 999x"')
    assert message.endswith("There are 990 more messages of this kind.")

"""Invitations: the person's own answer, and files that are messages about events."""

import pytest

from tests.pipelines.connector.ics.files import GOOD, vevent, write

INVITED = "ATTENDEE;CN=Someone;PARTSTAT=ACCEPTED:mailto:other@example.org"
START = "DTSTART:20260302T090000Z"


def invitation(*attendees):
    return vevent("UID:i", START, "ORGANIZER:mailto:other@example.org", INVITED, *attendees)


def answers(database):
    query = "select data ->> 'id', data -> 'attendees' from raw.ics__events where deleted_at is null order by 1"
    return dict(database.execute(query).fetchall())


@pytest.mark.parametrize(
    ("attendee", "answer"),
    [
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:Me@Example.org", "declined"),
        ("ATTENDEE;PARTSTAT=declined:MAILTO:me@example.org", "declined"),
        ("ATTENDEE;PARTSTAT=DECLINED;EMAIL=me@example.org:/1234/principal/", "declined"),
        ('ATTENDEE;CN="Me: myself";PARTSTAT=TENTATIVE:mailto:me@example.org', "tentative"),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org", "accepted"),
        ("ATTENDEE:mailto:me@example.org", "needsAction"),
    ],
)
def test_the_persons_own_answer_is_kept(tmp_path, load, database, attendee, answer):
    summary = load(write(tmp_path / "a.ics", invitation(attendee)), addresses=["work@example.org", " ME@example.org "])
    [kept] = answers(database)["i"]
    assert (kept["self"], kept["responseStatus"], kept["email"].casefold()) == (True, answer, "me@example.org")
    assert summary["declined"] == (answer == "declined")
    assert "message" not in summary


def test_what_others_answered_is_not_kept(tmp_path, load, database):
    others = invitation("ATTENDEE;PARTSTAT=DECLINED:mailto:third@example.org")
    assert load(write(tmp_path / "a.ics", others), addresses=["me@example.org"])["declined"] == 0
    assert answers(database) == {"i": None}


def test_a_calendar_that_is_called_by_an_address_is_the_persons(tmp_path, load, database):
    path = write(
        tmp_path / "a.ics",
        invitation("ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org"),
        head=("X-WR-CALNAME:Me@example.org",),
    )
    assert load(path)["declined"] == 1


def test_without_an_address_a_declined_invitation_is_pointed_out(tmp_path, load, database):
    path = write(tmp_path / "a.ics", invitation("ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org"))
    summary = load(path)
    assert summary["declined"] == 0
    assert '1 event of "Home" had attendees who declined; if you are one of them' in summary["message"]
    assert "--address" in summary["message"]


def test_a_cancellation_plans_nothing_and_cancels_what_was_planned(tmp_path, load, database):
    series = vevent("UID:s", START, "RRULE:FREQ=DAILY;COUNT=3")
    load(write(tmp_path / "a.ics", series, vevent("UID:1", START), vevent(*GOOD)))
    cancelled = [vevent("UID:1", START), vevent("UID:s", START, "RECURRENCE-ID:20260303T090000Z")]
    path = write(tmp_path / "b.ics", *cancelled, head=("METHOD:CANCEL",))
    summary = load(path)
    assert (summary["inserted"], summary["deleted"]) == (0, 2)
    assert '"b" cancels 2 events (METHOD:CANCEL); nothing was planned from it.' in summary["message"]
    assert set(answers(database)) == {"good", "s_20260302T090000Z", "s_20260304T090000Z"}
    assert load(path)["deleted"] == 0


def test_a_cancellation_is_no_list_of_all_that_a_calendar_has(tmp_path, load, database):
    load(write(tmp_path / "a.ics", vevent("UID:1", START), vevent(*GOOD)))
    head = ("X-WR-CALNAME:Home", "METHOD:cancel")
    assert load(write(tmp_path / "a.ics", vevent("UID:1", START), head=head))["deleted"] == 1
    assert set(answers(database)) == {"good"}


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH"])
def test_other_messages_plan_nothing_and_are_named(tmp_path, load, database, method):
    load(write(tmp_path / "a.ics", vevent(*GOOD)))
    head = ("X-WR-CALNAME:Home", f"METHOD:{method}")
    answer = invitation("ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org")
    summary = load(write(tmp_path / "b.ics", answer, head=head))
    assert f"(METHOD:{method}) and not a calendar; nothing was planned from it." in summary["message"]
    assert (summary["rows"], set(answers(database))) == (0, {"good"})


def test_an_invitation_is_added_and_removes_nothing(tmp_path, load, database):
    load(write(tmp_path / "a.ics", vevent(*GOOD)))
    head = ("X-WR-CALNAME:Home", "METHOD:REQUEST")
    assert load(write(tmp_path / "b.ics", invitation(), head=head))["inserted"] == 1
    assert set(answers(database)) == {"good", "i"}


def test_a_published_file_is_the_whole_calendar(tmp_path, load, database):
    load(write(tmp_path / "a.ics", vevent("UID:1", START), vevent(*GOOD)))
    head = ("X-WR-CALNAME:Home", "METHOD:PUBLISH")
    assert load(write(tmp_path / "a.ics", vevent(*GOOD), head=head))["deleted"] == 1

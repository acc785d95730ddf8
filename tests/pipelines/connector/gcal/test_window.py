"""The time that is loaded: what leaves it, what is swept from it, and when."""

from datetime import date, timedelta

import pytest

from pipelines.stage import TemporaryError

from .conftest import ALL, EVENTS, NOW, event, living, row


def test_an_event_that_moves_out_of_the_window_is_kept_up_and_a_strange_one_left_out(run, google, database):
    run()
    google.store.edit("e1", start=NOW - timedelta(days=3000), end=NOW - timedelta(days=2999))
    google.store.put(event("ancient", -3000))
    run()
    assert living(database) == ALL
    assert row(database, "e1")[0]["start"]["dateTime"].startswith("2017")


def test_an_expired_token_means_reading_all_again_and_sweeping_what_is_gone(run, google, database):
    run()
    google.store.forget("e3")
    google.store.expire_tokens()
    google.requests.clear()
    summary = run()
    assert [("syncToken" in page) for page in google.lists()][:2] == [True, False]
    assert summary["entities"]["events"]["deleted"] == 1
    assert living(database) == ALL - {"e3"}
    google.requests.clear()
    run()
    assert all("syncToken" in page for page in google.lists()), "the new token is good"


def test_nothing_is_swept_before_the_refill_has_succeeded(run, google, database):
    run()
    google.store.forget("e3")
    google.store.expire_tokens()
    google.store.put(event("a-new", 3))
    google.fail_next("error", times=99, path=EVENTS, after=2)
    with pytest.raises(TemporaryError):
        run()
    assert living(database) == ALL | {"a-new"}, "the first page is kept, and nothing is deleted"
    google.forget_faults()
    run()
    assert living(database) == (ALL | {"a-new"}) - {"e3"}


def test_an_event_outside_of_the_window_does_not_live_for_ever(run, google, database):
    """Nothing reports its changes any more once a full list leaves it out."""
    run()
    google.store.edit("e1", start=NOW - timedelta(days=3000), end=NOW - timedelta(days=2999))
    run()
    assert "e1" in living(database)
    google.store.forget("e1")
    google.store.expire_tokens()
    run()
    assert living(database) == ALL - {"e1"}


def test_a_wider_window_brings_back_what_was_swept_outside_of_it(run, google, database):
    run(since=date(2015, 1, 1))
    assert "old" in living(database)
    database.execute("update raw.sync_state set cursor = '{}' where service = 'gcal'")
    run()
    assert "old" not in living(database)
    run(since=date(2015, 1, 1))
    assert "old" in living(database)


def test_an_all_day_event_on_the_first_day_of_the_window_is_not_swept(run, google, database):
    edge = date(2024, 3, 1)
    google.store.put(event("first-day", start=edge, end=edge + timedelta(days=1)))
    run()
    database.execute("update raw.sync_state set cursor = '{}' where service = 'gcal'")
    run()
    assert living(database) == ALL | {"first-day"}


def test_the_window_is_renewed_before_it_runs_short(run, google, database):
    run()
    google.requests.clear()
    run(now=NOW + timedelta(days=20))
    assert "syncToken" in google.lists()[0]
    google.requests.clear()
    run(now=NOW + timedelta(days=45))
    assert google.lists()[0]["timeMax"].startswith("2027-04-15")
    assert google.lists()[0]["timeMin"].startswith("2024-02-29"), "what was loaded stays loaded"

"""The sync of Google calendars: what is read, what is written, one calendar beside others."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.connector.gcal.store import CalendarRef, store_page
from pipelines.connector.span import Span
from pipelines.stage import BadInputError, ConfigurationError

from .conftest import ALL, NOW, SAM, TOKYO, WORK, event, instance, living, row, windows


def test_the_first_run_reads_the_window_through_short_and_empty_pages(run, google, database):
    summary = run()
    assert living(database) == ALL
    assert (summary["service"], summary["entities"]["events"]["inserted"]) == ("gcal", 12)
    pages = google.lists()
    assert len(pages) > 3
    assert all(page["singleEvents"] == "true" for page in pages)
    assert {page["timeMin"] for page in pages} == {"2024-02-29T15:00:00Z"}
    assert windows(database) == [
        (datetime(2024, 2, 29, 15, tzinfo=UTC), datetime(2027, 3, 1, 15, tzinfo=UTC)),
    ]


def test_rows_are_as_received_with_their_calendar(run, database):
    run()
    data, _ = row(database, instance(1).id)
    assert (data["calendar_id"], data["recurringEventId"], data["summary"]) == (SAM, "run", "散歩")
    assert row(database, "note")[0]["start"] == {"date": "2026-03-03"}
    assert database.execute("select source_id, data ->> 'backgroundColor' from raw.gcal__calendars").fetchall() == [
        (SAM, "#9fe1e7")
    ]
    assert database.execute("select data from raw.gcal__colors where source_id = 'event:9'").fetchone() == (
        {"id": "9", "kind": "event", "background": "#5484ed", "foreground": "#1d1d1d"},
    )


def test_the_second_run_asks_for_changes_only(run, google, database):
    run()
    google.requests.clear()
    google.store.edit("e1", summary="changed")
    google.store.put(event("new", 3))
    google.store.cancel("e2")
    google.store.cancel(instance(1).id)
    summary = run()
    counts = summary["entities"]["events"]
    assert (counts["inserted"], counts["updated"], counts["deleted"], counts["unchanged"]) == (1, 1, 2, 0)
    for page in google.lists():
        assert set(page) <= {"syncToken", "pageToken", "singleEvents", "maxResults"}
        assert page["syncToken"]
    assert living(database) == (ALL | {"new"}) - {"e2", instance(1).id}
    data, deleted_at = row(database, "e2")
    assert (data["summary"], deleted_at) == ("event e2", NOW), "what is known of a cancelled event is kept"


def test_nothing_changed_is_nothing_written(run):
    run()
    counts = run()["entities"]["events"]
    assert counts["rows"] == 0


def test_a_cancelled_series_takes_its_instances_along(run, google, database):
    run()
    google.store.put(event("run", cancelled=True))
    assert run()["entities"]["events"]["deleted"] == 3
    assert living(database) == {name for name in ALL if not name.startswith("run_")}


def test_a_dry_run_writes_nothing(run, database):
    assert run(dry_run=True)["entities"]["events"]["inserted"] == 12
    assert living(database) == set()
    assert database.execute("select count(*) from raw.sync_state").fetchone() == (0,)


def test_days_the_wrong_way_round_are_refused(run):
    with pytest.raises(BadInputError, match="swap"):
        run(since=date(2026, 2, 2), until=date(2026, 2, 1))


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"start": {"date": "soon"}, "end": {"date": "2026-03-03"}},
        {"start": {"dateTime": "2026-03-03T09:00:00"}, "end": {"dateTime": "2026-03-03T10:00:00"}},
    ],
)
def test_an_event_without_usable_times_is_left_out_and_told(database, capsys, times):
    place, window = CalendarRef(SAM, TOKYO), Span(NOW - timedelta(days=9), NOW + timedelta(days=9))
    good = {"id": "g", "start": {"date": "2026-03-03"}, "end": {"date": "2026-03-04"}}
    store_page(database, place, [{"id": "odd", **times}, good], window, NOW)
    assert living(database) == {"g"}
    assert '\\"odd\\"' in capsys.readouterr().out


def test_the_last_word_of_a_page_counts(database):
    place, window = CalendarRef(SAM, TOKYO), Span(NOW - timedelta(days=9), NOW + timedelta(days=9))

    def alive(name: str, **fields: str) -> dict[str, Any]:
        return {"id": name, "start": {"date": "2026-03-03"}, "end": {"date": "2026-03-04"}, **fields}

    def cancelled(name: str) -> dict[str, Any]:
        return {"id": name, "status": "cancelled"}

    page = [
        alive("kept"), cancelled("back"), alive("back"), alive("gone"), cancelled("gone"),
        alive("s_1", recurringEventId="s"), cancelled("s"), alive("s_2", recurringEventId="s"),
    ]  # fmt: skip
    _, seen = store_page(database, place, page, window, NOW)
    assert living(database) == {"kept", "back", "s_2"}
    assert seen == {f"{SAM}:{name}" for name in ("kept", "back", "s_2")}


def test_a_calendar_that_is_gone_leaves_the_plan_and_the_others_continue(run, google, database, capsys):
    run(calendars=f"{WORK},primary")
    google.fail_next("refuse", path="/calendarList/", status=410, reason="deleted")
    capsys.readouterr()
    assert run(calendars=f"{WORK},primary")["entities"]["events"]["deleted"] == 2
    assert living(database) == ALL
    assert "its 2 events leave the plan" in capsys.readouterr().out
    run(calendars=f"{WORK},primary")
    assert len(living(database)) == 14, "shared again, it is read as a whole"


def test_a_calendar_that_was_never_read_is_a_wrong_setting(run, google, database):
    google.fail_next("refuse", path="/calendarList/", status=410, reason="deleted")
    with pytest.raises(ConfigurationError, match="410"):
        run(calendars=f"{WORK},primary")
    assert living(database) == ALL


def test_calendars_may_share_event_ids_and_only_the_common_time_is_loaded(run, database):
    run(calendars=f"primary,{WORK},{SAM}")
    assert living(database) == ALL | {f"{WORK}:e1", f"{WORK}:w"}
    cursor = database.execute("select cursor from raw.sync_state where service = 'gcal'").fetchone()[0]
    assert set(cursor) == {SAM, WORK}


def test_one_calendar_that_fails_does_not_lose_the_others(run, google, database):
    with pytest.raises(ConfigurationError, match=r'"nobody@example\.invalid".*GOOGLE_CALENDAR_IDS'):
        run(calendars=f"nobody@example.invalid,{WORK},primary")
    assert len(living(database)) == 14
    google.requests.clear()
    run(calendars=f"{WORK},primary")
    assert all("syncToken" in page for page in google.lists()), "each kept its own token"


def test_a_calendar_that_is_no_longer_read_does_not_count_and_comes_back_whole(run, database):
    run(calendars=f"primary,{WORK}")
    assert run()["entities"]["events"]["deleted"] == 2
    assert living(database) == ALL
    run(calendars=f"primary,{WORK}")
    assert len(living(database)) == 14


def content(database):
    tables = ("gcal__events", "gcal__calendars", "gcal__colors", "sync_windows", "sync_state")
    rows = {table: database.execute(f"select * from raw.{table} order by 1, 2").fetchall() for table in tables}
    database.commit()
    return rows


def test_a_dry_run_names_rows_and_changed_fields_and_writes_nothing(run, google, database):
    run(calendars=f"primary,{WORK}")
    before = content(database)
    google.store.edit("e2", summary="changed")
    google.store.cancel("e4")
    google.store.put(event("new", 3, summary="new"))
    result = run(dry_run=True)
    assert content(database) == before
    difference = result["difference"]
    [new] = difference["inserted"]
    assert (new["table"], new["id"], new["title"]) == ("gcal__events", f"{SAM}:new", "new")
    assert new["start"].startswith("2026-03-04")
    [update] = difference["updated"]
    assert (update["id"], update["fields"]["summary"]) == (f"{SAM}:e2", ["event e2", "changed"])
    gone = {(row["table"], row["id"]) for row in difference["deleted"]}
    assert gone == {("gcal__events", f"{SAM}:e4"), ("gcal__events", f"{WORK}:e1"), ("gcal__events", f"{WORK}:w")}
    assert (result["dry_run"], result["inserted"], result["updated"], result["deleted"]) == (True, 1, 1, 3)
    assert run()["inserted"] == 1, "the cursor has not moved"

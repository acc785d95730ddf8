"""The sync of Google calendars, over real HTTP into a real database."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines import settings
from pipelines.connector import gcal
from pipelines.connector.gcal import CalendarWork
from pipelines.connector.gcal_store import Place, store_page
from pipelines.connector.google_client import TRIES, GoogleClient
from pipelines.connector.google_credentials import credentials_of
from pipelines.connector.span import Span
from pipelines.connector.sync import Options
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError
from sandbox.calendar import Calendar, Event
from sandbox.calendar_store import CalendarStore
from tests.fakes.google import FakeGoogle
from tests.pipelines.connector.conftest import Clock

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
SAM, WORK = "sam@example.invalid", "team#work@example.invalid"
EVENTS = "/events"
Sync = Callable[..., dict[str, Any]]


def event(name: str, days: float = 0, hours: float = 1, **fields: Any) -> Event:
    start = NOW + timedelta(days=days)
    plain: dict[str, Any] = {
        "summary": f"event {name}",
        "start": start,
        "end": start + timedelta(hours=hours),
        "updated": NOW,
    }
    return Event(id=name, **(plain | fields))


def calendar(key: str, *events: Event) -> Calendar:
    return Calendar(id=key, name=key.title(), timezone=TOKYO, color="#9fe1e7", color_id="14", events=events)


def instance(number: int) -> Event:
    start = NOW + timedelta(days=7 * number)
    return event(f"run_{start:%Y%m%dT%H%M%SZ}", 7 * number, series_id="run", original_start=start, summary="散歩")


def store() -> CalendarStore:
    """Twelve living events of Sam, one cancelled, one long ago; two events of a second calendar."""
    note = event("note", start=date(2026, 3, 3), end=date(2026, 3, 5), transparent=True)
    own = [event(f"e{number}", number) for number in range(8)]
    more = [instance(number) for number in range(3)]
    special = [note, event("off", 1, cancelled=True), event("old", -2000)]
    return CalendarStore(
        calendar(SAM, *own, *more, *special), calendar(WORK, event("e1"), event("w", 2)), now=lambda: NOW
    )


@pytest.fixture(scope="module")
def server():
    with FakeGoogle(store(), now=lambda: NOW, page_size=6) as fake:
        yield fake


@pytest.fixture
def google(server: FakeGoogle) -> FakeGoogle:
    """The calendars as new, without the faults and requests of the test before; the server is the module's."""
    server.requests.clear()
    server.forget_faults()
    fresh = store()
    server.store.__dict__.update(fresh.__dict__)
    return server


@pytest.fixture
def database(module_database_url):
    with psycopg.connect(module_database_url) as connection:
        connection.execute("set time zone 'UTC'")
        for table in ("gcal__events", "gcal__calendars", "gcal__colors", "sync_windows", "sync_state"):
            connection.execute(f"delete from raw.{table}")
        connection.commit()
        yield connection


@pytest.fixture
def run(google: FakeGoogle, database: psycopg.Connection, clock: Clock) -> Sync:
    def run(
        *, now: datetime = NOW, calendars: str = "primary", dry_run: bool = False, **options: Any
    ) -> dict[str, Any]:
        loaded = settings.load({**google.environ, "GOOGLE_CALENDAR_IDS": calendars})
        with GoogleClient(loaded.google_api_url, credentials_of(loaded), pace=clock.pace()) as client:
            work = CalendarWork(database, client, now, dry_run=dry_run)
            return gcal.sync(work, loaded, Options(**options))

    return run


def living(database: psycopg.Connection) -> set[str]:
    rows = database.execute("select source_id from raw.gcal__events where deleted_at is null")
    return {row[0].removeprefix(f"{SAM}:") for row in rows}


def row(database: psycopg.Connection, name: str) -> tuple[dict[str, Any], datetime | None]:
    found = database.execute(
        "select data, deleted_at from raw.gcal__events where source_id = %s", (f"{SAM}:{name}",)
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def windows(database: psycopg.Connection) -> list[tuple[datetime, datetime]]:
    return database.execute(
        "select start_at, end_at from raw.sync_windows where service = 'gcal' and entity = 'events'"
    ).fetchall()


ALL = {*(f"e{number}" for number in range(8)), *(instance(number).id for number in range(3)), "note"}


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


@pytest.mark.parametrize("after", [0, 2])
def test_a_410_without_a_token_is_one_sentence_and_nothing_is_swept(run, google, database, after):
    run()
    google.store.forget("e3")
    google.fail_next("refuse", times=99, path=EVENTS, status=410, reason="fullSyncRequired", after=after)
    with pytest.raises(TemporaryError, match=rf"{SAM}.*410.*try again") as caught:
        run(full=True)
    assert "\n" not in str(caught.value)
    assert living(database) == ALL


@pytest.mark.parametrize(("path", "said"), [("/colors", "GOOGLE_API_URL"), ("/calendarList/", "GOOGLE_CALENDAR_IDS")])
def test_a_410_of_anything_but_events_names_the_setting(run, google, path, said):
    google.fail_next("refuse", path=path, status=410, reason="deleted")
    with pytest.raises(ConfigurationError, match=said):
        run()


def test_a_calendar_that_is_gone_does_not_lose_the_others(run, google, database):
    google.fail_next("refuse", path="/calendarList/", status=410, reason="deleted")
    with pytest.raises(ConfigurationError, match="410"):
        run(calendars=f"{WORK},primary")
    assert living(database) == ALL


def test_the_sweep_leaves_other_times_alone(run, google, database):
    run(since=date(2015, 1, 1))
    assert "old" in living(database)
    database.execute("update raw.sync_state set cursor = '{}' where service = 'gcal'")
    google.store.forget("old")
    run()
    assert "old" in living(database), "the window does not reach back so far"
    run(since=date(2015, 1, 1))
    assert "old" not in living(database)


def test_an_all_day_event_beside_the_window_is_not_swept(run, google, database):
    edge = date(2024, 3, 1)
    google.store.put(event("first-day", start=edge, end=edge + timedelta(days=1)))
    google.store.put(event("day-before", start=edge - timedelta(days=1), end=edge))
    run(since=date(2024, 2, 1))
    database.execute("update raw.sync_state set cursor = '{}' where service = 'gcal'")
    run()
    assert living(database) == ALL | {"first-day", "day-before"}


def test_the_window_is_renewed_before_it_runs_short(run, google, database):
    run()
    google.requests.clear()
    run(now=NOW + timedelta(days=20))
    assert "syncToken" in google.lists()[0]
    google.requests.clear()
    run(now=NOW + timedelta(days=45))
    assert google.lists()[0]["timeMax"].startswith("2027-04-15")
    assert google.lists()[0]["timeMin"].startswith("2024-02-29"), "what was loaded stays loaded"


def test_a_dry_run_writes_nothing(run, database):
    assert run(dry_run=True)["entities"]["events"]["inserted"] == 12
    assert living(database) == set()
    assert database.execute("select count(*) from raw.sync_state").fetchone() == (0,)


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


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"])
def test_a_limit_is_waited_for_with_growing_jittered_delays(run, google, clock, database, reason):
    google.fail_next("refuse", times=3, path=EVENTS, reason=reason)
    run()
    jitter = random.Random(1)
    assert clock.slept == [delay * jitter.uniform(0.5, 1.5) for delay in (0.5, 1, 2)]
    assert living(database) == ALL


@pytest.mark.parametrize("kind", ["rate", "error", "html", "truncated", "cut", "drop"])
@pytest.mark.parametrize("path", [EVENTS, "/token"])
def test_what_passes_is_tried_again_and_bounded(run, google, kind, path):
    google.fail_next(kind, times=2, path=path)
    run()
    google.expire_access()
    google.requests.clear()
    google.fail_next(kind, times=99, path=path)
    with pytest.raises(TemporaryError, match="Google"):
        run()
    assert len([request for request in google.requests if request.fault]) == TRIES


@pytest.mark.parametrize(
    ("reason", "said"), [("forbidden", "share the calendar"), ("accessNotConfigured", "enable the Google Calendar API")]
)
def test_another_403_is_final_and_names_calendar_and_fix(run, google, clock, reason, said):
    google.fail_next("refuse", path=EVENTS, reason=reason)
    with pytest.raises(ConfigurationError, match=said) as caught:
        run()
    assert SAM in str(caught.value)
    assert clock.slept == []


def test_a_dead_refresh_token_says_why_and_what_to_do(run, google):
    google.fail_next("invalid_grant", path="/token")
    with pytest.raises(ConfigurationError, match=r'"Testing".*7 days.*lifetracer connect google') as caught:
        run()
    assert "sandbox-refresh-token" not in str(caught.value)


def test_a_wrong_client_names_the_settings(run, google):
    google.fail_next("invalid_grant", path="/token", error="invalid_client")
    with pytest.raises(ConfigurationError, match="GOOGLE_CLIENT_ID"):
        run()


def test_an_access_token_that_ran_out_in_between_is_renewed_once(run, google, database):
    google.fail_next("refuse", path=EVENTS, status=401, reason="authError", after=1)
    run()
    assert living(database) == ALL
    assert [request.path for request in google.requests].count("/token") == 2
    google.fail_next("refuse", times=2, path=EVENTS, status=401, reason="authError")
    with pytest.raises(ConfigurationError, match="401"):
        run()


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
    place, window = Place(SAM, TOKYO), Span(NOW - timedelta(days=9), NOW + timedelta(days=9))
    good = {"id": "g", "start": {"date": "2026-03-03"}, "end": {"date": "2026-03-04"}}
    store_page(database, place, [{"id": "odd", **times}, good], window, NOW)
    assert living(database) == {"g"}
    assert '\\"odd\\"' in capsys.readouterr().out

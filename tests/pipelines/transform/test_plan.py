"""A calendar, an imported file, targets and estimates around the change of the clock in Berlin, now = 2 April 2026."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import category_rules
from tests.pipelines.transform import rows
from tests.stored import set_settings

HOSTILE = "<script>]#eval(\"1\")字🦊 مرحبا {{ var('x') }} %s $1 $late_view$ '; drop table"
VIEWS = ("daily_targets", "estimate_accuracy", "latest_estimates", "target_chances")
COLORS = [
    ("event:9", {"kind": "event", "id": "9", "background": "#0B83D9"}),
    ("calendar:1", {"kind": "calendar", "id": "1", "background": "#2da608"}),
]


@pytest.fixture(scope="module")
def built(stage, database):
    rows.clear(database)
    first, evening = datetime(2026, 3, 28, 11, tzinfo=UTC), datetime(2026, 3, 30, 21, tzinfo=UTC)
    morning = evening + timedelta(hours=8)
    spans = [(1, first, evening, 2), (2, evening, morning, 1), (3, morning, evening + timedelta(days=1), 2)]
    rows.insert(database, "toggl__time_entries", [rows.entry(*span) for span in spans])
    rows.insert(database, "toggl__projects", [("1", {"name": "Sleep"}), ("2", {"name": "Work"})])
    rows.insert(database, "gcal__colors", COLORS)
    rows.insert(database, "gcal__calendars", [("me@example.com", {"summary": "Me", "colorId": "1"})])
    event, mine = rows.event, {"calendar_id": "me@example.com"}
    events = [
        event("me:night", "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00", "Sleep", **mine),
        event("me:blue", "2026-03-31T09:00:00Z", "2026-03-31T10:00:00Z", HOSTILE, colorId="9", **mine),
        event("me:green", "2026-03-31T09:30:00Z", "2026-03-31T10:00:00Z", **mine),
        event("me:soon", "2026-05-12T20:00:00Z", "2026-05-12T23:00:00Z", "Work", **mine),
        event("me:late", "2026-05-13T20:00:00Z", "2026-05-13T21:00:00Z", "Work", **mine),
        event("me:trip", "2026-03-31", "2026-04-02", "Trip", **mine),
        event("me:free", "2026-03-31T09:00:00Z", "2026-03-31T10:00:00Z", "Work", transparency="transparent", **mine),
        ("me:gone", {"id": "gone", "status": "cancelled", **mine}),
    ]
    rows.insert(database, "gcal__events", events)
    files = [
        event("in", "2026-03-31T09:00:00+02:00", "2026-03-31T10:00:00+02:00", "Work", calendar="Old"),
        event("out", "2026-03-30T09:00:00+02:00", "2026-03-30T10:00:00+02:00", "Work", calendar="Old"),
        event(
            "declined",
            "2026-03-30T11:00:00+02:00",
            "2026-03-30T12:00:00+02:00",
            "Work",
            calendar="Old",
            attendees=[{"email": "me@example.com", "self": True, "responseStatus": "declined"}],
        ),
    ]
    rows.insert(database, "ics__events", files)
    database.execute(
        "insert into raw.sync_windows values ('toggl', 'time_entries', '2026-03-27Z', '2026-04-02 08:00Z', now())"
    )
    database.execute("insert into raw.sync_windows values ('gcal', 'events', '2026-03-31Z', '2026-06-01Z', now())")
    set_settings(database, country="DE")
    # Google's event colours mean something only where the rule set is switched on.
    category_rules.save(database, rule_sets=["names", "colors"])
    # No file of rules, whatever another module has set.
    yield stage.run(LIFETRACER_CATEGORIES="")
    set_settings(database, country="JP")


@pytest.fixture(scope="module")
def tables(built):
    assert built.code == 0, built.text
    return built


def test_plan_of_calendar_and_file_is_cut_into_days_of_their_true_length(tables, database):
    query = (
        "select id, local_date::text, duration_seconds, category, calendar_name, source, title "
        "from core.fct_time_plan order by start_at, id"
    )
    assert database.execute(query).fetchall() == [
        ("me:night_1", "2026-03-28", 7200, "Sleep", "Me", "gcal", "Sleep"),
        ("me:night_2", "2026-03-29", 25200, "Sleep", "Me", "gcal", "Sleep"),
        ("out_1", "2026-03-30", 3600, "Work", "Old", "ics", "Work"),
        ("me:blue_1", "2026-03-31", 3600, "Work", "Me", "gcal", HOSTILE),
        ("me:green_1", "2026-03-31", 1800, "Exercise", "Me", "gcal", None),
        ("me:soon_1", "2026-05-12", 7200, "Work", "Me", "gcal", "Work"),
    ]
    assert tables.result["plan_rows"] == 6


def test_all_day_events_are_notes(tables, database):
    notes = database.execute("select local_date::text, title from marts.plan_notes order by 1").fetchall()
    assert notes == [("2026-03-31", "Trip"), ("2026-04-01", "Trip")]


def test_the_calendar_reaches_40_days_ahead_and_what_happened_does_not(tables, database):
    query = "select min(local_date), max(local_date), count(*) from {}"
    found = database.execute(query.format("marts.calendar_days")).fetchone()
    assert found == (date(2026, 3, 28), date(2026, 5, 12), 46)
    for mart in ("daily_summary", "daily_categories", "daily_actual", "day_segments"):
        assert database.execute(query.format(f"marts.{mart}")).fetchone()[1] == date(2026, 3, 31)


def test_public_holidays_are_those_of_the_country(tables, database):
    query = "select day_type, holiday_name from marts.calendar_days where local_date between %s and %s order by 1, 2"
    found = database.execute(query, (date(2026, 4, 2), date(2026, 4, 4))).fetchall()
    assert found == [("holiday", "Good Friday"), ("holiday", None), ("workday", None)]


def test_a_night_is_not_cut_at_midnight(tables, database):
    query = "select night_date::text, sleep_seconds, entry_count from marts.sleep_nights"
    assert database.execute(query).fetchall() == [("2026-03-30", 28800, 1)]


def test_targets_and_estimates_are_seen_without_another_run(tables, database):
    database.execute(
        "insert into app.targets (category, day_type, minutes, direction, valid_from, version) "
        "values ('Work', 'all', 400, 'less', '2026-04-01T12:00Z', 1), "
        "('Work', 'holiday', 0, 'less', '2026-04-01T12:00Z', 1)"
    )
    query = "select local_date::text, minutes from marts.daily_targets where local_date <= '2026-04-03' order by 1"
    assert database.execute(query).fetchall() == [("2026-04-01", 400), ("2026-04-02", 400), ("2026-04-03", 0)]
    database.execute(
        "insert into analyzer.snapshots (calculated_at, method) "
        "values ('2026-03-30T12:00Z', 'mean'), ('2026-04-02T06:00Z', 'mean')"
    )
    database.execute(
        "insert into analyzer.estimates values ('2026-03-30T12:00Z', '2026-03-31', 'Work', 500, 400, 600, 'mean'), "
        "('2026-04-02T06:00Z', '2026-04-02', 'Work', 480, 400, 600, 'mean')"
    )
    accuracy = "select target_date::text, minutes, actual_minutes, is_complete from marts.estimate_accuracy"
    assert database.execute(accuracy).fetchall() == [("2026-03-31", 500, 960, True)]
    latest = "select target_date::text, minutes, category_order from marts.latest_estimates"
    assert database.execute(latest).fetchall() == [("2026-04-02", 480, 5)]
    database.execute(
        "insert into analyzer.chances values ('2026-04-02', 'work', '{0,24000}', '{1,0.3}', '{0.7,1}', now())"
    )
    chances = "select target_date::text, category, minutes, chance from marts.target_chances"
    assert database.execute(chances).fetchall() == [("2026-04-02", "Work", 400, 1.0)]


def test_views_answer_when_the_tables_below_them_were_replaced_and_a_test_failed(tables, stage, database):
    before = {view: sorted(map(repr, database.execute(f"select * from marts.{view}"))) for view in VIEWS}
    run = database.execute("select 'core.int_run'::regclass::oid").fetchone()
    start = datetime(2026, 3, 1, 10, tzinfo=UTC)
    # One id in two sources is what a data test refuses.
    rows.insert(database, "toggl__time_entries", [rows.entry(7, start, start + timedelta(hours=1))])
    rows.insert(database, "toggl_csv__time_entries", [rows.file_row("7", "2026-03-02", "12:00:00", "01:00:00")])
    failed = stage.run(LIFETRACER_CATEGORIES="")
    assert failed.code == os.EX_DATAERR, failed.text
    assert database.execute("select 'core.int_run'::regclass::oid").fetchone() != run
    assert {view: sorted(map(repr, database.execute(f"select * from marts.{view}"))) for view in VIEWS} == before

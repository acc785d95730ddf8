"""One story on one database: nothing, then a disorderly year around both changes of the clock, then the same again."""

import os
import re
import signal
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.transform.invocation import PROJECT
from tests.pipelines.transform import rows
from tests.pipelines.transform.conftest import AS_OF, PASSWORD
from tests.pipelines.transform.oracle import logs
from tests.pipelines.transform.oracle.actual import actual, midnight
from tests.pipelines.transform.oracle.log import Entry, Log
from tests.pipelines.transform.waiting import sessions, wait_for, waiting_run

BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = ['#eval("1+1")', "\"double\" 'single' \\ ; drop table", "字" * 10_000, "🦊 مرحبا", "{{ var('x') }} %s $1"]
TABLES = (
    *("core.fct_time_actual", "core.dim_category", "core.dim_date", "marts.daily_categories", "marts.daily_summary"),
    *("marts.day_segments", "marts.weekly_categories", "marts.data_quality"),
    *("marts.daily_actual", "marts.daily_account", "marts.sleep_nights", "marts.calendar_days"),
)
MAPPING = "match_type,match_value,personal_category\nproject_name,Deep work,Work\nclient_name,Home,Garden\n"


READ = (datetime(2025, 10, 20, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC))
NOON = datetime(2025, 10, 15, 10, tzinfo=UTC)
FILE = (NOON, datetime(2025, 10, 20, tzinfo=UTC))


def entries() -> list[Entry]:
    autumn = logs.disorderly(1, datetime(2025, 10, 20, 5, tzinfo=UTC), datetime(2025, 10, 30, tzinfo=UTC), 1000)
    spring = logs.disorderly(2, datetime(2026, 3, 24, 5, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC), 9000)
    running = Entry("500", datetime.fromisoformat("2026-04-02T09:00:00+02:00"), None, duration=-1)
    return [*autumn, *spring, running]


@pytest.fixture(scope="module")
def expected():
    """What the rules make of the entries of the API and the one row of a file that is not hidden."""
    row = Entry("out", NOON, NOON + timedelta(hours=1), is_file=True)
    return actual(Log([row, *entries()], read=[READ], files=[FILE]), datetime.fromisoformat(AS_OF), BERLIN)


@pytest.fixture(scope="module")
def empty(stage, database):
    """The stage by argv on a database without a row."""
    rows.clear(database)
    return stage.by_argv()


@pytest.fixture(scope="module")
def built(empty, stage, database, tmp_path_factory):
    projects = ["Deep work", "Flowers", *HOSTILE]
    data = [
        (str(number), {"name": name, "color": f"#11111{number}", "client_id": 70 if name == "Flowers" else None})
        for number, name in enumerate(projects, 1)
    ]
    # The rule set `colors` would take it for Work by its colour.
    data[1][1]["color"] = "0B83D9"
    rows.insert(database, "toggl__projects", data)
    rows.insert(database, "toggl__clients", [("70", {"name": "Home"})])
    log = [rows.entry(int(one.id), one.start, one.stop, 1 + int(one.id) % (len(projects) + 1)) for one in entries()]
    rows.insert(database, "toggl__time_entries", log)
    gone = rows.entry(400, entries()[0].start, entries()[0].stop)
    rows.insert(database, "toggl__time_entries", [gone], deleted_at=rows.SYNCED)
    rows.insert(database, "toggl__report_time_entries", [gone])
    for service, span in (("toggl", READ), ("toggl_csv", FILE)):
        database.execute("insert into raw.sync_windows values (%s, 'time_entries', %s, %s, now())", (service, *span))
    # Inside the API's window, and five days before it.
    rows.insert(database, "toggl_csv__time_entries", [rows.file_row("in", "2026-03-25", "12:00:00", "01:00:00")])
    file_row = rows.file_row("out", "2025-10-15", "12:00:00", "01:00:00", Project="Deep work", Tags="a, b")
    rows.insert(database, "toggl_csv__time_entries", [file_row])
    own = tmp_path_factory.mktemp("mapping") / "own.csv"
    own.write_text(MAPPING)
    stage.settings["LIFETRACER_CATEGORIES"] = str(own)
    return stage.run()


@pytest.fixture(scope="module")
def tables(built, database):
    assert built.code == 0, built.text
    return contents(database)


def contents(database):
    return {name: sorted(map(repr, database.execute(f"select * from {name}"))) for name in TABLES}


def test_a_database_without_rows_makes_empty_marts(empty):
    assert empty.code == 0, empty.text
    assert empty.result["rows"] == 0
    assert empty.result["first_date"] is None
    assert (empty.result["rules_version"], empty.result["rules_origin"]) == (1, "shipped")


def test_every_line_of_output_is_one_json_object_and_progress_comes_to_its_end(empty):
    assert len(empty.lines) == len(empty.text.splitlines())
    steps = [(line["done"], line["total"]) for line in empty.lines if line["event"] == "progress"]
    total = empty.result["models"] + empty.result["tests"] + empty.result["seeds"]
    assert steps == [(done, total) for done in range(total + 1)]


def test_the_result_tells_counts_days_and_the_instant(built):
    assert built.code == 0, built.text
    assert built.result["first_date"] == "2025-10-15"
    assert built.result["last_date"] == "2026-04-02"
    assert built.result["as_of"] == "2026-04-02T08:00:00Z"
    assert (built.result["rules_version"], built.result["rules_origin"]) == (2, "file")
    assert built.result["rows"] > 400


def test_every_table_has_statistics_for_the_models_that_read_it(tables, database):
    found = database.execute(
        "select oid::regclass::text, reltuples from pg_class "
        "where relkind = 'r' and relnamespace::regnamespace::text in ('core', 'marts')"
    ).fetchall()
    counts = {name: database.execute(f"select count(*) from {name}").fetchall()[0][0] for name, _ in found}
    assert {name for name, _ in found} >= {"core.int_time_entries", "core.fct_time_actual", "core.category_rule_sets"}
    assert dict(found) == counts
    [(plan,)] = database.execute(
        "explain (format json) select from core.fct_time_actual inner join core.dim_date using (local_date)"
    ).fetchall()
    assert plan[0]["Plan"]["Plan Rows"] == pytest.approx(counts["core.fct_time_actual"], rel=0.5)


def test_every_piece_is_what_the_rules_say(tables, database, expected):
    query = "select id, local_date, start_at, end_at, counted_seconds from core.fct_time_actual"
    found = database.execute(query).fetchall()
    assert len(found) == len(expected.rows)
    assert set(found) == expected.rows


def test_every_day_between_the_ends_sums_to_its_length(tables, database):
    found = database.execute(
        "select local_date, length_seconds, covered_seconds, tracked_seconds + untracked_seconds "
        "from marts.daily_summary order by 1"
    ).fetchall()
    days = [date(2025, 10, 15) + timedelta(days=number) for number in range(170)]
    lengths = {day: midnight(day + timedelta(days=1), BERLIN) - midnight(day, BERLIN) for day in days}
    assert [row[:2] for row in found] == [(day, lengths[day].total_seconds()) for day in days]
    assert all(length == covered == both for _, length, covered, both in found[1:-1])
    assert Counter(length for _, length, *_ in found) == {86_400: 168, 90_000: 1, 82_800: 1}


def test_segments_count_the_seconds_that_pass_since_midnight(tables, database):
    found = database.execute(
        "select local_date, min(start_second), max(end_second), sum(end_second - start_second) "
        "from marts.day_segments where local_date in ('2025-10-26', '2026-03-29') group by 1 order by 1"
    ).fetchall()
    assert [row[1:] for row in found] == [(0, 90_000, 90_000), (0, 82_800, 82_800)]


def test_the_rules_of_the_file_decide(tables, database):
    query = "select distinct project_name, category, coarse_category, social_category from core.fct_time_actual"
    found = {row[0]: row[1:] for row in database.execute(f"{query} where source <> 'generated'")}
    assert found["Deep work"] == ("Work", "Obligation", "SECONDARY")
    assert found["Flowers"] == ("Garden", "Unknown", "UNKNOWN")
    assert found[None] == ("Uncategorized", "Unknown", "UNKNOWN")


def test_names_are_data_whatever_they_hold(tables, database):
    names = {row[0] for row in database.execute("select category from marts.daily_categories")}
    assert set(HOSTILE) <= names
    assert all(row[0] == row[1] for row in database.execute("select category, btrim(category) from core.dim_category"))


def test_categories_stand_in_their_order(tables, database):
    found = [row[0] for row in database.execute("select category from core.dim_category order by category_order")]
    ten = ["Vitals", "Sleep", "Exercise", "Overhead", "Work", "Education", "Creative", "Social", "Meta", "Pleasure"]
    others = sorted([*HOSTILE, "Garden"], key=str.encode)
    assert found == [*ten, *others, "Uncategorized", "Untracked"]


def test_weeks_add_up_to_their_days(tables, database):
    [(weekly,)] = database.execute("select sum(seconds) from marts.weekly_categories").fetchall()
    [(daily,)] = database.execute("select sum(seconds) from marts.daily_categories").fetchall()
    assert weekly == daily
    weeks = database.execute("select distinct week_start, days from marts.weekly_categories order by 1").fetchall()
    assert weeks[0] == (date(2025, 10, 13), 1)
    assert weeks[1] == (date(2025, 10, 20), 7)
    assert (date(2025, 12, 1), 0) in weeks


def test_the_quality_counts_what_was_left_out(tables, database):
    query = "select deleted_count, running_count, hidden_row_count, timezone from marts.data_quality"
    assert database.execute(query).fetchall() == [(1, 1, 1, "Europe/Berlin")]


def test_the_quality_accounts_for_every_logged_second(tables, database, expected):
    query = (
        "select entry_count, logged_seconds, counted_seconds, overlap_seconds, overlap_count, "
        "entry_count + empty_count + future_count from marts.data_quality"
    )
    [(count, *sums, overlapping, all_entries)] = database.execute(query).fetchall()
    assert count == len(expected.account)
    assert sums == [sum(row[place] for row in expected.account.values()) for place in (1, 2, 3)]
    assert overlapping == sum(row[3] > 0 for row in expected.account.values()) > 50
    assert all_entries == len(entries()) + 1
    daily = database.execute(
        "select sum(entry_count), sum(logged_seconds), sum(counted_seconds), sum(overlap_seconds) "
        "from marts.daily_account"
    ).fetchall()
    assert daily == [(count, *sums)]


def test_a_killed_run_leaves_no_query_and_the_next_makes_the_same_rows(tables, stage, database, transform_url):
    with waiting_run(stage, database, transform_url) as running:
        running.send(signal.SIGKILL)
        assert running.wait().code == -signal.SIGKILL
        assert list(Path(stage.settings["TMPDIR"]).iterdir()) != []
        # The lock is still held: the server itself notices that nobody waits for the answer.
        wait_for(lambda: sessions(database) == [])
    again = stage.run()
    assert again.code == 0, again.text
    assert contents(database) == tables


def test_the_password_is_nowhere_to_be_read(tables, empty, built, stage):
    assert PASSWORD not in empty.text + built.text
    kept = [path for path in stage.folder.rglob("*") if path.is_file()]
    assert any(path.name == "partial_parse.msgpack" for path in kept)
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]


def test_nothing_is_written_into_the_project_or_left_behind(tables, stage):
    folders = {path.name for path in PROJECT.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == {"models", "macros", "seeds", "data_tests"}
    assert not (PROJECT / ".user.yml").exists()
    # Also not by the run that was killed: the next one cleared up after it.
    assert list(Path(stage.settings["TMPDIR"]).iterdir()) == []


def unit_tests() -> int:
    """Run dbt's unit tests in the environment that the stage makes for dbt."""
    from dbt.cli.main import dbtRunner

    from pipelines import settings
    from pipelines.database import connect
    from pipelines.transform import cache, session

    current = settings.load()
    with connect(current, stage="transform") as connection:
        session.hand_over(connection, as_of=current.now(), timezone=current.timezone)
    places = {"project-dir": PROJECT, "profiles-dir": PROJECT}
    target = Path(os.environ["LIFETRACER_DATA_DIR"], "unit")
    target.mkdir()
    cache.fetch(target, PROJECT)
    places |= {"target-path": target, "log-path": target}
    answer = dbtRunner().invoke(
        ["--no-use-colors", "--log-level-file=none", "test", "--select", "test_type:unit"]
        + [f"--{name}={path}" for name, path in places.items()]
    )
    return 0 if answer.success else 1


def test_the_unit_tests_of_the_rules_pass(tables, stage):
    outcome = stage.run(unit_tests)
    assert outcome.code == 0, outcome.text
    models = Path(__file__).parents[3] / "pipelines" / "transform" / "models"
    written = sum(
        len(re.findall(r"^  - name:", path.read_text(), re.MULTILINE)) for path in models.rglob("_unit_*.yml")
    )
    assert f"PASS={written} WARN=0 ERROR=0 SKIP=0" in outcome.text, outcome.text

"""The stage as the job engine runs it: a child process, its exit code, its lines, its rows."""

from datetime import date, timedelta

import psycopg
import pytest

from pipelines.analyzer import yardsticks
from tests.pipelines.analyzer.conftest import MONDAY, log_of, part_days, whole_days

TODAY = date(2026, 5, 5)
GRADES = ((30, "learnt"), (14, "even"), (7, "rough"))


def anomalies(marts):
    return marts.run("select local_date, category from analyzer.anomalies order by 1, 2")


def test_a_run_writes_today_and_the_next_7_days_their_scores_and_the_anomalies(filled, run_stage):
    outcome = run_stage()
    assert (outcome.code, outcome.stderr) == (0, "")
    days = filled.run(
        "select target_date, count(*), round(sum(minutes)::numeric, 2) from analyzer.estimates group by 1"
    )
    assert sorted(days) == [(TODAY + timedelta(days=step), 4, 1440) for step in range(8)]
    result = outcome.result
    assert (result["mode"], result["grade"], result["estimates"]) == ("whole-day", "learnt", 32)
    assert result["anomalies"] == len(anomalies(filled)) > 0
    stored = filled.run("select method, crps, mae, rmse, missed_below, missed_above from analyzer.backtests")
    assert {row[0]: row[1:] for row in stored} == {
        score["method"]: tuple(score[name] for name in ("crps", "mae", "rmse", "missed_below", "missed_above"))
        for score in result["scores"]
    }
    assert [score["method"] for score in result["scores"]] == ["mixture", *yardsticks.NAMES]
    assert filled.run("select method, revision, mode, days, grade, is_guess, until from analyzer.snapshots") == [
        ("mixture", 1, "whole-day", result["days"], "learnt", False, TODAY - timedelta(days=1))
    ]
    crps = {score["method"]: score["crps"] for score in result["scores"]}
    assert result["relcrps"] == pytest.approx(crps["mixture"] / crps["last_week"], abs=1e-3)
    assert "message" not in result


def test_every_estimate_has_all_its_numbers(filled, run_stage):
    run_stage()
    rows = filled.run("select minutes, median, lower, upper, any_chance, heaviest from analyzer.estimates")
    for minutes, median, lower, upper, any_chance, heaviest in rows:
        assert 0 <= lower <= median <= upper <= 1440
        assert 0 <= minutes <= 1440
        assert 0 <= any_chance <= 1
        assert len(heaviest) == 3
        assert all(0 < day["share"] <= 1 and date.fromisoformat(day["date"]) < TODAY for day in heaviest)
    chances = filled.run("select seconds, at_least, at_most from analyzer.chances")
    assert len(chances) == 32
    assert all(seconds == sorted(seconds) for seconds, _, _ in chances)


def test_the_chances_reach_the_next_day_of_a_type_that_the_horizon_lacks(filled, run_stage):
    # Without Saturdays and Sundays for the next 20 days.
    filled.run(
        "update marts.calendar_days set day_type = 'workday' where local_date between %s and '2026-05-25'", TODAY
    )
    run_stage()
    dates = [row[0] for row in filled.run("select distinct target_date from analyzer.chances order by 1")]
    assert dates == [*(TODAY + timedelta(days=step) for step in range(8)), date(2026, 5, 30)]
    assert filled.run("select max(target_date) from analyzer.estimates") == [(TODAY + timedelta(days=7),)]


def test_anomalies_of_corrected_days_go_and_older_ones_stay(filled, run_stage):
    run_stage()
    filled.run("insert into analyzer.anomalies values ('2026-04-06', 'c0', 1, 2, 3, -1, now())")
    filled.fill(log_of([(300, 340, 400, 400)] * 120))
    run_stage(LIFETRACER_AS_OF="2026-05-05T13:00:00+02:00")
    assert anomalies(filled) == [(date(2026, 4, 6), "c0")]


def test_a_run_for_an_earlier_day_keeps_the_anomalies_of_later_ones(filled, run_stage):
    filled.run("insert into analyzer.anomalies values ('2026-05-03', 'c0', 1, 2, 3, -1, now())")
    run_stage(LIFETRACER_AS_OF="2026-05-03T13:00:00+02:00")
    assert (date(2026, 5, 3),) in filled.run("select local_date from analyzer.anomalies where size = -1")


def test_today_and_later_do_not_train_even_when_they_look_complete(filled, run_stage):
    before = run_stage().result
    for day in (TODAY, TODAY + timedelta(days=1)):
        filled.run("insert into marts.daily_summary values (%s, 86400, 9, 0, true, true)", day)
        filled.run("insert into marts.daily_actual values (%s, 'c0', 0, 86400)", day)
    assert run_stage().result == before
    assert filled.run("select max(revision) from analyzer.snapshots") == [(1,)]


def test_today_is_today_in_the_persons_zone(filled, run_stage):
    run_stage(LIFETRACER_AS_OF="2026-05-04T22:30:00+00:00")
    assert filled.run("select min(target_date) from analyzer.estimates") == [(TODAY,)]
    run_stage(LIFETRACER_AS_OF="2026-05-04T21:30:00+00:00")
    assert filled.run("select min(target_date) from analyzer.estimates") == [(TODAY - timedelta(days=1),)]


def test_the_marts_calendar_gives_the_length_and_the_type_of_the_days(filled, run_stage):
    tomorrow = TODAY + timedelta(days=1)
    filled.run(
        "update marts.calendar_days set length_seconds = 82800, day_type = 'holiday' where local_date = %s", tomorrow
    )
    run_stage()
    days = dict(filled.run("select target_date, round(sum(minutes)::numeric, 2) from analyzer.estimates group by 1"))
    assert (days[tomorrow], days[tomorrow + timedelta(days=1)]) == (1380, 1440)
    work = dict(filled.run("select target_date, minutes from analyzer.estimates where category = 'c0'"))
    assert work[tomorrow] < work[tomorrow + timedelta(days=1)] / 3


def test_a_date_that_the_zone_skipped_keeps_the_weeks_in_step(filled, run_stage):
    # As in Samoa in 2011: the date is in no mart.
    for mart in ("daily_summary", "daily_actual", "calendar_days"):
        filled.run(f"delete from marts.{mart} where local_date = '2026-04-15'")
    outcome = run_stage()
    assert (outcome.code, outcome.stderr, outcome.result["estimates"]) == (0, "", 32)


def test_the_plan_of_twenty_days_moves_the_mean(filled, run_stage):
    filled.fill(part_days(120))
    before = run_stage().result
    # The plan of c0 always came true.
    filled.run(
        "insert into marts.daily_plan select local_date, category, seconds from marts.daily_actual "
        "where category = 'c0' and seconds > 0"
    )
    filled.run("insert into marts.daily_plan values (%s, 'c0', 5400), (%s, 'c9', 60)", TODAY, TODAY)
    assert run_stage().result["estimates"] == before["estimates"]
    query = "select minutes from analyzer.estimates where category = 'c0' and target_date = %s and revision = 2"
    assert filled.run(query, TODAY) == [(90.0,)]


@pytest.mark.parametrize("days", [0, 1, 6, 7, 13, 14, 29, 30])
def test_a_young_log_gets_estimates_or_one_clear_sentence(filled, run_stage, days):
    first = TODAY - timedelta(days=days)
    filled.fill(log_of([[60, 0]] * days or [[0, 0]], first=first))
    outcome = run_stage()
    assert (outcome.code, outcome.stderr) == (0, "")
    result = outcome.result
    assert result["grade"] == next((grade for least, grade in GRADES if days >= least), None)
    assert result["estimates"] == (16 if days >= 7 else 0)
    if days < 7:
        assert ("no logged time" if days == 0 else f"{days} day") in result["message"]
    assert filled.run("select count(*) from analyzer.estimates where minutes = 'NaN'") == [(0,)]
    assert filled.run("select count(*) from analyzer.estimates") == [(result["estimates"],)]


def test_no_data_at_all_succeeds_with_a_message_and_writes_nothing(filled, run_stage):
    filled.run("truncate marts.daily_actual, marts.daily_summary")
    outcome = run_stage()
    assert outcome.code == 0
    assert (outcome.result["mode"], outcome.result["days"], outcome.result["estimates"]) == (None, 0, 0)
    assert "no logged time" in outcome.result["message"]
    for table in ("snapshots", "estimates", "chances", "backtests", "anomalies"):
        assert filled.run(f"select * from analyzer.{table}") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (["daily_summary set is_read = false"], "no logged time yet on a day that was read"),
        (
            # The first entry is younger than the last day that was read.
            [
                "daily_summary set entry_count = 0 where local_date < '2026-05-03'",
                "daily_summary set is_read = false where local_date >= '2026-05-03'",
            ],
            "no logged time yet",
        ),
        (["daily_summary set is_read = false where local_date > '2026-04-01'"], "read up to 2026-04-01, 34 days ago"),
        (
            [
                "daily_summary set entry_count = 0 where local_date > '2026-03-31'",
                "daily_actual set seconds = 0 where local_date > '2026-03-31'",
            ],
            "Nothing was logged between 2026-03-31 and 2026-05-05",
        ),
    ],
    ids=["nothing read", "nothing read yet with entries", "read long ago", "silent"],
)
def test_where_nothing_can_be_estimated_one_sentence_gives_the_reason(filled, run_stage, changes, message):
    for change in changes:
        filled.run(f"update marts.{change}")
    outcome = run_stage()
    assert (outcome.code, outcome.stderr, outcome.result["estimates"]) == (0, "", 0)
    assert message in outcome.result["message"]


def test_a_silent_run_takes_the_chances_back_and_a_later_one_of_its_instant_the_silence(filled, run_stage):
    run_stage()
    snapshots = filled.run("select *, xmin::text from analyzer.snapshots")
    filled.run("update marts.daily_summary set is_read = false")
    reason = run_stage().result["message"]
    assert filled.run("select reason from analyzer.silences") == [(reason,)]
    assert filled.run("select * from analyzer.chances") == []
    assert filled.run("select *, xmin::text from analyzer.snapshots") == snapshots
    silences = filled.run("select *, xmin::text from analyzer.silences")
    assert run_stage().result["message"] == reason
    assert filled.run("select *, xmin::text from analyzer.silences") == silences
    filled.run("update marts.daily_summary set is_read = true")
    run_stage()
    assert filled.run("select * from analyzer.silences") == []
    assert filled.run("select * from analyzer.chances") != []


def test_the_release_before_writes_estimates_without_a_snapshot(filled):
    filled.run(
        "insert into analyzer.estimates "
        "(calculated_at, target_date, category, category_key, minutes, lower, upper, method) values "
        "('2026-05-05T10:00Z', '2026-05-06', 'c0', 'c0', 1, 0, 2, 'smoothing'), "
        "('2026-05-05T10:00Z', '2026-05-06', 'c1', 'c1', 1, 0, 2, 'smoothing')"
    )
    assert filled.run("select revision, method, mode from analyzer.snapshots") == [(1, "smoothing", None)]


def test_a_silent_run_of_an_earlier_instant_leaves_later_chances(filled, run_stage):
    run_stage()
    filled.run("update marts.daily_summary set is_read = false")
    run_stage(LIFETRACER_AS_OF="2026-04-01T13:00:00+02:00")
    assert filled.run("select * from analyzer.chances") != []


@pytest.mark.parametrize(
    ("last_read", "message"),
    [(None, "read up to 2026-05-04, 1097 days ago"), (date(2029, 5, 4), "Nothing was logged between")],
)
def test_three_years_without_an_entry_are_reported(filled, run_stage, last_read, message):
    filled.run(
        "insert into marts.calendar_days select day::date, 'workday', 86400 "
        "from generate_series('2026-06-14'::date, '2029-06-30', interval '1 day') as day"
    )
    filled.run(
        "insert into marts.daily_summary select local_date, 86400, 0, 0, false, true "
        "from marts.calendar_days where local_date > '2026-05-04' and local_date <= %s",
        last_read,
    )
    filled.run(
        "insert into marts.daily_actual select local_date, 'c0', 0, 0 from marts.daily_summary "
        "where local_date > '2026-05-04'"
    )
    outcome = run_stage(LIFETRACER_AS_OF="2029-05-05T12:00:00+02:00")
    assert (outcome.code, outcome.stderr, outcome.result["estimates"]) == (0, "", 0)
    assert message in outcome.result["message"]


def test_only_the_last_three_years_train(filled, run_stage):
    first = MONDAY - timedelta(days=1000)
    filled.fill(log_of([[30.0 + row % 5] for row in range(1120)], first=first))
    assert run_stage().result["days"] == 1095


def test_a_calendar_that_ends_too_early_asks_for_the_transform(filled, run_stage):
    filled.fill(whole_days(120), ahead=5)
    outcome = run_stage()
    assert outcome.code == 65
    assert "calendar_days does not reach 7 days" in outcome.error
    assert "lifetracer run transform" in outcome.error


def test_a_database_that_was_never_transformed_asks_for_the_transform(database_url, run_stage):
    outcome = run_stage(DATABASE_URL=database_url)
    assert (outcome.code, outcome.stderr) == (65, "")
    assert "lifetracer run transform" in outcome.error


@pytest.mark.parametrize("table", ["snapshots", "estimates", "chances", "backtests", "anomalies"])
def test_a_database_without_migrations_asks_for_them(filled, run_stage, table):
    with psycopg.connect(filled.url) as connection:
        connection.execute(f"alter table analyzer.{table} rename to elsewhere")
    outcome = run_stage()
    with psycopg.connect(filled.url) as connection:
        connection.execute(f"alter table analyzer.elsewhere rename to {table}")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error


def test_no_database_setting_is_a_mistake_of_configuration(run_stage):
    assert run_stage().code == 78


@pytest.mark.parametrize("horizon", ["0", "32", "-1", "soon", "²"])
def test_a_horizon_that_cannot_be_is_refused_with_its_value(run_stage, horizon):
    outcome = run_stage(f"--horizon={horizon}")
    assert outcome.code == 2
    assert horizon in outcome.stderr

"""The stage as the job engine runs it: a child process, its exit code, its lines, its rows."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import psycopg
import pytest

from pipelines.analyzer.methods import NAMES
from tests.stored import set_settings

TODAY = date(2026, 5, 5)
NOON = "2026-05-05T12:00:00+02:00"
TABLES = ("estimates", "backtests", "anomalies")


@pytest.fixture
def filled(marts, live, monkeypatch):
    """120 days up to yesterday."""
    marts.fill(live(120))
    monkeypatch.setenv("DATABASE_URL", marts.url)
    set_settings(marts.url, timezone="Europe/Berlin")
    monkeypatch.setenv("LIFETRACER_AS_OF", NOON)
    return marts


def rows(marts, table):
    return marts.run(f"select *, xmin::text from analyzer.{table} order by 1, 2, 3")


def test_a_run_writes_the_next_7_days_their_scores_and_the_anomalies(filled, run_stage):
    outcome = run_stage()
    assert (outcome.code, outcome.stderr) == (0, "")
    days = filled.run(
        "select target_date, count(*), round(sum(minutes)::numeric, 2) from analyzer.estimates group by 1"
    )
    assert sorted(days) == [(TODAY + timedelta(days=step), 4, 1440) for step in range(1, 8)]
    result = outcome.result
    assert result["estimates"] == 28
    assert result["anomalies"] == len(rows(filled, "anomalies")) > 0
    stored = filled.run("select method, mae, relmae, coverage, origins, days, chosen from analyzer.backtests")
    assert {row[0]: row[1:4] for row in stored} == {
        score["name"]: (score["mae"], score["relmae"], score["coverage"]) for score in result["methods"]
    }
    assert [score["name"] for score in result["methods"]] == list(NAMES)
    assert [row[0] for row in stored if row[6]] == [result["method"]]
    assert filled.run("select distinct method from analyzer.estimates") == [(result["method"],)]
    chosen = next(score for score in result["methods"] if score["name"] == result["method"])
    assert {name: result[name] for name in ("mae", "relmae", "coverage")} == {
        name: chosen[name] for name in ("mae", "relmae", "coverage")
    }
    assert "message" not in result


def test_a_second_run_of_the_same_instant_touches_no_row(filled, run_stage):
    first = run_stage()
    before = [rows(filled, table) for table in TABLES]
    assert run_stage().result == first.result
    assert [rows(filled, table) for table in TABLES] == before


def test_a_later_run_adds_a_snapshot_and_keeps_the_earlier_one(filled, run_stage):
    run_stage()
    before = [rows(filled, table) for table in TABLES]
    run_stage(LIFETRACER_AS_OF="2026-05-05T13:00:00+02:00")
    after = [rows(filled, table) for table in TABLES]
    assert len(after[0]) == 2 * len(before[0])
    assert set(before[0]) < set(after[0])
    assert set(before[1]) < set(after[1])
    assert after[2] == before[2]


def test_a_snapshot_is_not_overwritten_when_the_data_changed(filled, run_stage, live):
    run_stage()
    before = rows(filled, "estimates")
    filled.fill(live(120, seed=6))
    outcome = run_stage()
    assert "it stays as it is" in outcome.result["message"]
    assert rows(filled, "estimates") == before


def test_another_horizon_adds_whole_days_to_a_snapshot_or_none(filled, run_stage):
    run_stage()
    before = rows(filled, "estimates")
    outcome = run_stage("--horizon", "10")
    assert "message" not in outcome.result
    assert set(before) < set(rows(filled, "estimates"))
    assert len(rows(filled, "estimates")) == 40
    assert "message" not in run_stage().result


def test_anomalies_of_corrected_days_go_and_older_ones_stay(filled, run_stage, make_log):
    run_stage()
    filled.run("insert into analyzer.anomalies values ('2026-04-06', 'c0', 1, 2, 3, -1, now())")
    filled.fill(make_log([(300, 340, 400, 400)] * 120))
    run_stage(LIFETRACER_AS_OF="2026-05-05T13:00:00+02:00")
    assert filled.run("select local_date from analyzer.anomalies") == [(date(2026, 4, 6),)]


def test_a_run_for_an_earlier_day_keeps_the_anomalies_of_later_ones(filled, run_stage):
    filled.run("insert into analyzer.anomalies values ('2026-05-03', 'c0', 1, 2, 3, -1, now())")
    run_stage(LIFETRACER_AS_OF="2026-05-03T13:00:00+02:00")
    assert (date(2026, 5, 3),) in filled.run("select local_date from analyzer.anomalies where size = -1")


def test_today_and_later_do_not_train_even_when_they_look_complete(filled, run_stage, live):
    before = run_stage().result
    stored = rows(filled, "estimates")
    log = live(120)
    filled.run(
        "insert into marts.daily_actual select %s, 'workday', category, category_order, 'Leisure', "
        "case category when 'c0' then 86400 else 0 end, 86400, true from marts.daily_actual where local_date = %s",
        TODAY,
        log.days[-1].date,
    )
    assert run_stage().result == before
    assert rows(filled, "estimates") == stored


def test_tomorrow_is_tomorrow_in_the_persons_zone(filled, run_stage):
    run_stage(LIFETRACER_AS_OF="2026-05-04T22:30:00+00:00")
    assert filled.run("select min(target_date) from analyzer.estimates") == [(TODAY + timedelta(days=1),)]


def test_the_marts_calendar_gives_the_length_and_the_type_of_the_days(filled, run_stage):
    tomorrow = TODAY + timedelta(days=1)
    filled.run(
        "update marts.calendar_days set length_seconds = 82800, day_type = 'holiday' where local_date = %s", tomorrow
    )
    assert run_stage().result["method"] == "mean_day_type"
    days = dict(filled.run("select target_date, round(sum(minutes)::numeric, 2) from analyzer.estimates group by 1"))
    assert (days[tomorrow], days[tomorrow + timedelta(days=1)]) == (1380, 1440)
    work = dict(filled.run("select target_date, minutes from analyzer.estimates where category = 'c0'"))
    assert work[tomorrow] < work[tomorrow + timedelta(days=1)] / 3


def test_no_data_at_all_succeeds_with_a_message_and_writes_nothing(marts, filled, run_stage):
    marts.run("truncate marts.daily_actual")
    outcome = run_stage()
    assert outcome.code == 0
    assert (outcome.result["method"], outcome.result["estimates"]) == (None, 0)
    assert "no logged time" in outcome.result["message"]
    assert [rows(marts, table) for table in TABLES] == [[], [], []]


def test_without_a_complete_day_it_succeeds_and_writes_nothing(filled, run_stage):
    filled.run("update marts.daily_actual set is_complete = false")
    filled.run("insert into analyzer.anomalies values ('2026-05-04', 'c0', 1, 2, 3, -1, now())")
    before = [rows(filled, table) for table in TABLES]
    outcome = run_stage()
    assert outcome.code == 0
    assert "None of the" in outcome.result["message"]
    assert [rows(filled, table) for table in TABLES] == before


def test_a_few_days_get_the_plain_mean_and_no_scores(filled, run_stage, live):
    log = live(10, missing=0)
    start = TODAY - timedelta(days=10)
    filled.fill(replace(log, days=[replace(day, date=start + timedelta(days=n)) for n, day in enumerate(log.days)]))
    outcome = run_stage()
    assert (outcome.result["method"], outcome.result["days"], outcome.result["methods"]) == ("plain_mean", 10, [])
    assert "plain mean with wide intervals" in outcome.result["message"]
    assert len(rows(filled, "estimates")) == 28
    assert rows(filled, "backtests") == []


def test_a_category_without_a_row_on_a_complete_day_has_no_time_there(filled, run_stage, live):
    log = live(120)
    never = np.where(log.complete, 0.0, np.nan)
    filled.fill(replace(log, categories=[*log.categories, "never"], actual=np.c_[log.actual, never]))
    first = run_stage().result
    assert first["estimates"] == 35
    # One row is left, so that the category is known at all.
    filled.run("delete from marts.daily_actual where category = 'never' and local_date > '2026-01-05'")
    assert run_stage().result == first


def test_a_calendar_that_ends_too_early_asks_for_the_transform(filled, run_stage, live):
    filled.fill(live(120), ahead=5)
    outcome = run_stage()
    assert outcome.code == 65
    assert "calendar_days does not reach 7 days" in outcome.error
    assert "lifetracer run transform" in outcome.error


def test_a_database_that_was_never_transformed_is_told_to_transform(database_url, run_stage):
    outcome = run_stage(DATABASE_URL=database_url)
    assert (outcome.code, outcome.stderr) == (65, "")
    assert "lifetracer run transform" in outcome.error


def test_a_database_without_migrations_is_told_to_migrate(filled, run_stage):
    with psycopg.connect(filled.url) as connection:
        connection.execute("alter table analyzer.estimates rename to elsewhere")
    outcome = run_stage()
    with psycopg.connect(filled.url) as connection:
        connection.execute("alter table analyzer.elsewhere rename to estimates")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error


def test_no_database_setting_is_a_mistake_of_configuration(run_stage):
    assert run_stage().code == 78


@pytest.mark.parametrize("horizon", ["0", "32", "-1", "soon", "²"])
def test_a_horizon_that_cannot_be_is_refused_with_its_value(run_stage, horizon):
    outcome = run_stage(f"--horizon={horizon}")
    assert outcome.code == 2
    assert horizon in outcome.stderr

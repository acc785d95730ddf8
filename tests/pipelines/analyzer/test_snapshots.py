"""Snapshots are never overwritten: a second run writes nothing, a changed log the next revision."""

from datetime import date, timedelta

from tests.pipelines.analyzer.conftest import shortened, whole_days

TODAY = date(2026, 5, 5)
NOON, LATER = "2026-05-05T12:00:00+02:00", "2026-05-05T13:00:00+02:00"
TABLES = ("snapshots", "estimates", "chances", "backtests", "anomalies")


def rows(marts, table):
    """Every row, with the transaction that wrote it."""
    return set(marts.run(f"select stored::text, xmin::text from analyzer.{table} as stored"))


def stored(marts):
    return {table: rows(marts, table) for table in TABLES}


def test_a_second_run_of_the_same_instant_touches_no_row(filled, run_stage):
    first = run_stage()
    before = stored(filled)
    assert all(before.values())
    assert run_stage().result == first.result
    assert stored(filled) == before


def test_a_later_run_adds_a_snapshot_and_keeps_the_earlier_one(filled, run_stage):
    run_stage()
    before = stored(filled)
    run_stage(LIFETRACER_AS_OF=LATER)
    after = stored(filled)
    for table in ("snapshots", "estimates", "backtests"):
        assert len(after[table]) == 2 * len(before[table])
        assert before[table] < after[table]
    assert after["anomalies"] == before["anomalies"]
    assert filled.run("select distinct calculated_at = %s from analyzer.chances", LATER) == [(True,)]


def test_other_data_for_the_same_instant_becomes_revision_2_and_the_result_names_it(filled, run_stage):
    run_stage()
    before = stored(filled)
    filled.fill(whole_days(120, seed=6))
    assert "revision 2" in run_stage().result["message"]
    after = stored(filled)
    assert before["snapshots"] < after["snapshots"]
    assert before["estimates"] < after["estimates"]
    assert filled.run("select revision, count(*) from analyzer.estimates group by 1 order by 1") == [(1, 32), (2, 32)]
    assert not after["chances"] & before["chances"]
    assert not after["backtests"] & before["backtests"]
    again = run_stage()
    assert "revision 2" in again.result["message"]
    assert stored(filled) == after


def test_another_basis_alone_is_another_revision(filled, run_stage):
    run_stage()
    filled.run("update analyzer.snapshots set days = days - 1")
    assert "revision 2" in run_stage().result["message"]


def test_another_horizon_adds_days_to_a_snapshot_or_none(filled, run_stage):
    run_stage()
    before = stored(filled)
    assert "message" not in run_stage("--horizon", "10").result
    after = stored(filled)
    assert before["snapshots"] == after["snapshots"]
    assert before["estimates"] < after["estimates"]
    assert before["chances"] < after["chances"]
    assert filled.run("select count(distinct target_date) from analyzer.estimates") == [(11,)]
    assert "message" not in run_stage().result
    assert stored(filled) == after


def test_the_chances_of_an_earlier_instant_do_not_replace_newer_ones(filled, run_stage):
    run_stage(LIFETRACER_AS_OF=LATER)
    before = rows(filled, "chances")
    assert run_stage().result["estimates"] == 32
    assert rows(filled, "chances") == before


def test_an_earlier_day_gets_the_snapshot_that_its_own_log_gives(filled, run_stage):
    """The days after the instant are in the marts, and not in the estimates."""
    instant = (TODAY - timedelta(days=20)).isoformat() + "T12:00:00+02:00"
    whole = run_stage(LIFETRACER_AS_OF=instant).result
    filled.fill(shortened(whole_days(120), 100), ahead=60)
    assert run_stage(LIFETRACER_AS_OF=instant).result == whole
    assert filled.run("select revision from analyzer.snapshots") == [(1,)]

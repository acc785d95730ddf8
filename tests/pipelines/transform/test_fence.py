"""A transform whose run another worker has taken over: the database refuses what dbt would write next."""

import os

from tests.pipelines.transform.waiting import RUN, waiting_run

STAMP = "select to_regclass('core.fct_time_actual')::oid"


def test_dbt_writes_no_further_model_of_a_run_that_was_taken_over(stage, database, transform_url):
    job = RUN.partition(".")[0]
    database.execute(
        "insert into gateway.jobs (id, stage, lock_key, input_key, queue, status, max_attempts) "
        "values (%s, 'transform', 'transform', 'k', 'q', 'running', 2)",
        (job,),
    )
    try:
        current = stage.run(LIFETRACER_RUN=RUN)
        assert current.code == os.EX_OK, current.text
        before = database.execute(STAMP).fetchone()
        with waiting_run(stage, database, transform_url, LIFETRACER_RUN=RUN) as running:
            # Its sessions live on: only the check before each model is left.
            database.execute("update gateway.jobs set attempt = 2 where id = %s", (job,))
        outcome = running.wait()
    finally:
        database.execute("delete from gateway.jobs where id = %s", (job,))
    assert outcome.code == os.EX_TEMPFAIL, outcome.text
    assert "taken this job over" in outcome.message
    assert database.execute(STAMP).fetchone() == before

"""The models against the oracle: random logs through the compiled SQL, and a few whole builds.

`LIFETRACER_ORACLE_EXAMPLES` asks for more logs than the few of an ordinary run, which are the same every time.
"""

import os
from pathlib import Path
from random import Random

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.pipelines.transform import rows
from tests.pipelines.transform.oracle.actual import actual
from tests.pipelines.transform.oracle.compiled import Models, compile_models, table
from tests.pipelines.transform.oracle.database import answer, store
from tests.pipelines.transform.oracle.logs import AROUND, Example, large, small
from tests.stored import set_settings

ORDINARY = 50
# Read at import: no test sees the shell's variables.
EXAMPLES = int(os.environ.get("LIFETRACER_ORACLE_EXAMPLES", ORDINARY))
SCHEMAS = {"fct_time_actual": "core", "int_time_account": "core", "daily_summary": "marts"}


@pytest.fixture(scope="module")
def models(stage, database):
    """The compiled models, on a database that has the seeds."""
    rows.clear(database)
    built = stage.run(LIFETRACER_CATEGORIES="")
    assert built.code == 0, built.text
    outcome = stage.run(compile_models)
    assert outcome.code == 0, outcome.text
    return Models.read(Path(stage.settings["LIFETRACER_DATA_DIR"], "compiled"))


@pytest.fixture(scope="module")
def connection(models, transform_url):
    with psycopg.connect(transform_url) as opened:
        opened.execute("set time zone 'UTC'")
        opened.commit()
        yield opened


def check(example: Example, found) -> None:
    expected = actual(example.log, example.as_of, example.zone)
    assert found.rows == expected.rows
    assert found.account == expected.account
    assert found.days == expected.days
    assert all(logged == counted + overlap for _, logged, counted, overlap in found.account.values())


def test_random_logs_come_out_as_the_rules_say(models, database, connection):
    rows.clear(database)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES == ORDINARY,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    # A seed instead of hypothesis's own choices: these make simple logs, in which most rules do not meet.
    @given(seed=st.integers(0, 2**32 - 1), size=st.integers(0, 40))
    def compare(seed: int, size: int) -> None:
        example = small(Random(seed), size)
        try:
            store(connection, example.log)
            models.build(connection, example.as_of, example.zone)
            found = answer(connection, table)
        finally:
            connection.rollback()
        check(example, found)

    compare()


@pytest.mark.parametrize("zone", AROUND)
def test_a_whole_build_comes_out_as_the_rules_say(zone, stage, database):
    example = large(Random(20), zone)
    rows.clear(database)
    store(database, example.log)
    set_settings(database, timezone=zone)
    outcome = stage.run(LIFETRACER_CATEGORIES="", LIFETRACER_AS_OF=example.as_of.isoformat())
    set_settings(database, timezone="Europe/Berlin")
    assert outcome.code == 0, outcome.text
    check(example, answer(database, lambda name: f"{SCHEMAS[name]}.{name}"))

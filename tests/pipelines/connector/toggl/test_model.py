"""Random lives of an account, with faults, habits and edits in between: after the last sync nothing is missing,
invented or stale.

`LIFETRACER_MODEL_EXAMPLES` asks for more lives than the few of an ordinary run, which are the same every time.
"""

import os

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pipelines.connector.toggl.model import TogglMachine, World

EXAMPLES = 25


@pytest.fixture
def examples(pytestconfig):
    return int(os.environ.get("LIFETRACER_MODEL_EXAMPLES", EXAMPLES))


def test_after_the_last_sync_the_database_holds_what_toggl_holds(module_database_url, examples):
    with psycopg.connect(module_database_url) as connection:
        connection.execute("set synchronous_commit = off")
        connection.commit()
        world = World(connection)
        with world.toggl:
            machine = type("Machine", (TogglMachine,), {"world": world})
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=20,
                    deadline=None,
                    database=None,
                    derandomize=examples == EXAMPLES,
                    suppress_health_check=list(HealthCheck),
                    # A life takes a second or two, so making a failing one smaller takes minutes.
                    phases=[Phase.generate, Phase.shrink]
                    if "LIFETRACER_MODEL_SHRINK" in os.environ
                    else [Phase.generate],
                    print_blob=False,
                ),
            )

"""Random lives of an account, with faults, habits and edits in between: after the last sync nothing is missing,
invented or stale, in raw and in core.
"""

import psycopg

from tests.pipelines.connector.examples import run_lives
from tests.pipelines.connector.toggl.model import NAME, TogglMachine, assert_core
from tests.pipelines.connector.toggl.model_world import World


def test_after_the_last_sync_raw_and_core_hold_what_toggl_holds(core):
    with psycopg.connect(core.url) as connection:
        connection.execute("set synchronous_commit = off")
        connection.execute("set time zone 'UTC'")
        connection.commit()
        world = World(connection, core)

        def build():
            connection.commit()
            core.build()
            assert_core(world, core.built_rows(connection, "int_time_entries"))

        with world.toggl:
            run_lives(NAME, type("Machine", (TogglMachine,), {"world": world}), build, always=True)

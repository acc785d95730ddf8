"""Random lives of calendars, with refusals, faults and edits in between: after the last sync nothing is missing,
invented or stale, in raw and in core.
"""

import psycopg

from tests.pipelines.connector.examples import run_lives
from tests.pipelines.connector.gcal.model import NAME, GoogleMachine, assert_core
from tests.pipelines.connector.gcal.model_world import World


def test_after_the_last_sync_raw_and_core_hold_what_the_calendars_hold(core):
    with psycopg.connect(core.url) as connection:
        connection.execute("set synchronous_commit = off")
        connection.execute("set time zone 'UTC'")
        connection.commit()
        world = World(connection, core)

        def build():
            connection.commit()
            core.build()
            assert_core(world, core.built_rows(connection, "int_plan_events"))

        with world.google:
            run_lives(NAME, type("Machine", (GoogleMachine,), {"world": world}), build, always=False)

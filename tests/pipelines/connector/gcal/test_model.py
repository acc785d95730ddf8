"""Random lives of calendars, with refusals, faults and edits in between: after the last sync nothing is missing,
invented or stale, in raw and in core.
"""

from tests.pipelines.connector.examples import run_lives
from tests.pipelines.connector.gcal.model import NAME, GoogleMachine, assert_core
from tests.pipelines.connector.gcal.model_world import World


def test_after_the_last_sync_raw_and_core_hold_what_the_calendars_hold(core, core_connection):
    world = World(core_connection, core)

    def build():
        core_connection.commit()
        core.build()
        assert_core(world, core.built_rows(core_connection, "int_plan_events"))

    with world.google:
        run_lives(NAME, type("Machine", (GoogleMachine,), {"world": world}), build, always=False)

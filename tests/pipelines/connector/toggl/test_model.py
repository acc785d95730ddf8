"""Random lives of an account, with faults, habits and edits in between: after the last sync nothing is missing,
invented or stale, in raw and in core.
"""

from tests.pipelines.connector.examples import run_lives
from tests.pipelines.connector.toggl.model import NAME, TogglMachine, assert_core
from tests.pipelines.connector.toggl.model_world import World


def test_after_the_last_sync_raw_and_core_hold_what_toggl_holds(core, core_connection):
    world = World(core_connection, core)

    def build():
        core_connection.commit()
        core.build()
        assert_core(world, core.built_rows(core_connection, "int_time_logged"))

    with world.toggl:
        run_lives(NAME, type("Machine", (TogglMachine,), {"world": world}), build, always=True)

"""Releases that do not become ready, and those that were killed: what they go back to, and what is said."""

import pytest

from infra_py.components.release import document
from tests.fakes.command.ssh import CommandError
from tests.fakes.machine.scratch import Machine
from tests.infra_py.machines import make_handover
from tests.infra_py.vm.conftest import Way
from tests.infra_py.vm.releasing import BROKEN, CRASHING, NEEDY, OLD, TOKEN, run_here, seen, version

WITHDRAWN = "toggl-handed-over-in-vain"


@pytest.fixture
def machine(way: Way) -> Machine:
    return way.machine


def test_a_version_that_does_not_become_ready_gives_way_to_the_one_before(machine: Machine, way: Way):
    before = make_handover(container_image=OLD, secrets={"TOGGL_API_TOKEN": TOKEN})
    way.release(before)

    with pytest.raises(CommandError) as failure:
        way.release(make_handover(container_image=BROKEN, secrets={"TOGGL_API_TOKEN": WITHDRAWN}), ready_seconds=2)

    assert "exited with status 70" in str(failure.value)
    assert way.told[-1] == (
        "Version 3.0 was not ready after 2 s (/health: HTTP 200 /ready: HTTP 503 ), so version 1.0 is back. "
        "Its last words: sudo less /var/log/lifetracer/failed-release.log"
    )
    assert version(machine) == "1.0"
    assert seen(machine)["secrets"]["TOGGL_API_TOKEN"] == TOKEN, "settings go back with the version"
    found = machine.run("grep", "-rl", WITHDRAWN, "/etc/lifetracer", "/run", "/var/log", check=False)
    assert found.stdout == "", "and what was handed over in vain is gone"


def test_what_a_crashing_version_said_stays_on_the_machine(machine: Machine, way: Way):
    with pytest.raises(CommandError) as failure:
        way.release(make_handover(container_image=CRASHING), ready_seconds=2)

    assert "hunter2" not in str(failure.value)
    assert "hunter2" in machine.read("/var/log/lifetracer/failed-release.log")
    assert machine.run("stat", "-c", "%a", "/var/log/lifetracer/failed-release.log").stdout == "600\n"
    assert version(machine) == "1.0"


def test_an_outage_of_the_database_does_not_undo_a_release(machine: Machine, way: Way):
    way.release(make_handover(container_image=NEEDY))
    (machine.standins / "database-up").unlink()

    # The version before was not ready just before, so nothing says that the new one is to blame.
    with pytest.raises(CommandError) as failure:
        way.release(make_handover(container_image=BROKEN), ready_seconds=2)

    assert "exited with status 71" in str(failure.value)
    assert "Version 3.0 is in place but not ready after 2 s" in way.told[-1]
    assert version(machine) == "3.0"


def test_a_release_that_was_killed_still_knows_what_to_go_back_to(machine: Machine, way: Way):
    broken = document(make_handover(container_image=BROKEN), "203.0.113.7", ready_seconds=2)
    # Killed while it waits for the new version, when `current` is the new one already.
    killed = run_here(machine, broken, BASH_ENV="/standins/kill.sh", KILL_STEP="ready", KILL_AT="12")
    assert killed == 137
    assert "releases/" in machine.read("/etc/lifetracer/switching")
    assert "VERSION=3.0\n" in machine.read("/etc/lifetracer/current/compose.env")

    with pytest.raises(CommandError):
        way.release(make_handover(container_image=BROKEN), ready_seconds=2)

    assert version(machine) == "1.0"

"""A creation whose answer is lost: the cloud has it, and no state does."""

import pytest

from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci.kinds import INSTANCE, VCN
from tests.fakes.oci.refusals import NO_CONNECTION

from .conftest import EVERYTHING, STACK

pytestmark = NEEDS_ENGINE
INSTANCES = "oci:Core/getInstances:getInstances"
DOUBT = "The last run received no answer to the creation of Instance vm; Oracle may have made it all the same."


def test_the_next_up_looks_in_the_cloud_before_it_makes_a_second_machine(computer, answers):
    computer.cloud.fail(INSTANCE, "answer", NO_CONNECTION)
    assert computer("up", "--stack", STACK) == 1
    assert len(computer.cloud.of(INSTANCE)) == 1

    answers("")
    assert computer("up") == 1
    assert DOUBT in computer.err
    assert "In the cloud, but not in the state of the stack free:\n  machine lifetracer-vm, RUNNING" in computer.err
    assert "Nothing was changed." in computer.err
    assert len(computer.cloud.of(INSTANCE)) == 1

    assert computer("up", "--delete-stray") == 0, computer.err
    assert computer.there() == EVERYTHING
    assert computer("up") == 0, computer.err
    assert DOUBT not in computer.err


def test_a_search_looks_before_its_next_attempt(computer, answers):
    answers("")
    computer.cloud.fail(INSTANCE, "answer", NO_CONNECTION)
    assert computer("up", "--stack", STACK, "--until-capacity") == 1
    assert DOUBT in computer.err
    assert len(computer.clock.waits) == 1
    assert len(computer.cloud.of(INSTANCE)) == 1


def test_a_search_goes_on_while_the_cloud_cannot_be_looked_at(computer):
    """Nothing was made, but that is known only when the connection is back."""
    computer.cloud.fail(INSTANCE, "create", NO_CONNECTION)
    computer.clock.on_wait = lambda count: (
        computer.cloud.fail(INSTANCES, "invoke", NO_CONNECTION) if count == 1 else computer.cloud.restore()
    )
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    assert len(computer.clock.waits) == 2
    assert computer.there() == EVERYTHING


def test_what_the_cloud_refused_is_not_looked_for(computer):
    computer.no_room()
    assert computer("up", "--stack", STACK) == 1
    assert list((computer.folder / ".lifetracer").glob("unanswered-*")) == []


@pytest.mark.parametrize("argv", [("up",), ("up", "--until-capacity")])
def test_warnings_come_before_the_first_resource_and_once(computer, argv):
    computer.configure(consoleCidrs='["76.76.21.0/24"]')
    computer.no_room(but=computer.cloud.domains[1:])
    computer(*argv, "--stack", STACK)
    lines = computer.err.splitlines()
    warned = [index for index, line in enumerate(lines) if line.startswith("warning: ") and "76.76.21.0/24" in line]
    assert len(warned) == 1
    first = next(index for index, line in enumerate(lines) if line.startswith(("+ ", "Attempt 1")))
    assert warned[0] < first
    assert computer.cloud.of(VCN)

"""Failed runs of the real engine: the kind of each refusal, live and from the recordings of their events.

`RECORD_EVENTS=1 python -m pytest <this file>` writes the recordings of the pinned engine.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from infra_py.cli.oci_errors import RefusalKind
from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci import kinds
from tests.fakes.oci.refusals import LAUNCH, NO_CONNECTION, refusal

from . import recordings
from .conftest import STACK, Computer

IMAGES = "oci:Core/getImages:getImages"
NOT_AUTHORIZED = str(refusal(*LAUNCH["not authorized"]))


@dataclass(frozen=True)
class Scenario:
    """One bad day of the cloud, the kind of refusal that it is, and a part of the sentence."""

    prepare: Callable[[Computer], None]
    kind: RefusalKind
    sentence: str
    has_machine: bool = False


def launch(answer: str, **delay) -> Callable[[Computer], None]:
    def prepare(computer: Computer) -> None:
        computer.cloud.weather(domain=computer.cloud.domains[0], answers=[answer])
        computer.cloud.delay(**delay)

    return prepare


def fault(kind: str, verb: str, message: str, **delay) -> Callable[[Computer], None]:
    def prepare(computer: Computer) -> None:
        computer.cloud.fail(kind, verb, message)
        computer.cloud.delay(**delay)

    return prepare


def early_throttle(computer: Computer) -> None:
    """Refuse the first resource of all, when the program has registered the last one."""
    computer.configure(budgetMonthly="10", budgetEmail="you@example.com")
    computer.cloud.fail(kinds.VCN, "create", str(refusal(*LAUNCH["too many requests"])))
    computer.cloud.delay(until=kinds.BUDGET)


def two_failures(computer: Computer) -> None:
    """Refuse the machine and the budget while both are being created."""
    computer.configure(budgetMonthly="10", budgetEmail="you@example.com")
    computer.cloud.weather(domain=computer.cloud.domains[0], answers=["no capacity"])
    computer.cloud.fail(kinds.BUDGET, "create", NOT_AUTHORIZED)
    computer.cloud.delay(until=kinds.INSTANCE, ms=500)


def no_image(computer: Computer) -> None:
    with computer.cloud.edit() as state:
        state["images"] = []


SCENARIOS = {
    "capacity": Scenario(launch("no capacity"), RefusalKind.CAPACITY, "out of capacity"),
    "capacity-500-ms": Scenario(launch("no capacity", ms=500), RefusalKind.CAPACITY, "out of capacity"),
    "capacity-2000-ms": Scenario(launch("no capacity", ms=2000), RefusalKind.CAPACITY, "out of capacity"),
    "throttled-early": Scenario(early_throttle, RefusalKind.THROTTLED, "too many requests"),
    "lookup-not-authenticated": Scenario(
        fault(IMAGES, "invoke", str(refusal(*LAUNCH["not authenticated"]))),
        RefusalKind.NOT_AUTHENTICATED,
        "the API key",
    ),
    "lookup-no-connection": Scenario(fault(IMAGES, "invoke", NO_CONNECTION), RefusalKind.NETWORK, "no usable answer"),
    "provider": Scenario(
        fault("oci", "configure", "can not create client, bad configuration: did not find a proper configuration"),
        RefusalKind.CREDENTIALS,
        "cannot use the configured API key",
    ),
    "invalid-input": Scenario(
        fault(kinds.SUBNET, "check", "expected cidr_block to be one"),
        RefusalKind.UNKNOWN,
        "Subnet subnet: oci:Core/subnet:Subnet resource 'subnet' has a problem: expected cidr_block to be one",
    ),
    "program": Scenario(no_image, RefusalKind.UNKNOWN, "No image of Oracle Linux 8"),
    "two-failures": Scenario(two_failures, RefusalKind.NOT_AUTHORIZED, "Budget budget: 404-NotAuthorizedOrNotFound"),
    "machine-not-ready": Scenario(
        fault(kinds.INSTANCE, "start", "Operation Timeout \nError Message: timeout while waiting for state \n"),
        RefusalKind.UNKNOWN,
        "Instance vm: Operation Timeout timeout while waiting for state",
        has_machine=True,
    ),
    "later-failure": Scenario(
        fault(kinds.VOLUME, "create", NOT_AUTHORIZED),
        RefusalKind.NOT_AUTHORIZED,
        "Volume data: 404-NotAuthorizedOrNotFound",
        has_machine=True,
    ),
}


@NEEDS_ENGINE
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_live_engine(computer: Computer, name: str):
    scenario = SCENARIOS[name]
    scenario.prepare(computer)
    assert computer("up", "--stack", STACK) == 1
    events = recordings.load(computer.events)
    assert recordings.replay(events).kind is scenario.kind, computer.err
    assert scenario.sentence in computer.err
    assert "Resource monitor" not in computer.err
    assert "Traceback" not in computer.err
    if os.environ.get("RECORD_EVENTS"):
        recordings.write(name, events)


@pytest.mark.parametrize("recording", recordings.read(), ids=str)
def test_the_recorded_engine(recording: recordings.Recording):
    scenario = SCENARIOS[recording.name]
    events = recordings.collect(recording.events)
    refusal = recordings.replay(recording.events)
    assert refusal.kind is scenario.kind
    assert scenario.sentence in refusal.sentence()
    assert events.has_made_machine() is scenario.has_machine

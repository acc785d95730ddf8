"""The state of the stand-in cloud, and what all its rules ask of it."""

import ipaddress
from typing import Any

from tests.fakes.oci import kinds, refusals
from tests.fakes.oci.kinds import KINDS

State = dict[str, Any]
Values = dict[str, Any]

SMALLEST_VOLUME_GB = 50
WHEN = "2026-11-25T00:00:00Z"
LINGERING = {kinds.INSTANCE: "TERMINATED", kinds.VOLUME: "TERMINATED", kinds.ATTACHMENT: "DETACHED"}


def get(state: State, identifier: Any, kind: str) -> Values:
    found = state["resources"].get(identifier)
    if found is None or found["kind"] != kind:
        raise refusals.not_found(f"{KINDS[kind].name} {identifier}")
    return dict(found)


def take_away(state: State, identifier: str) -> None:
    """Take a resource away; of some kinds the cloud lists what has ended for hours."""
    ended = state["resources"].pop(identifier)
    if word := LINGERING.get(ended["kind"]):
        ended["outputs"]["state"] = word
        state["ended"][identifier] = ended


def new_address(state: State) -> str:
    state["count"] += 1
    return str(ipaddress.ip_network("203.0.113.0/24")[state["count"] % 250 + 1])

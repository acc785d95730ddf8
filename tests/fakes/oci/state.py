"""The state of the stand-in cloud, and what all its rules ask of it."""

import ipaddress
from typing import Any

from tests.fakes.oci import refusals
from tests.fakes.oci.kinds import KINDS

State = dict[str, Any]
Values = dict[str, Any]

SMALLEST_VOLUME_GB = 50


def get(state: State, identifier: Any, kind: str) -> Values:
    found = state["resources"].get(identifier)
    if found is None or found["kind"] != kind:
        raise refusals.not_found(f"{KINDS[kind].name} {identifier}")
    return dict(found)


def new_address(state: State) -> str:
    state["count"] += 1
    return str(ipaddress.ip_network("203.0.113.0/24")[state["count"] % 250 + 1])

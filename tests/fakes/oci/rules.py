"""What the cloud does and what it refuses. Each function changes the state of `cloud.Cloud` that it is given."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from tests.fakes.oci import kinds, machines, refusals
from tests.fakes.oci.cloud import ocid
from tests.fakes.oci.kinds import KINDS
from tests.fakes.oci.refusals import RefusedError
from tests.fakes.oci.state import SMALLEST_VOLUME_GB, WHEN, State, Values, get, new_address, take_away


def create(state: State, kind: str, inputs: Values) -> tuple[str, Values]:
    """Make a resource; return its OCID and outputs.

    Raises:
        RefusedError: when the cloud would not; a NotStartedError when it is there all the same.
    """
    _fault(state, kind, "create")
    _references(state, kind, inputs)
    identifier = ocid(state, KINDS[kind].name)
    outputs = {**inputs, "state": "AVAILABLE", "timeCreated": WHEN} | MAKE.get(kind, _nothing)(
        state, identifier, inputs
    )
    state["resources"][identifier] = {"id": identifier, "kind": kind, "inputs": inputs, "outputs": outputs}
    state["calls"].append(f"create {kind}")
    _fault(state, kind, "answer")
    try:
        _fault(state, kind, "start")
    except RefusedError as error:
        raise refusals.NotStartedError(str(error), identifier, outputs) from None
    return identifier, outputs


def update(state: State, kind: str, identifier: str, inputs: Values) -> Values:
    """Change a resource in place; return its outputs.

    Raises:
        RefusedError: when the cloud would not.
    """
    _fault(state, kind, "update")
    if identifier not in state["resources"]:
        raise refusals.not_found(identifier)
    _references(state, kind, inputs)
    old = state["resources"][identifier]
    outputs = {**old["outputs"], **inputs} | CHANGE.get(kind, _nothing_new)(state, old, inputs)
    state["resources"][identifier] = {**old, "inputs": inputs, "outputs": outputs}
    state["calls"].append(f"update {kind}")
    return outputs


def delete(state: State, kind: str, identifier: str) -> None:
    """Remove a resource; what is gone already is no error.

    Raises:
        RefusedError: while something depends on it.
    """
    _fault(state, kind, "delete")
    if disk := state["boot_volumes"].get(identifier):
        disk["state"] = "TERMINATED"
        state["calls"].append(f"delete {kind}")
        return
    if identifier not in state["resources"]:
        return
    for user in _users(state, identifier):
        raise refusals.in_use(f"{KINDS[kind].name} {identifier}", f"{user['kind']} {user['id']}")
    if kind == kinds.INSTANCE:
        machines.end(state, identifier)
    take_away(state, identifier)
    state["calls"].append(f"delete {kind}")


def _fault(state: State, kind: str, verb: str) -> None:
    for fault in state["faults"]:
        if (fault["kind"], fault["verb"]) == (kind, verb):
            state["faults"].remove(fault)
            raise RefusedError(fault["message"])


def _references(state: State, kind: str, inputs: Values) -> None:
    for name, wanted in KINDS[kind].refers.items():
        get(state, inputs.get(name), wanted)


def _users(state: State, identifier: str) -> Iterator[Values]:
    """Yield what keeps a resource from being deleted: all that names it, but what ends together with a machine."""
    for other in state["resources"].values():
        ends_with_it = other["kind"] == kinds.ATTACHMENT and other["inputs"]["instanceId"] == identifier
        if other["id"] != identifier and not ends_with_it and identifier in _strings(other["inputs"]):
            yield other


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def _nothing(_state: State, _identifier: str, _inputs: Values) -> Values:
    return {}


def _nothing_new(_state: State, _old: Values, _inputs: Values) -> Values:
    return {}


# Subnets


def _make_vcn(state: State, _identifier: str, inputs: Values) -> Values:
    if not inputs.get("cidrBlocks"):
        raise refusals.invalid("cidrBlocks must not be empty")
    return {"defaultSecurityListId": ocid(state, "securitylist")}


def _make_subnet(state: State, _identifier: str, inputs: Values) -> Values:
    mine = ipaddress.ip_network(inputs["cidrBlock"])
    vcn = get(state, inputs["vcnId"], kinds.VCN)
    if not any(mine.subnet_of(ipaddress.ip_network(block)) for block in vcn["inputs"]["cidrBlocks"]):  # type: ignore[arg-type]
        raise refusals.invalid(f"The requested CIDR {mine} is not within the VCN")
    for security in inputs.get("securityListIds", []):
        get(state, security, kinds.SECURITY)
    return {}


# Addresses


def _assign(state: State, identifier: str, inputs: Values) -> Values:
    wanted = inputs.get("privateIpId")
    private = next((ip for ip in state["private_ips"].values() if ip["id"] == wanted), None)
    if private is None:
        raise refusals.not_found(f"privateIp {wanted}")
    for other in state["resources"].values():
        if (
            other["kind"] == kinds.ADDRESS
            and other["id"] != identifier
            and other["outputs"]["assignedEntityId"] == wanted
        ):
            raise refusals.conflict(f"The private IP {wanted} has a public IP already")
    if state["resources"][private["instanceId"]]["outputs"]["publicIp"]:
        raise refusals.conflict(f"The private IP {wanted} has an ephemeral public IP already")
    return {"assignedEntityId": wanted, "state": "ASSIGNED"}


def _make_address(state: State, identifier: str, inputs: Values) -> Values:
    return {**_assign(state, identifier, inputs), "ipAddress": new_address(state)}


def _change_address(state: State, old: Values, inputs: Values) -> Values:
    return _assign(state, old["id"], inputs)


# Volumes


def _make_volume(state: State, _identifier: str, inputs: Values) -> Values:
    if inputs["availabilityDomain"] not in state["domains"]:
        raise refusals.invalid(f"availabilityDomain {inputs['availabilityDomain']} is not known")
    if int(inputs.get("sizeInGbs", "1024")) < SMALLEST_VOLUME_GB:
        raise refusals.invalid(f"sizeInGBs must be between {SMALLEST_VOLUME_GB} and 32768")
    return {}


def _change_volume(_state: State, old: Values, inputs: Values) -> Values:
    if int(inputs["sizeInGbs"]) < int(old["inputs"]["sizeInGbs"]):
        raise refusals.invalid("The volume's size can only be increased")
    return {}


def _attach(state: State, _identifier: str, inputs: Values) -> Values:
    machine = get(state, inputs["instanceId"], kinds.INSTANCE)
    volume = get(state, inputs["volumeId"], kinds.VOLUME)
    if machine["inputs"]["availabilityDomain"] != volume["inputs"]["availabilityDomain"]:
        raise refusals.invalid("The volume and the instance are not in the same availability domain")
    for other in state["resources"].values():
        if other["kind"] == kinds.ATTACHMENT and other["inputs"]["volumeId"] == volume["id"]:
            raise refusals.conflict(f"The volume {volume['id']} is attached already")
    if inputs.get("isPvEncryptionInTransitEnabled") and not machine["inputs"].get("isPvEncryptionInTransitEnabled"):
        raise refusals.invalid("In-transit encryption is not enabled on the instance")
    return {"state": "ATTACHED"}


MAKE = {
    kinds.VCN: _make_vcn,
    kinds.SUBNET: _make_subnet,
    kinds.INSTANCE: machines.make,
    kinds.ADDRESS: _make_address,
    kinds.VOLUME: _make_volume,
    kinds.ATTACHMENT: _attach,
}
CHANGE = {
    kinds.INSTANCE: machines.change,
    kinds.ADDRESS: _change_address,
    kinds.VOLUME: _change_volume,
}

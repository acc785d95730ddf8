"""What the cloud does and what it refuses. Each function changes the state of `cloud.Cloud` that it is given."""

import base64
import ipaddress
from collections.abc import Iterator
from typing import Any

from tests.fakes.oci import kinds, refusals
from tests.fakes.oci.cloud import A1, FINE, ocid
from tests.fakes.oci.kinds import KINDS
from tests.fakes.oci.refusals import RefusedError

State = dict[str, Any]
Values = dict[str, Any]

SMALLEST_VOLUME_GB = 50
MOST_METADATA = 32_000
WHEN = "2026-11-25T00:00:00Z"


def create(state: State, kind: str, inputs: Values) -> tuple[str, Values]:
    """Make a resource; return its OCID and outputs.

    Raises:
        RefusedError: when the cloud would not.
    """
    _fault(state, kind, "create")
    _references(state, kind, inputs)
    identifier = ocid(state, KINDS[kind].name)
    outputs = {**inputs, "state": "AVAILABLE", "timeCreated": WHEN} | MAKE.get(kind, _nothing)(
        state, identifier, inputs
    )
    state["resources"][identifier] = {"id": identifier, "kind": kind, "inputs": inputs, "outputs": outputs}
    state["calls"].append(f"create {kind}")
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
    if identifier not in state["resources"]:
        return
    for user in _users(state, identifier):
        raise refusals.in_use(f"{KINDS[kind].name} {identifier}", f"{user['kind']} {user['id']}")
    if kind == kinds.INSTANCE:
        _end_machine(state, identifier)
    del state["resources"][identifier]
    state["calls"].append(f"delete {kind}")


def _fault(state: State, kind: str, verb: str) -> None:
    for fault in state["faults"]:
        if (fault["kind"], fault["verb"]) == (kind, verb):
            state["faults"].remove(fault)
            raise RefusedError(fault["message"])


def _references(state: State, kind: str, inputs: Values) -> None:
    for name, wanted in KINDS[kind].refers.items():
        _get(state, inputs.get(name), wanted)


def _get(state: State, identifier: Any, kind: str) -> Values:
    found = state["resources"].get(identifier)
    if found is None or found["kind"] != kind:
        raise refusals.not_found(f"{KINDS[kind].name} {identifier}")
    return dict(found)


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
    vcn = _get(state, inputs["vcnId"], kinds.VCN)
    if not any(mine.subnet_of(ipaddress.ip_network(block)) for block in vcn["inputs"]["cidrBlocks"]):  # type: ignore[arg-type]
        raise refusals.invalid(f"The requested CIDR {mine} is not within the VCN")
    for security in inputs.get("securityListIds", []):
        _get(state, security, kinds.SECURITY)
    return {}


# Machines


def _make_machine(state: State, identifier: str, inputs: Values) -> Values:
    domain = inputs["availabilityDomain"]
    if domain not in state["domains"]:
        raise refusals.invalid(f"availabilityDomain {domain} is not known")
    subnet = _get(state, inputs.get("createVnicDetails", {}).get("subnetId"), kinds.SUBNET)
    source = _source(state, inputs)
    _metadata(inputs.get("metadata", {}))
    _weather(state, domain)
    _limits(state, inputs)
    number = len(state["private_ips"]) + 10
    private = str(ipaddress.ip_network(subnet["inputs"]["cidrBlock"])[number])
    state["private_ips"][private] = {
        "id": ocid(state, "privateip"),
        "ipAddress": private,
        "subnetId": subnet["id"],
        "instanceId": identifier,
    }
    return {
        "state": "RUNNING",
        "privateIp": private,
        "publicIp": _new_address(state) if inputs["createVnicDetails"].get("assignPublicIp", "true") == "true" else "",
        "bootVolumeId": ocid(state, "bootvolume"),
        "region": "ap-tokyo-1",
        "sourceDetails": source,
    }


def _source(state: State, inputs: Values) -> Values:
    source = dict(inputs.get("sourceDetails") or {})
    image = next((image for image in state["images"] if image["id"] == source.get("sourceId")), None)
    if image is None:
        raise refusals.not_found(f"image {source.get('sourceId')}")
    if inputs["shape"] not in image["shapes"]:
        raise refusals.invalid(f"Shape {inputs['shape']} is not valid for image {image['id']}.")
    if int(source.setdefault("bootVolumeSizeInGbs", "47")) < SMALLEST_VOLUME_GB and "bootVolumeSizeInGbs" in (
        inputs.get("sourceDetails") or {}
    ):
        raise refusals.invalid(f"bootVolumeSizeInGBs must be between {SMALLEST_VOLUME_GB} and 32768")
    return source


def _metadata(metadata: Values) -> None:
    size = sum(len(name.encode()) + len(value.encode()) for name, value in metadata.items())
    if size > MOST_METADATA:
        raise refusals.invalid(
            f"The combined size of metadata and extendedMetadata is {size} bytes, over the maximum size of "
            f"{MOST_METADATA} bytes"
        )
    try:
        base64.b64decode(metadata.get("user_data", ""), validate=True)
    except ValueError:
        raise refusals.invalid("user_data is not base64-encoded") from None


def _weather(state: State, domain: str) -> None:
    answers = state["weather"].get(domain, [FINE])
    answer = answers.pop(0) if len(answers) > 1 else answers[0]
    state["calls"].append(f"launch in {domain}: {answer}")
    if answer != FINE:
        raise refusals.launch(answer)


def _limits(state: State, inputs: Values) -> None:
    machines = [one["inputs"] for one in state["resources"].values() if one["kind"] == kinds.INSTANCE]
    for name, limit in state["limits"].items():
        wanted = sum(machine["shapeConfig"][name] for machine in [*machines, inputs] if machine["shape"] == A1)
        if wanted > limit:
            raise refusals.launch("false limit")
    for quota in (one for one in state["resources"].values() if one["kind"] == kinds.QUOTA):
        allowed = [line.split() for line in quota["inputs"]["statements"] if "standard-a1-core-count" in line]
        if allowed and inputs["shapeConfig"]["ocpus"] > float(allowed[-1][5]):
            raise refusals.launch("quota")


def _change_machine(state: State, old: Values, inputs: Values) -> Values:
    before, after = old["outputs"]["sourceDetails"], _source(state, inputs)
    _metadata(inputs.get("metadata", {}))
    if before["sourceId"] != after["sourceId"]:
        # The boot disk is swapped: whatever was on it is gone.
        return {"sourceDetails": after, "bootVolumeId": ocid(state, "bootvolume")}
    if int(after["bootVolumeSizeInGbs"]) < int(before["bootVolumeSizeInGbs"]):
        raise refusals.invalid("The boot volume's size can only be increased")
    return {"sourceDetails": after}


def _end_machine(state: State, identifier: str) -> None:
    """Ending a machine detaches its volumes, ends its ephemeral address, and frees its reserved one."""
    gone = [ip["id"] for ip in state["private_ips"].values() if ip["instanceId"] == identifier]
    state["private_ips"] = {name: ip for name, ip in state["private_ips"].items() if ip["instanceId"] != identifier}
    for other in list(state["resources"].values()):
        if other["kind"] == kinds.ATTACHMENT and other["inputs"]["instanceId"] == identifier:
            del state["resources"][other["id"]]
        if other["kind"] == kinds.ADDRESS and other["outputs"].get("assignedEntityId") in gone:
            if other["inputs"]["lifetime"] == "EPHEMERAL":
                del state["resources"][other["id"]]
            else:
                other["outputs"] |= {"assignedEntityId": "", "privateIpId": ""}


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
    return {**_assign(state, identifier, inputs), "ipAddress": _new_address(state)}


def _change_address(state: State, old: Values, inputs: Values) -> Values:
    return _assign(state, old["id"], inputs)


def _new_address(state: State) -> str:
    state["count"] += 1
    return str(ipaddress.ip_network("203.0.113.0/24")[state["count"] % 250 + 1])


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
    machine = _get(state, inputs["instanceId"], kinds.INSTANCE)
    volume = _get(state, inputs["volumeId"], kinds.VOLUME)
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
    kinds.INSTANCE: _make_machine,
    kinds.ADDRESS: _make_address,
    kinds.VOLUME: _make_volume,
    kinds.ATTACHMENT: _attach,
}
CHANGE = {
    kinds.INSTANCE: _change_machine,
    kinds.ADDRESS: _change_address,
    kinds.VOLUME: _change_volume,
}

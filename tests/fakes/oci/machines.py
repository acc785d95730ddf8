"""Launching, changing and ending machines: where most of what hurts about Oracle's cloud happens."""

import base64
import ipaddress

from tests.fakes.oci import kinds, refusals
from tests.fakes.oci.cloud import A1, FINE, ocid
from tests.fakes.oci.state import SMALLEST_VOLUME_GB, WHEN, State, Values, get, new_address, take_away

MOST_METADATA = 32_000


def make(state: State, identifier: str, inputs: Values) -> Values:
    domain = inputs["availabilityDomain"]
    if domain not in state["domains"]:
        raise refusals.invalid(f"availabilityDomain {domain} is not known")
    subnet = get(state, inputs.get("createVnicDetails", {}).get("subnetId"), kinds.SUBNET)
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
        "publicIp": new_address(state) if inputs["createVnicDetails"].get("assignPublicIp", "true") == "true" else "",
        "bootVolumeId": _boot_volume(state, inputs),
        "region": "ap-tokyo-1",
        "sourceDetails": source,
    }


def _boot_volume(state: State, inputs: Values) -> str:
    """Make the machine's disk: it has no tags, whatever the machine has."""
    identifier = ocid(state, "bootvolume")
    state["boot_volumes"][identifier] = {
        "id": identifier,
        "displayName": f"{inputs.get('displayName')} (Boot Volume)",
        "compartmentId": inputs["compartmentId"],
        "availabilityDomain": inputs["availabilityDomain"],
        "freeformTags": {},
        "state": "AVAILABLE",
        "timeCreated": WHEN,
    }
    return identifier


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


def change(state: State, old: Values, inputs: Values) -> Values:
    before, after = old["outputs"]["sourceDetails"], _source(state, inputs)
    _metadata(inputs.get("metadata", {}))
    if before["sourceId"] != after["sourceId"]:
        # The boot disk is swapped: whatever was on it is gone.
        state["boot_volumes"][old["outputs"]["bootVolumeId"]]["state"] = "TERMINATED"
        return {"sourceDetails": after, "bootVolumeId": _boot_volume(state, inputs)}
    if int(after["bootVolumeSizeInGbs"]) < int(before["bootVolumeSizeInGbs"]):
        raise refusals.invalid("The boot volume's size can only be increased")
    return {"sourceDetails": after}


def end(state: State, identifier: str) -> None:
    """Ending a machine detaches its volumes, ends its disk and ephemeral address, and frees its reserved one."""
    machine = state["resources"][identifier]
    if not machine["inputs"].get("preserveBootVolume"):
        state["boot_volumes"][machine["outputs"]["bootVolumeId"]]["state"] = "TERMINATED"
    gone = [ip["id"] for ip in state["private_ips"].values() if ip["instanceId"] == identifier]
    state["private_ips"] = {name: ip for name, ip in state["private_ips"].items() if ip["instanceId"] != identifier}
    for other in list(state["resources"].values()):
        if other["kind"] == kinds.ATTACHMENT and other["inputs"]["instanceId"] == identifier:
            take_away(state, other["id"])
        if other["kind"] == kinds.ADDRESS and other["outputs"].get("assignedEntityId") in gone:
            if other["inputs"]["lifetime"] == "EPHEMERAL":
                take_away(state, other["id"])
            else:
                other["outputs"] |= {"assignedEntityId": "", "privateIpId": ""}

"""What the stand-in answers when it is asked without making anything (Pulumi's invokes)."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.oci import kinds

Lookup = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


def availability_domains(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    found = [
        {"id": f"ocid1.availabilitydomain.oc1..{number}", "name": name, "compartmentId": args["compartmentId"]}
        for number, name in enumerate(state["domains"])
    ]
    return {"id": "domains", "compartmentId": args["compartmentId"], "availabilityDomains": found}


def images(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """Filter and sort as asked; without a shape the images of every architecture come, the newest of x86 first."""
    found = [
        image
        for image in state["images"]
        if args.get("operatingSystem") in {None, image["operatingSystem"]}
        and args.get("operatingSystemVersion") in {None, image["operatingSystemVersion"]}
        and (args.get("shape") is None or args["shape"] in image["shapes"])
    ]
    if args.get("sortBy") == "TIMECREATED":
        found.sort(key=lambda image: str(image["timeCreated"]), reverse=args.get("sortOrder") == "DESC")
    shown = [{name: value for name, value in image.items() if name != "shapes"} for image in found]
    return {"id": "images", "compartmentId": args["compartmentId"], "images": shown}


def private_ips(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    found = [
        {**ip, "isPrimary": True}
        for ip in state["private_ips"].values()
        if args.get("ipAddress") in {None, ip["ipAddress"]} and args.get("subnetId") in {None, ip["subnetId"]}
    ]
    return {"id": "privateIps", "privateIps": found}


# Lists of what is there. As Oracle's: one compartment at a time, what has ended among the rest, every page.


def _all(state: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    for one in [*state["resources"].values(), *state["ended"].values()]:
        if one["kind"] == kind:
            yield {"freeformTags": {}, **one["outputs"], "id": one["id"]}


def _listing(kind: str, items: str) -> Lookup:
    def look(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in _all(state, kind) if one["compartmentId"] == args["compartmentId"]]
        return {"id": items, items: found}

    return look


def attachments(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """An attachment has no tags; it is in the compartment of its machine."""
    machines = {one["id"]: one for one in _all(state, kinds.INSTANCE)}
    found = [
        {name: value for name, value in one.items() if name != "freeformTags"}
        for one in _all(state, kinds.ATTACHMENT)
        if machines[one["instanceId"]]["compartmentId"] == args["compartmentId"]
    ]
    return {"id": "volumeAttachments", "volumeAttachments": found}


def boot_volumes(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    found = [one for one in state["boot_volumes"].values() if one["compartmentId"] == args["compartmentId"]]
    return {"id": "bootVolumes", "bootVolumes": found}


def public_ips(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """A reserved address is the region's; an ephemeral one is listed in the domain of its machine only."""
    machines = {ip["id"]: state["resources"][ip["instanceId"]] for ip in state["private_ips"].values()}

    def where(address: dict[str, Any]) -> tuple[str, str | None]:
        if address["lifetime"] == "RESERVED":
            return "REGION", None
        return "AVAILABILITY_DOMAIN", machines[address["assignedEntityId"]]["inputs"]["availabilityDomain"]

    found = [
        one
        for one in _all(state, kinds.ADDRESS)
        if one["compartmentId"] == args["compartmentId"]
        and where(one) == (args["scope"], args.get("availabilityDomain"))
        and args.get("lifetime") in {None, one["lifetime"]}
    ]
    return {"id": "publicIps", "publicIps": found}


def budgets(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """Without a target type only budgets of compartments are listed."""
    wanted = args.get("targetType", "COMPARTMENT")
    found = [
        one
        for one in _all(state, kinds.BUDGET)
        if one["compartmentId"] == args["compartmentId"] and wanted in {"ALL", one.get("targetType")}
    ]
    return {"id": "budgets", "budgets": found}


def alert_rules(state: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    found = [one for one in _all(state, kinds.ALERT) if one["budgetId"] == args["budgetId"]]
    return {"id": "alertRules", "alertRules": found}


LOOKUPS: dict[str, Lookup] = {
    "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": availability_domains,
    "oci:Core/getImages:getImages": images,
    "oci:Core/getPrivateIps:getPrivateIps": private_ips,
    "oci:Core/getVcns:getVcns": _listing(kinds.VCN, "virtualNetworks"),
    "oci:Core/getInternetGateways:getInternetGateways": _listing(kinds.GATEWAY, "gateways"),
    "oci:Core/getRouteTables:getRouteTables": _listing(kinds.ROUTES, "routeTables"),
    "oci:Core/getSecurityLists:getSecurityLists": _listing(kinds.SECURITY, "securityLists"),
    "oci:Core/getSubnets:getSubnets": _listing(kinds.SUBNET, "subnets"),
    "oci:Core/getInstances:getInstances": _listing(kinds.INSTANCE, "instances"),
    "oci:Core/getVolumes:getVolumes": _listing(kinds.VOLUME, "volumes"),
    "oci:Core/getVolumeAttachments:getVolumeAttachments": attachments,
    "oci:Core/getBootVolumes:getBootVolumes": boot_volumes,
    "oci:Core/getPublicIps:getPublicIps": public_ips,
    "oci:Budget/getBudgets:getBudgets": budgets,
    "oci:Budget/getAlertRules:getAlertRules": alert_rules,
    "oci:Limits/getQuotas:getQuotas": _listing(kinds.QUOTA, "quotas"),
}

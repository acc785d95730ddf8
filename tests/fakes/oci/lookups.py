"""What the stand-in answers when it is asked without making anything (Pulumi's invokes)."""

from typing import Any


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


LOOKUPS = {
    "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": availability_domains,
    "oci:Core/getImages:getImages": images,
    "oci:Core/getPrivateIps:getPrivateIps": private_ips,
}

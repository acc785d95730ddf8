"""What only the cloud can tell before anything is made: its domains, and the newest image for the shape."""

import pulumi
from pulumi_oci import core, identity

from infra_py.settings import Settings

SHAPE = "VM.Standard.A1.Flex"
SYSTEM, SYSTEM_VERSION = "Oracle Linux", "8"


def availability_domain(settings: Settings) -> str:
    """Return the chosen domain, or the first one of the region.

    Raises:
        RunError: when the account sees none.
    """
    if settings.availability_domain:
        return settings.availability_domain
    domains = identity.get_availability_domains(compartment_id=settings.tenancy_id).availability_domains
    if not domains:
        raise pulumi.RunError("No availability domain is visible in the tenancy; check tenancyId and the region.")
    return domains[0].name


def image(settings: Settings) -> str:
    """Return the chosen image's OCID, or the newest Oracle Linux 8 for the shape.

    Raises:
        RunError: when there is none.
    """
    if settings.image_id:
        return settings.image_id
    images = core.get_images(
        compartment_id=settings.compartment_id,
        operating_system=SYSTEM,
        operating_system_version=SYSTEM_VERSION,
        # Without the shape it would find images for x86 too.
        shape=SHAPE,
        state="AVAILABLE",
        sort_by="TIMECREATED",
        sort_order="DESC",
    ).images
    if not images:
        raise pulumi.RunError(f"No image of {SYSTEM} {SYSTEM_VERSION} for {SHAPE} is listed here; set imageId.")
    return images[0].id

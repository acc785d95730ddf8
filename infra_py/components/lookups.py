"""Look-ups in the cloud: the region's first availability domain, and the newest image for the shape."""

import pulumi
from pulumi_oci import core, identity

SHAPE = "VM.Standard.A1.Flex"
SYSTEM, SYSTEM_VERSION = "Oracle Linux", "8"


def first_availability_domain(*, tenancy_id: str) -> str:
    """Return the name of the region's first availability domain.

    Raises:
        RunError: when the account sees none.
    """
    domains = identity.get_availability_domains(compartment_id=tenancy_id).availability_domains
    if not domains:
        raise pulumi.RunError("No availability domain is visible in the tenancy; check tenancyId and the region.")
    return domains[0].name


def newest_image(*, compartment_id: str) -> str:
    """Return the OCID of the newest Oracle Linux 8 image for the shape.

    Raises:
        RunError: when there is none.
    """
    images = core.get_images(
        compartment_id=compartment_id,
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

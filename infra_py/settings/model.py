"""The settings of a stack as one frozen record; Pulumi.yaml has the defaults."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path

SECRETS = (
    "registryAuth",
    "togglApiToken",
    "googleClientId",
    "googleClientSecret",
    "googleRefreshToken",
    "databaseUrl",
    "apiKey",
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The wanted state of the stack; secrets stay out of `repr`.

    Attributes:
        tenancy_id, compartment_id: OCIDs; the compartment is the root one of the tenancy unless one is chosen.
        my_ip: the range from which SSH is allowed.
        ssh_public_key: type and key, as they stand in `authorized_keys` of the machine.
        ssh_private_key_path: the file that the release step reads.
        availability_domain: None = the first of the region.
        image_id: None = the newest Oracle Linux 8 for the shape.
        vcn_cidr, subnet_cidr: the ranges of the network and of its one public subnet.
        console_cidrs: the ranges from which the API is reached.
        ocpus, memory_gb: size of the machine, in OCPUs and GB.
        boot_volume_gb, data_volume_gb: sizes in GB; 0 = no data volume.
        reserved_ip: the address outlives the machine.
        protect_data: the engine refuses to delete the data volume.
        allow_replacement: for one run, changes that replace the machine are not ignored.
        container_image: the image to pull; None = the machine builds one from `source_repository` at `source_ref`.
        registry_auth: `user:password` of a private registry.
        deploy: whether settings, secrets and versions are sent to the running machine.
        budget_monthly: in the tenancy's currency; None = no budget.
        quota_guard: forbid every paid compute shape in the tenancy.
        worker_count: number of further machines; always 0 yet.
    """

    tenancy_id: str
    compartment_id: str
    my_ip: IPv4Network
    ssh_public_key: str
    ssh_private_key_path: Path
    availability_domain: str | None
    image_id: str | None
    vcn_cidr: IPv4Network
    subnet_cidr: IPv4Network
    console_cidrs: tuple[IPv4Network, ...]
    allow_public_api: bool
    api_port: int
    ocpus: int
    memory_gb: int
    boot_volume_gb: int
    data_volume_gb: int
    reserved_ip: bool
    protect_data: bool
    allow_replacement: bool
    container_image: str | None
    source_repository: str | None
    source_ref: str | None
    registry_auth: str | None = field(repr=False)
    deploy: bool
    toggl_api_token: str | None = field(repr=False)
    google_client_id: str | None = field(repr=False)
    google_client_secret: str | None = field(repr=False)
    google_refresh_token: str | None = field(repr=False)
    database_url: str | None = field(repr=False)
    api_key: str | None = field(repr=False)
    timezone: str
    country: str
    language: str
    budget_monthly: int | None
    budget_email: str | None
    quota_guard: bool
    worker_count: int

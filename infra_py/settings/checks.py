"""What has to fit together among the settings; one sentence for each rule that is broken."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from infra_py.settings.model import Settings
from infra_py.settings.reader import NOWHERE, is_open

SMALLEST_VOLUME_GB = 50
MOST_MEMORY_GB_PER_OCPU = 64
WIDEST_VCN, NARROWEST_VCN = 16, 30
# What clients take for another protocol; over plain HTTP an API key would travel in clear.
TAKEN_PORTS = MappingProxyType({22: "SSH", 80: "plain HTTP"})
REGISTRY_AUTH = re.compile(r"[^\s:]+:\S+")
API_KEY = re.compile(r"[A-Za-z0-9_-]{32,200}")


def problems(settings: Settings) -> list[str]:
    return [*_network(settings), *_size(settings), *_delivery(settings), *_secrets(settings)]


def _network(settings: Settings) -> Iterator[str]:
    vcn, subnet = settings.vcn_cidr, settings.subnet_cidr
    if vcn != NOWHERE and not WIDEST_VCN <= vcn.prefixlen <= NARROWEST_VCN:
        yield f"vcnCidr={vcn} has a size that Oracle refuses; use a range from /{WIDEST_VCN} to /{NARROWEST_VCN}."
    if NOWHERE not in {vcn, subnet} and not subnet.subnet_of(vcn):
        yield f"subnetCidr={subnet} is not within vcnCidr={vcn}; choose a part of it."
    for network in settings.console_cidrs:
        if is_open(network) and not settings.allow_public_api:
            yield (
                f"consoleCidrs: {network} opens the API to the whole internet; narrow it, or set allowPublicApi to "
                "true if that is meant (the machine serves it by TLS only, and every call needs the key)."
            )
    if service := TAKEN_PORTS.get(settings.api_port):
        yield f"apiPort={settings.api_port} is the port of {service}; use another one, such as 3000 or 443."


def _size(settings: Settings) -> Iterator[str]:
    if not settings.ocpus <= settings.memory_gb <= MOST_MEMORY_GB_PER_OCPU * settings.ocpus:
        yield (
            f"memoryGb={settings.memory_gb} does not fit ocpus={settings.ocpus}; the shape takes 1 to "
            f"{MOST_MEMORY_GB_PER_OCPU} GB for each OCPU."
        )
    if 0 < settings.data_volume_gb < SMALLEST_VOLUME_GB:
        yield (
            f"dataVolumeGb={settings.data_volume_gb} is too small; use at least {SMALLEST_VOLUME_GB}, or 0 to keep the "
            "data on the boot volume."
        )
    if (settings.budget_monthly is None) != (settings.budget_email is None):
        yield "budgetMonthly and budgetEmail belong together; set both or none."


def _delivery(settings: Settings) -> Iterator[str]:
    if (settings.container_image is None) == (settings.source_repository is None):
        yield (
            "containerImage and sourceRepository: exactly one has to be set; name a ready image, or the repository "
            "(with sourceRef) that the machine builds it from."
        )
    if (settings.source_repository is None) != (settings.source_ref is None):
        yield "sourceRepository and sourceRef belong together; set both or none."
    if settings.registry_auth and settings.container_image is None:
        yield "registryAuth is set without containerImage; remove it, or name the image that it is for."


def _secrets(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with a secret, never the secret."""
    google = (settings.google_client_id, settings.google_client_secret, settings.google_refresh_token)
    if any(google) and not all(google):
        yield "googleClientId, googleClientSecret and googleRefreshToken belong together; set all three or none."
    if settings.registry_auth and not REGISTRY_AUTH.fullmatch(settings.registry_auth):
        yield "registryAuth is not a user and a password; write it as user:password."
    if settings.database_url and not settings.database_url.startswith(("postgresql://", "postgres://")):
        yield "databaseUrl is not a PostgreSQL URL; it begins with postgresql://."
    if settings.api_key and not API_KEY.fullmatch(settings.api_key):
        yield (
            "apiKey is too weak or has other characters; use 32 or more letters, digits, - and _, or leave it out to "
            "have the machine make one."
        )

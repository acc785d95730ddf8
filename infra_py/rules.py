"""What has to fit together among the settings, each rule with the sentence for whoever breaks it."""

import re
from types import MappingProxyType

from infra_py.record import Settings
from infra_py.values import NOWHERE, is_open

Rule = tuple[bool, str]

SMALLEST_VOLUME_GB = 50
MOST_MEMORY_GB_PER_OCPU = 64
WIDEST_VCN, NARROWEST_VCN = 16, 30
# What clients take for another protocol; over plain HTTP an API key would travel in clear.
TAKEN_PORTS = MappingProxyType({22: "SSH", 80: "plain HTTP"})
REGISTRY_AUTH = re.compile(r"[^\s:]+:\S+")
API_KEY = re.compile(r"[A-Za-z0-9_-]{32,200}")


def findings(settings: Settings) -> list[str]:
    """Return one sentence for each rule that is broken."""
    return [sentence for broken, sentence in (*_network(settings), *_size(settings), *_delivery(settings)) if broken]


def _network(settings: Settings) -> list[Rule]:
    vcn, subnet = settings.vcn_cidr, settings.subnet_cidr
    wide = next((network for network in settings.console_cidrs if is_open(network)), None)
    return [
        (
            vcn != NOWHERE and not WIDEST_VCN <= vcn.prefixlen <= NARROWEST_VCN,
            f"vcnCidr={vcn} has a size that Oracle refuses; use a range from /{WIDEST_VCN} to /{NARROWEST_VCN}.",
        ),
        (
            NOWHERE not in {vcn, subnet} and not subnet.subnet_of(vcn),
            f"subnetCidr={subnet} is not within vcnCidr={vcn}; choose a part of it.",
        ),
        (
            wide is not None and not settings.allow_public_api,
            f"consoleCidrs: {wide} opens the API to the whole internet; give narrower ranges, or set allowPublicApi to "
            + "true if that is meant (the machine serves it by TLS only, and every call needs the key).",
        ),
        (
            settings.api_port in TAKEN_PORTS,
            f"apiPort={settings.api_port} is the port of {TAKEN_PORTS.get(settings.api_port)}; use another one, such as "
            + "3000 or 443.",
        ),
    ]


def _size(settings: Settings) -> list[Rule]:
    return [
        (
            not settings.ocpus <= settings.memory_gb <= MOST_MEMORY_GB_PER_OCPU * settings.ocpus,
            f"memoryGb={settings.memory_gb} does not fit ocpus={settings.ocpus}; the shape takes 1 to "
            + f"{MOST_MEMORY_GB_PER_OCPU} GB for each OCPU.",
        ),
        (
            0 < settings.data_volume_gb < SMALLEST_VOLUME_GB,
            f"dataVolumeGb={settings.data_volume_gb} is too small; use at least {SMALLEST_VOLUME_GB}, or 0 to keep the "
            + "data on the boot volume.",
        ),
        (
            (settings.budget_monthly is None) != (settings.budget_email is None),
            "budgetMonthly and budgetEmail belong together; set both or none.",
        ),
    ]


def _delivery(settings: Settings) -> list[Rule]:
    """Rules of what runs on the machine; no sentence repeats a secret."""
    google = (settings.google_client_id, settings.google_client_secret, settings.google_refresh_token)
    database, key, auth = settings.database_url, settings.api_key, settings.registry_auth
    return [
        (
            (settings.container_image is None) == (settings.source_repository is None),
            "containerImage and sourceRepository: exactly one has to be set; name a ready image, or the repository "
            + "(with sourceRef) that the machine builds it from.",
        ),
        (
            (settings.source_repository is None) != (settings.source_ref is None),
            "sourceRepository and sourceRef belong together; set both or none.",
        ),
        (
            auth is not None and not REGISTRY_AUTH.fullmatch(auth),
            "registryAuth is not a user and a password; write it as user:password.",
        ),
        (
            auth is not None and settings.container_image is None,
            "registryAuth is set without containerImage; remove it, or name the image that it is for.",
        ),
        (
            any(google) and not all(google),
            "googleClientId, googleClientSecret and googleRefreshToken belong together; set all three or none.",
        ),
        (
            database is not None and not database.startswith(("postgresql://", "postgres://")),
            "databaseUrl is not a PostgreSQL URL; it begins with postgresql://.",
        ),
        (
            key is not None and not API_KEY.fullmatch(key),
            "apiKey is too weak or has other characters; use 32 or more letters, digits, - and _, or leave it out to have "
            + "the machine make one.",
        ),
    ]

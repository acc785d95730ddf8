"""Read the settings of a stack: all problems are reported together, before any request to the cloud.

Pulumi's runtime is not needed here: `python -m infra_py check` reads the same values without it.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from ipaddress import IPv4Network
from pathlib import Path
from types import MappingProxyType
from zoneinfo import available_timezones

from infra_py.settings import checks
from infra_py.settings.declared import read_defaults
from infra_py.settings.errors import SettingsError
from infra_py.settings.model import SECRETS, Settings
from infra_py.settings.reader import NOWHERE, Values, is_open

__all__ = ["PROJECT", "PROJECT_DIR", "SECRETS", "Settings", "SettingsError", "read"]

PROJECT = "lifetracer"
PROJECT_DIR = Path(__file__).resolve().parents[2]

MAKE_KEY = "ssh-keygen -t ed25519 -f ~/.ssh/lifetracer"
IMAGE = re.compile(r"[a-z0-9][A-Za-z0-9._/:@-]{0,254}")
REPOSITORY = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/-]+")
REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}")
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"en|ja")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def read(
    values: Mapping[str, object],
    *,
    profile: Mapping[str, str] = MappingProxyType({}),
    encrypted: Collection[str] | None = None,
    project_dir: Path = PROJECT_DIR,
) -> Settings:
    """Read the settings of a stack.

    Args:
        values: the configuration by plain names (`ocpus`, not `lifetracer:ocpus`).
        profile: the account's entries in `~/.oci/config`; its tenancy counts where `tenancyId` is not set.
        encrypted: the names that are kept as Pulumi secrets; None = not known, so not checked.
        project_dir: the folder with Pulumi.yaml; relative paths start there.

    Raises:
        SettingsError: with all problems.
    """
    defaults = read_defaults(project_dir)
    config = Values(config=values, defaults=defaults, project_dir=project_dir)
    settings = _read(config, profile)
    config.problems.extend([*_unknown_settings(values, defaults), *checks.problems(settings)])
    if encrypted is not None:
        config.problems.extend(_plaintext_secrets(values, encrypted))
    if config.problems:
        raise SettingsError(config.problems)
    return settings


def _read(config: Values, profile: Mapping[str, str]) -> Settings:
    """Read value by value; where one cannot be used, something harmless stands in for it."""
    tenancy = config.ocid("tenancyId", "tenancy") or profile.get("tenancy", "")
    if not tenancy:
        config.problems.append(
            "tenancyId is not set and ~/.oci/config names no tenancy; make an API key in Oracle's web console and save "
            "what it shows in that file, or set tenancyId."
        )
    deploy = config.flag("deploy")
    return Settings(
        tenancy_id=tenancy,
        compartment_id=config.ocid("compartmentId", "compartment") or tenancy,
        my_ip=_my_ip(config),
        ssh_public_key=_public_key(config),
        ssh_private_key_path=_private_key(config) if deploy else config.path("sshPrivateKeyPath"),
        availability_domain=config.text("availabilityDomain"),
        image_id=config.ocid("imageId", "image"),
        vcn_cidr=config.cidr("vcnCidr") or NOWHERE,
        subnet_cidr=config.cidr("subnetCidr") or NOWHERE,
        console_cidrs=config.cidrs("consoleCidrs"),
        allow_public_api=config.flag("allowPublicApi"),
        api_port=config.integer("apiPort", lowest=1, highest=65_535),
        ocpus=config.integer("ocpus", lowest=1, highest=80),
        memory_gb=config.integer("memoryGb", lowest=1, highest=512, unit=" GB"),
        boot_volume_gb=config.integer("bootVolumeGb", lowest=checks.SMALLEST_VOLUME_GB, highest=32_768, unit=" GB"),
        data_volume_gb=config.integer("dataVolumeGb", lowest=0, highest=32_768, unit=" GB"),
        reserved_ip=config.flag("reservedIp"),
        protect_data=config.flag("protectData"),
        allow_replacement=config.flag("allowReplacement"),
        container_image=config.matching(
            "containerImage", IMAGE, "is not the name of an image; write it such as ghcr.io/you/lifetracer:0.1.0."
        ),
        source_repository=config.matching(
            "sourceRepository",
            REPOSITORY,
            "is not the address of a repository; write it such as https://github.com/you/lifetracer, no password.",
        ),
        source_ref=config.matching("sourceRef", REF, "is not a tag, branch or commit; write it such as v0.1.0."),
        registry_auth=config.secret("registryAuth"),
        deploy=deploy,
        toggl_api_token=config.secret("togglApiToken"),
        google_client_id=config.secret("googleClientId"),
        google_client_secret=config.secret("googleClientSecret"),
        google_refresh_token=config.secret("googleRefreshToken"),
        database_url=config.secret("databaseUrl"),
        api_key=config.secret("apiKey"),
        timezone=_timezone(config),
        country=config.matching("country", COUNTRY, "is not an ISO 3166 code; use two letters, such as JP.") or "",
        language=config.matching("language", LANGUAGE, "is not known; use one of: en, ja.") or "",
        budget_monthly=config.integer("budgetMonthly", lowest=0, highest=1_000_000) or None,
        budget_email=config.matching(
            "budgetEmail", EMAIL, "is not an e-mail address; write it such as you@example.org."
        ),
        quota_guard=config.flag("quotaGuard"),
        worker_count=config.integer("workerCount", lowest=0, highest=0),
    )


def _my_ip(config: Values) -> IPv4Network:
    network = config.cidr("myIp")
    if network is None and not config.text("myIp"):
        config.problems.append("myIp is not set; give the address from where you use SSH, such as 203.0.113.7.")
    if network and is_open(network):
        config.add_problem("myIp", "would open SSH to the whole internet; give your own address, such as 203.0.113.7.")
    return network or NOWHERE


def _timezone(config: Values) -> str:
    name = config.text("timezone") or ""
    if name not in available_timezones():
        config.add_problem("timezone", "is not a time zone; use a name of the tz database, such as Asia/Tokyo.")
    return name


def _public_key(config: Values) -> str:
    """Return the key's line: type and key, without the comment, which often names a person and a computer."""
    path = config.path("sshPublicKeyPath")
    try:
        words = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        config.add_problem(
            "sshPublicKeyPath", f"cannot be read; make a key pair by `{MAKE_KEY}`, or give the path of yours."
        )
        return ""
    if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):  # noqa: PLR2004 type and key
        config.add_problem("sshPublicKeyPath", "is not a public SSH key; give the file whose name ends in .pub.")
        return ""
    return " ".join(words[:2])


def _private_key(config: Values) -> Path:
    path = config.path("sshPrivateKeyPath")
    try:
        key = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        key = ""
    if "PRIVATE KEY" not in key:
        config.add_problem(
            "sshPrivateKeyPath",
            "is not a readable private SSH key; give the one that belongs to sshPublicKeyPath, or set deploy to false.",
        )
    return path


def _unknown_settings(values: Mapping[str, object], declared: Collection[str]) -> list[str]:
    """Return a problem for each name that is no setting: a misspelt one would be ignored in silence."""
    problems = []
    for name in sorted(set(values) - set(declared)):
        near = difflib.get_close_matches(name, declared, n=1)
        problems.append(
            f"{name} is not a setting; "
            + (f"did you mean {near[0]}?" if near else "remove it by `pulumi config rm`; Pulumi.yaml lists them all.")
        )
    return problems


def _plaintext_secrets(values: Mapping[str, object], encrypted: Collection[str]) -> list[str]:
    return [
        f"{name} is a secret that the stack's file holds in clear; set it again by `pulumi config set --secret {name}`."
        for name in SECRETS
        if values.get(name) and name not in encrypted
    ]

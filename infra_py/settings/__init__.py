"""Read the settings of a stack: all problems are reported together, before any request to the cloud.

Pulumi's runtime is not needed here: `python -m infra_py check` reads the same values without it.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from infra_py.settings.account import read_account
from infra_py.settings.declared import FILE, read_defaults
from infra_py.settings.delivery import read_delivery
from infra_py.settings.errors import SettingsError
from infra_py.settings.model import SECRETS, Settings
from infra_py.settings.network import read_network
from infra_py.settings.reader import MAY_HOLD_SECRET, Values, show
from infra_py.settings.server import read_server
from infra_py.settings.ssh_keys import read_ssh_keys

__all__ = ["PROJECT", "PROJECT_DIR", "SECRETS", "Settings", "SettingsError", "read"]

PROJECT = "lifetracer"
PROJECT_DIR = Path(__file__).resolve().parents[2]


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
    config = Values(config=values, defaults=read_defaults(project_dir), project_dir=project_dir)
    # Typed as Any, because an unusable value is None; then there is a problem, and no record is made.
    fields: dict[str, Any] = {
        **read_account(config, profile),
        **read_ssh_keys(config),
        **read_network(config),
        **read_server(config),
        **read_delivery(config),
    }
    config.problems.extend(_unknown_settings(config))
    if encrypted is not None:
        config.problems.extend(_plaintext_secrets(config, encrypted))
    if config.problems:
        raise SettingsError(config.problems)
    return Settings(**fields)


def _unknown_settings(config: Values) -> Iterator[str]:
    """Yield a problem for each name that is not declared: a misspelt setting would have no effect."""
    for name in sorted(set(config.config) - set(config.defaults)):
        shown = "A name with the form of a URL or an address" if MAY_HOLD_SECRET.search(name) else show(name)
        near = difflib.get_close_matches(show(name), config.defaults, n=1)
        fix = f"did you mean {near[0]}?" if near else f"remove it by `pulumi config rm`; {FILE} lists all settings."
        yield f"{shown} is not a setting; {fix}"


def _plaintext_secrets(config: Values, encrypted: Collection[str]) -> Iterator[str]:
    for name in SECRETS:
        if config.is_set(name) and name not in encrypted:
            yield (
                f"{name} is a secret that the stack's file holds unencrypted; set it again by "
                f"`pulumi config set --secret {name}`."
            )

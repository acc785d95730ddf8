"""The SSH key pair, read as every command reads it with the other settings."""

from collections.abc import Mapping
from pathlib import Path

from infra_py.cli.checks.finding import Finding, from_sentence, ok
from infra_py.settings.declared import read_defaults
from infra_py.settings.reader import Values
from infra_py.settings.ssh_keys import KeyPair, read_pair

ABOUT = "ssh"


def pair(config: Mapping[str, str], project_dir: Path) -> list[Finding]:
    """Return the problems of the key pair, or one good finding.

    Args:
        config: the configuration of the stack by plain names; empty where it cannot be read.
        project_dir: the folder with Pulumi.yaml.

    Raises:
        SettingsError: when Pulumi.yaml cannot be used.
    """
    values = Values(config=config, defaults=read_defaults(project_dir), project_dir=project_dir)
    found = read_pair(values)
    return [from_sentence(ABOUT, sentence) for sentence in values.problems] or [ok(ABOUT, _state(found))]


def _state(found: KeyPair) -> str:
    if found.private_key is None:
        return f"{found.public_path} is a key; its private half is not on this computer, and deploy is false."
    if found.private_key.public_key is None:
        return f"{found.private_path} is encrypted, so it cannot be compared with {found.public_path}."
    note = "; `ssh lifetracer` asks for the passphrase" if found.private_key.is_encrypted else ""
    return f"{found.public_path} and {found.private_path} belong together{note}."

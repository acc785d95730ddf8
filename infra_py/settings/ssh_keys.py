"""The SSH key pair: the machine gets the public half, the release step uses the private one."""

from pathlib import Path
from typing import Any

from infra_py.settings.reader import Values

MAKE_KEY = "ssh-keygen -t ed25519 -f ~/.ssh/lifetracer"


def read_ssh_keys(config: Values) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to the key pair; an unusable one is None."""
    return {
        "ssh_public_key": _public_key(config),
        "ssh_private_key_path": _private_key(config) if config.flag("deploy") else config.path("sshPrivateKeyPath"),
    }


def _public_key(config: Values) -> str | None:
    """Return the key's line: type and key, without the comment, which often names a person and a computer."""
    path = config.path("sshPublicKeyPath")
    if path is None:
        return None
    try:
        words = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        config.add_problem(
            "sshPublicKeyPath", f"cannot be read; make a key pair by `{MAKE_KEY}`, or give the path of yours."
        )
        return None
    if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):  # noqa: PLR2004 type and key
        config.add_problem("sshPublicKeyPath", "is not a public SSH key; give the file whose name ends in .pub.")
        return None
    return " ".join(words[:2])


def _private_key(config: Values) -> Path | None:
    path = config.path("sshPrivateKeyPath")
    if path is None:
        return None
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

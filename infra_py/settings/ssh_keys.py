"""The SSH key pair: the machine gets the public half, the release step uses the private one.

A machine whose key is on no computer cannot be entered, so the halves are compared before anything is made.
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra_py.settings.key_files import (
    KeyFileError,
    MissingKeyError,
    PrivateKey,
    find_open_mode,
    parse_private_key,
    parse_public_key,
    read_key_file,
)
from infra_py.settings.reader import MAY_HOLD_SECRET, Values, show

PUBLIC, PRIVATE = "sshPublicKeyPath", "sshPrivateKeyPath"
OR_NOT = ", or set deploy to false"
# Text that every shell takes as it is, with ~ for the home.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./~-]{1,200}")


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """Both halves; what is unusable is None, and its problem is reported.

    Attributes:
        public_key: type and key, without a comment.
        private_key: None also for a key that is not on this computer, which is allowed with `deploy` off.
    """

    public_path: Path | None
    private_path: Path | None
    public_key: str | None
    private_key: PrivateKey | None


def read_ssh_keys(config: Values) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to the key pair; an unusable one is None."""
    pair = read_pair(config)
    return {"ssh_public_key": pair.public_key, "ssh_private_key_path": pair.private_path}


def read_pair(config: Values) -> KeyPair:
    """Read both halves and compare them; with `deploy` on, the private one must be usable without a person."""
    pair = KeyPair(
        public_path=config.path(PUBLIC),
        private_path=config.path(PRIVATE),
        public_key=_public_key(config),
        private_key=_private_key(config),
    )
    private_key = pair.private_key
    if pair.public_key and private_key and private_key.public_key not in {None, pair.public_key}:
        config.add_problem(
            PUBLIC,
            f"is not the public half of {PRIVATE}, which could not enter the machine; {_derive(config)}, or set both "
            "paths to one pair.",
        )
    return pair


def _public_key(config: Values) -> str | None:
    path = config.path(PUBLIC)
    if path is None:
        return None
    try:
        return parse_public_key(read_key_file(path))
    except MissingKeyError as error:
        fix = _derive(config) if _is_file(config, PRIVATE) else _make(config)
        config.add_problem(PUBLIC, f"{error}; {fix}, or set the path of yours.")
    except KeyFileError as error:
        config.add_problem(PUBLIC, f"{error}; set the path of the .pub file of an Ed25519, RSA or ECDSA key.")
    return None


def _private_key(config: Values) -> PrivateKey | None:
    path, deploy = config.path(PRIVATE), config.flag("deploy")
    if path is None or deploy is None:
        return None
    or_not = OR_NOT if deploy else ""
    try:
        data = read_key_file(path)
        if mode := find_open_mode(path):
            config.add_problem(
                PRIVATE,
                f"may be read by others (mode {mode}), so SSH refuses it; run `chmod 600 {_typed(config, PRIVATE)}`.",
            )
        key = parse_private_key(data)
    except MissingKeyError as error:
        # Without a release step nothing here needs it: it may be on another computer, or in an agent.
        if deploy:
            fix = _make_another(config) if _is_file(config, PUBLIC) else _make(config)
            config.add_problem(PRIVATE, f"{error}; {fix}, set the path of yours{or_not}.")
        return None
    except KeyFileError as error:
        config.add_problem(PRIVATE, f"{error}; set the path of the one that belongs to {PUBLIC}{or_not}.")
        return None
    if key.is_encrypted and deploy:
        config.add_problem(
            PRIVATE,
            f"is encrypted with a passphrase, which the release step cannot enter; {_make_another(config)}{or_not}.",
        )
    return key


def _make(config: Values, suffix: str = "") -> str:
    return f"make a pair by `ssh-keygen -t ed25519 -f {_typed(config, PRIVATE, suffix)}` with an empty passphrase"


def _make_another(config: Values) -> str:
    """Return how to make a pair beside a half that is there: ssh-keygen would write over it."""
    return f"{_make(config, '-release')} and set both paths to it"


def _derive(config: Values) -> str:
    return f"write the right half by `ssh-keygen -y -f {_typed(config, PRIVATE)} > {_typed(config, PUBLIC)}`"


def _is_file(config: Values, name: str) -> bool:
    path = config.path(name)
    try:
        return path is not None and path.is_file()
    except OSError:
        return False


def _typed(config: Values, name: str, suffix: str = "") -> str:
    """Return a path as a person types it in a command."""
    text, path = config.text(name) or "", config.path(name)
    if PLAIN_PATH.fullmatch(text):
        return text + suffix
    return "PATH" if MAY_HOLD_SECRET.search(text) else shlex.quote(show(f"{path}{suffix}"))

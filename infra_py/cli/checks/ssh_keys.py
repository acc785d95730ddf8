"""The SSH key pair: the machine gets the public half at birth, the release step uses the private one."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from infra_py.cli.checks.finding import Finding, closed, ok, problem, warning

ABOUT = "ssh"
MAKE = "ssh-keygen -t ed25519 -f {private} (leave the passphrase empty)"
HARDWARE = "sk-"


class _LockedError(Exception):
    """The private key is closed by a passphrase."""


def pair(public: Path, private: Path, *, deploy: bool) -> list[Finding]:
    """Look whether both halves are there, belong together, and can be used without a person.

    Args:
        public: sshPublicKeyPath.
        private: sshPrivateKeyPath.
        deploy: whether the release step will use the private half.
    """
    findings = [_missing(path, private) for path in (public, private) if not path.is_file()]
    if findings:
        return findings
    findings = closed(ABOUT, private)
    words = public.read_text(encoding="utf-8", errors="replace").split()
    if len(words) < 2 or "PRIVATE" in " ".join(words[:3]):  # noqa: PLR2004 type and key
        return [*findings, problem(ABOUT, f"{public} is not a public key.", f"ssh-keygen -y -f {private} > {public}")]
    if words[0].startswith(HARDWARE) and deploy:
        return [*findings, problem(ABOUT, f"{public} is a key on a hardware token.", _other(private))]
    try:
        derived = _public_half(private)
    except _LockedError:
        return [*findings, _locked(private, deploy=deploy)]
    except (ValueError, OSError, UnsupportedAlgorithm):
        return [*findings, problem(ABOUT, f"{private} is not a private SSH key.", MAKE.format(private=private))]
    if derived != words[:2]:
        fix = f"ssh-keygen -y -f {private} > {public}, or name the pair by sshPublicKeyPath and sshPrivateKeyPath."
        findings.append(problem(ABOUT, f"{public} is not the public half of {private}.", fix))
    return findings or [ok(ABOUT, f"{public} and {private} belong together.")]


def _public_half(private: Path) -> list[str]:
    """Return type and key of the public half.

    Raises:
        _LockedError: when a passphrase is needed.
        ValueError: when it is no private key.
    """
    data = private.read_bytes()
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        key = load(data, None)
    except TypeError as error:
        raise _LockedError from error
    except ValueError as error:
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise _LockedError from error
        raise
    if not hasattr(key, "public_key"):
        raise ValueError("No key for signing.")
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode().split()[:2]


def _missing(path: Path, private: Path) -> Finding:
    return problem(ABOUT, f"There is no {path}.", MAKE.format(private=private))


def _locked(private: Path, *, deploy: bool) -> Finding:
    text = f"{private} is closed by a passphrase"
    if not deploy:
        return warning(ABOUT, f"{text}; `ssh lifetracer` will ask for it.", "Nothing to do, because deploy is false.")
    return problem(ABOUT, f"{text}, and the release step cannot ask for it.", _other(private))


def _other(private: Path) -> str:
    return (
        f"Make a key of its own for this machine ({MAKE.format(private=private.with_name('lifetracer'))}) and name it "
        "by sshPrivateKeyPath and sshPublicKeyPath, or set deploy to false."
    )

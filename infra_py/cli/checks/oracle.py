"""`~/.oci/config` and the API key that it names.

The format, and that the fingerprint is the MD5 of the public key in DER, are from Oracle's documentation "SDK and CLI
Configuration File" and "Required Keys and OCIDs".
"""

import configparser
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from infra_py.cli.checks.finding import Finding, closed, ok, problem, warning
from infra_py.settings.oci_config import DEFAULT_PROFILE, config_path, read_profile

ABOUT = "oracle"
CONSOLE = "In Oracle's web console: Profile, My profile, API keys, Add API key; it shows what belongs in this file."
SHAPES = {
    "user": re.compile(r"ocid1\.user\.[a-z0-9_-]+\.\.\S+"),
    "fingerprint": re.compile(r"([0-9a-fA-F]{2}:){15}[0-9a-fA-F]{2}"),
    "tenancy": re.compile(r"ocid1\.tenancy\.[a-z0-9_-]+\.\.\S+"),
    "region": re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+"),
    "key_file": re.compile(r"[^<#]+"),
}

RIGHT = {
    "user": "It begins with ocid1.user. and stands in Profile, My profile.",
    "fingerprint": "It is 16 pairs of hexadecimal digits with colons between, beside the key in Profile, API keys.",
    "tenancy": "It begins with ocid1.tenancy. and stands in Profile, Tenancy.",
    "region": "It is a name such as ap-tokyo-1, without a comment behind it.",
    "key_file": "Replace the placeholder with the path of the downloaded .pem file, without a comment behind it.",
}


def account(profile_name: str = DEFAULT_PROFILE) -> list[Finding]:
    """Look at the configuration file, the profile, and the key."""
    path = config_path()
    if not path.is_file():
        return [problem(ABOUT, f"There is no {path}.", CONSOLE)]
    broken = _unreadable(path)
    if broken:
        return [broken]
    profile = read_profile(profile_name, path=path)
    if not profile:
        return [problem(ABOUT, f"{path} has no profile [{profile_name}].", CONSOLE)]
    findings = closed(ABOUT, path) + _entries(path, profile)
    if SHAPES["key_file"].fullmatch(profile.get("key_file", "")):
        findings += _key(Path(profile["key_file"]).expanduser(), profile)
    return findings or [
        ok(ABOUT, f"[{profile_name}] of {path}: {profile['region']}, and the key fits its fingerprint.")
    ]


def _unreadable(path: Path) -> Finding | None:
    try:
        configparser.ConfigParser(interpolation=None).read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return problem(ABOUT, f"{path} cannot be read: {error}", "Save it as text in UTF-8, and readable for you.")
    except configparser.Error as error:
        where = getattr(error, "lineno", None)
        line = f" in line {where}" if where else ""
        return problem(ABOUT, f"{path} is not written as such a file is{line}.", CONSOLE)
    return None


def _entries(path: Path, profile: Mapping[str, str]) -> list[Finding]:
    findings = []
    if "security_token_file" in profile:
        fix = "Use an API key for a search that takes days."
        findings.append(warning(ABOUT, f"{path} holds a session token, which ends within the hour.", fix))
    for name, shape in SHAPES.items():
        value = profile.get(name, "")
        if not value:
            findings.append(problem(ABOUT, f"{path} has no {name}.", CONSOLE))
        elif not shape.fullmatch(value):
            findings.append(problem(ABOUT, f"{name} in {path} is not what it should be.", RIGHT[name]))
    return findings


def _key(path: Path, profile: Mapping[str, str]) -> list[Finding]:
    if not path.is_file():
        fix = f"Move the downloaded .pem file there, or correct key_file. {CONSOLE}"
        return [problem(ABOUT, f"The API key {path} is not there.", fix)]
    findings = closed(ABOUT, path)
    password = profile.get("pass_phrase")
    try:
        key = load_pem_private_key(path.read_bytes(), password.encode() if password else None)
    except TypeError:
        fix = (
            "Add pass_phrase to the profile, or use a key without one; a file without a passphrase has no pass_phrase."
        )
        return [*findings, problem(ABOUT, f"The passphrase of the API key {path} is missing, or not needed.", fix)]
    except (ValueError, OSError, UnsupportedAlgorithm):
        fix = "It is the file whose first line says PRIVATE KEY, as Oracle's console gave it; not the public one."
        return [*findings, problem(ABOUT, f"{path} is not a private key, or pass_phrase is wrong.", fix)]
    if not isinstance(key, RSAPrivateKey):
        return [*findings, problem(ABOUT, f"{path} is not an RSA key; Oracle takes no other.", CONSOLE)]
    real, said = fingerprint(key), profile.get("fingerprint", "").lower()
    if SHAPES["fingerprint"].fullmatch(said) and real != said:
        text = f"The API key {path} has the fingerprint {real}, and the file says {said}."
        fix = "Correct whichever is old: fingerprint and key_file have to be of the same key."
        findings.append(problem(ABOUT, text, fix))
    return findings


def fingerprint(key: RSAPrivateKey) -> str:
    """Return the fingerprint as Oracle's console shows it."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    # MD5 is Oracle's choice for a name of the key, not for its safety.
    return hashlib.md5(der, usedforsecurity=False).digest().hex(":")

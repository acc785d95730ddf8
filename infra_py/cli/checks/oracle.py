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

from infra_py.cli.checks.finding import Finding, ok, problem, warning
from infra_py.settings.key_files import KeyFileError, MissingKeyError, find_open_mode, read_key_file
from infra_py.settings.oci_config import DEFAULT_PROFILE, config_path, read_profile
from infra_py.settings.reader import show

ABOUT = "oracle"
CONSOLE = "In Oracle's web console: Profile, My profile, API keys, Add API key; it shows the text for this file."
FORMS = {
    "user": re.compile(r"ocid1\.user\.[a-z0-9_-]+\.\.\S+"),
    "fingerprint": re.compile(r"([0-9a-fA-F]{2}:){15}[0-9a-fA-F]{2}"),
    "tenancy": re.compile(r"ocid1\.tenancy\.[a-z0-9_-]+\.\.\S+"),
    "region": re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+"),
    "key_file": re.compile(r"[^<#]+"),
}
CORRECTIONS = {
    "user": "It begins with ocid1.user., and the web console shows it in Profile, My profile.",
    "fingerprint": "It is 16 pairs of hexadecimal digits with colons between, beside the key in Profile, API keys.",
    "tenancy": "It begins with ocid1.tenancy., and the web console shows it in Profile, Tenancy.",
    "region": "It is a name such as ap-tokyo-1, without a comment behind it.",
    "key_file": "Replace the placeholder with the path of the downloaded .pem file, without a comment behind it.",
}


def account(profile_name: str = DEFAULT_PROFILE) -> list[Finding]:
    """Check the configuration file, the profile, and the key."""
    path = config_path()
    if not path.is_file():
        return [problem(ABOUT, f"There is no {path}.", CONSOLE)]
    broken = _unreadable(path)
    if broken:
        return [broken]
    profile = read_profile(profile_name, path=path)
    if not profile:
        return [problem(ABOUT, f"{path} has no profile [{show(profile_name)}].", CONSOLE)]
    findings = _open_mode(path) + _entries(path, profile)
    if FORMS["key_file"].fullmatch(profile.get("key_file", "")):
        findings += _key(profile)
    return findings or [
        ok(ABOUT, f"[{profile_name}] of {path}: {profile['region']}, and the key matches its fingerprint.")
    ]


def _unreadable(path: Path) -> Finding | None:
    try:
        configparser.ConfigParser(interpolation=None).read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return problem(ABOUT, f"{path} cannot be read: {error}", "Save it as text in UTF-8 that you may read.")
    except configparser.Error as error:
        where = getattr(error, "lineno", None)
        line = f" (line {where})" if where else ""
        return problem(ABOUT, f"{path} does not have the format of a configuration file{line}.", CONSOLE)
    return None


def _open_mode(path: Path) -> list[Finding]:
    mode = find_open_mode(path)
    return [problem(ABOUT, f"{path} may be read by others (mode {mode}).", f"chmod 600 {path}")] if mode else []


def _entries(path: Path, profile: Mapping[str, str]) -> list[Finding]:
    findings = []
    if "security_token_file" in profile:
        fix = "Use an API key for a search that takes days."
        findings.append(warning(ABOUT, f"{path} holds a session token, which expires within the hour.", fix))
    for name, form in FORMS.items():
        value = profile.get(name, "")
        if not value:
            findings.append(problem(ABOUT, f"{path} has no {name}.", CONSOLE))
        elif not form.fullmatch(value):
            findings.append(problem(ABOUT, f"{name} in {path} has the wrong form.", CORRECTIONS[name]))
    return findings


def _key(profile: Mapping[str, str]) -> list[Finding]:
    name = profile["key_file"]
    try:
        path = Path(name).expanduser()
        data = read_key_file(path)
    except RuntimeError:
        fix = "Write the path in key_file without ~."
        return [problem(ABOUT, f"The API key {show(name)} is in a home that this computer does not have.", fix)]
    except MissingKeyError:
        fix = f"Move the downloaded .pem file there, or correct key_file. {CONSOLE}"
        return [problem(ABOUT, f"The API key {show(name)} does not exist.", fix)]
    except (KeyFileError, ValueError) as error:
        fix = "Let key_file name the .pem file that Oracle's console gave you."
        reason = error if isinstance(error, KeyFileError) else "has no valid path"
        return [problem(ABOUT, f"The API key {show(name)} {reason}.", fix)]
    return _open_mode(path) + _match(path, data, profile)


def _match(path: Path, data: bytes, profile: Mapping[str, str]) -> list[Finding]:
    password = profile.get("pass_phrase")
    try:
        key = load_pem_private_key(data, password.encode() if password else None)
    except TypeError:
        fix = "Add pass_phrase to the profile where the key is encrypted, and remove it where it is not."
        return [problem(ABOUT, f"The passphrase of the API key {path} is missing, or not needed.", fix)]
    except (ValueError, UnsupportedAlgorithm):
        fix = "Use the file whose first line says PRIVATE KEY, as Oracle's console gave it; not the public one."
        return [problem(ABOUT, f"{path} is not a private key, or pass_phrase is wrong.", fix)]
    if not isinstance(key, RSAPrivateKey):
        return [problem(ABOUT, f"{path} is not an RSA key; Oracle accepts no other.", CONSOLE)]
    actual, configured = fingerprint(key), profile.get("fingerprint", "").lower()
    if FORMS["fingerprint"].fullmatch(configured) and actual != configured:
        text = f"The API key {path} has the fingerprint {actual}, and the file has {configured}."
        return [problem(ABOUT, text, "Correct the older of the two: fingerprint and key_file belong to the same key.")]
    return []


def fingerprint(key: RSAPrivateKey) -> str:
    """Return the fingerprint as Oracle's console shows it."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    # MD5 is Oracle's choice for a name of the key, not for its safety.
    return hashlib.md5(der, usedforsecurity=False).digest().hex(":")

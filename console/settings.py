"""The settings of the console."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "ja")
PASSWORD_COMMAND = "lifetracer console password"  # noqa: S105 a command
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class InvalidSettingsError(ValueError):
    """Settings of the console that cannot be used; one sentence a line."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one console; secrets stay out of `repr`.

    Attributes:
        secret: signs sessions and forms; another secret signs everyone out.
        password_hash: argon2id; None where only one-time links let a person in.
        hosts: values of the Host header that are served besides those of loopback, as `host` or `host:port`.
        language: of a person who has chosen none; None follows the browser.
        is_secure: whether pages are served over HTTPS.
        trusts_proxy: whether the client's address is that of `X-Forwarded-For`, which the platform sets.
    """

    secret: bytes = field(repr=False)
    password_hash: str | None = field(default=None, repr=False)
    hosts: frozenset[str] = frozenset()
    language: Language | None = None
    is_secure: bool = False
    trusts_proxy: bool = False


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a person sets in the environment."""

    password_hash: str | None = field(default=None, repr=False)
    hosts: frozenset[str] = frozenset()
    language: Language | None = None


def choices(environ: Mapping[str, str]) -> Choices:
    """Read CONSOLE_PASSWORD_HASH (or _FILE), CONSOLE_HOSTS and CONSOLE_LANGUAGE.

    Raises:
        InvalidSettingsError: with every finding.
    """
    findings: list[str] = []
    password_hash = _secret(environ, "CONSOLE_PASSWORD_HASH", findings)
    if password_hash and not _HASH.fullmatch(password_hash):
        findings.append(
            f"CONSOLE_PASSWORD_HASH is not a hash of argon2id; `{PASSWORD_COMMAND}` makes one. In a shell it needs "
            "single quotes, because it contains dollar signs."
        )
    hosts = frozenset(host.lower() for host in environ.get("CONSOLE_HOSTS", "").replace(",", " ").split())
    if wrong := sorted(host for host in hosts if not _HOST.fullmatch(host)):
        findings.append(
            f"CONSOLE_HOSTS has {', '.join(wrong)}; write host names such as life.example.org or host:3000."
        )
    language = environ.get("CONSOLE_LANGUAGE") or None
    if language not in {None, *LANGUAGES}:
        findings.append(f"CONSOLE_LANGUAGE={language} is not known; use {' or '.join(LANGUAGES)}.")
    if findings:
        raise InvalidSettingsError("\n".join(findings))
    return Choices(password_hash=password_hash, hosts=hosts, language=cast("Language | None", language))


def _secret(environ: Mapping[str, str], name: str, findings: list[str]) -> str | None:
    direct, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if direct and path:
        findings.append(f"{name} and {name}_FILE are both set; unset one of them.")
    if direct or not path:
        return direct or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        findings.append(f"{name}_FILE={path} cannot be read; point it at a readable text file.")
        return None

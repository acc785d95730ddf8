"""What the service itself reads from the environment. The stages read their own settings."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from platformdirs import user_data_path

from service.errors import ConfigurationError

LogFormat = Literal["json", "text"]
ROOT_DATA_DIR = Path("/var/lib/lifetracer")
# Addresses that stand for all of a machine; a client needs one.
_LOCAL = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 compared, not listened on
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 3000
HIGHEST_PORT = 65535
COUNT_LIMIT = 100_000
GOOGLE_AUTH_URL = "https://accounts.google.com/o/oauth2/v2/auth"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 an address, not a token


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long what has ended is kept.

    Attributes:
        jobs, jobs_days: the rows of jobs: how many, and how long from their end; a pipeline with its steps is one.
        logs_days, logs_megabytes: their logs, from their end and altogether; the oldest go first.
        idempotency_hours: the answers to idempotency keys.
    """

    jobs: int = 10_000
    jobs_days: int = 365
    logs_days: int = 30
    logs_megabytes: int = 100
    idempotency_hours: int = 24


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The service's settings; secrets stay out of `repr`.

    Attributes:
        database_url: libpq connection string; None = the embedded PostgreSQL of `data_dir`.
        data_dir: where the embedded database, the API key and the secret key live.
        host, port: where the gateway listens.
        api_key: the admin key from the environment; None = the one in `data_dir`.
        secret_key: encrypts stored credentials; None = the one in `data_dir`.
        tls_certificate, tls_key: PEM files; both or none.
        webhook_url: told of failures; it usually holds a secret.
        google_client_id, google_client_secret: the OAuth client, for `lifetracer connect google`.
        google_auth_url, google_token_url: addresses of Google's consent page and of its token endpoint.
        log_format: None = readable lines on a terminal, JSON elsewhere.
        retention: how long what has ended is kept.
    """

    data_dir: Path
    database_url: str | None = field(default=None, repr=False)
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    api_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    webhook_url: str | None = field(default=None, repr=False)
    google_client_id: str | None = None
    google_client_secret: str | None = field(default=None, repr=False)
    google_auth_url: str = GOOGLE_AUTH_URL
    google_token_url: str = GOOGLE_TOKEN_URL
    log_format: LogFormat | None = None
    retention: Retention = field(default_factory=Retention)


def load(environ: Mapping[str, str] = os.environ, *, data_dir: Path | None = None) -> Settings:
    """Read the settings; `data_dir` from the command line wins.

    Raises:
        ConfigurationError: with every finding in one message.
    """
    findings: list[str] = []
    settings = Settings(
        data_dir=(data_dir or _data_dir(environ)).expanduser().absolute(),
        database_url=_secret(environ, "DATABASE_URL", findings),
        host=environ.get("LIFETRACER_HOST") or DEFAULT_HOST,
        port=_port(environ, findings),
        api_key=_secret(environ, "LIFETRACER_API_KEY", findings),
        secret_key=_secret(environ, "LIFETRACER_SECRET_KEY", findings),
        tls_certificate=_path(environ, "LIFETRACER_TLS_CERT", findings),
        tls_key=_path(environ, "LIFETRACER_TLS_KEY", findings),
        webhook_url=_webhook(environ, findings),
        google_client_id=_secret(environ, "GOOGLE_CLIENT_ID", findings),
        google_client_secret=_secret(environ, "GOOGLE_CLIENT_SECRET", findings),
        google_auth_url=_address(environ, "GOOGLE_AUTH_URL", GOOGLE_AUTH_URL, findings),
        # The stages check it.
        google_token_url=environ.get("GOOGLE_TOKEN_URL") or GOOGLE_TOKEN_URL,
        log_format=_log_format(environ, findings),
        retention=Retention(
            jobs=_count(environ, "LIFETRACER_KEEP_JOBS", Retention.jobs, findings),
            jobs_days=_count(environ, "LIFETRACER_KEEP_JOBS_DAYS", Retention.jobs_days, findings),
            logs_days=_count(environ, "LIFETRACER_KEEP_LOGS_DAYS", Retention.logs_days, findings),
            logs_megabytes=_count(environ, "LIFETRACER_KEEP_LOGS_MB", Retention.logs_megabytes, findings),
            idempotency_hours=_count(
                environ, "LIFETRACER_KEEP_IDEMPOTENCY_HOURS", Retention.idempotency_hours, findings
            ),
        ),
    )
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        findings.append("LIFETRACER_TLS_CERT and LIFETRACER_TLS_KEY belong together; set both or none.")
    if findings:
        raise ConfigurationError("\n".join(findings))
    return settings


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin_of(settings: Settings, *, port: int | None = None) -> str:
    """Return `scheme://host:port` of the gateway, as its settings name it.

    Args:
        settings: of the gateway.
        port: the port that it really has, where the settings leave it open.
    """
    return _origin(settings, settings.host, settings.port if port is None else port)


def local_origin(settings: Settings) -> str:
    """Return the origin at which this machine reaches its own gateway."""
    return _origin(settings, local_host(settings), settings.port)


def local_host(settings: Settings) -> str:
    """Return the address at which this machine reaches its own gateway; one for every address stands for loopback."""
    return _LOCAL.get(settings.host, settings.host)


def _origin(settings: Settings, host: str, port: int) -> str:
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _data_dir(environ: Mapping[str, str]) -> Path:
    if chosen := environ.get("LIFETRACER_DATA_DIR"):
        return Path(chosen)
    # PostgreSQL runs under another account where we are root, and that account cannot enter a home.
    return ROOT_DATA_DIR if os.geteuid() == 0 else user_data_path("lifetracer")


def _secret(environ: Mapping[str, str], name: str, findings: list[str]) -> str | None:
    direct, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if direct and path:
        findings.append(f"{name} and {name}_FILE are both set; unset one of them.")
    if direct or not path:
        return direct or None
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        findings.append(f"{name}_FILE={path} cannot be read; point it at a readable text file.")
        return None
    if not content:
        findings.append(f"{name}_FILE={path} is empty; write the value into it.")
    return content or None


def _port(environ: Mapping[str, str], findings: list[str]) -> int:
    value = environ.get("LIFETRACER_PORT") or str(DEFAULT_PORT)
    if value.isascii() and value.isdigit() and int(value) <= HIGHEST_PORT:
        return int(value)
    findings.append(f"LIFETRACER_PORT={value} is not a port; use a number from 1 to {HIGHEST_PORT} (0 = any free one).")
    return DEFAULT_PORT


def _webhook(environ: Mapping[str, str], findings: list[str]) -> str | None:
    url = _secret(environ, "LIFETRACER_WEBHOOK_URL", findings)
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        findings.append("LIFETRACER_WEBHOOK_URL is not an address; write it as https://host/path.")
    return url


def _address(environ: Mapping[str, str], name: str, default: str, findings: list[str]) -> str:
    value = environ.get(name) or default
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
        findings.append(f"{name} is not an address; write it such as {default}.")
    return value


def _log_format(environ: Mapping[str, str], findings: list[str]) -> LogFormat | None:
    value = environ.get("LIFETRACER_LOG_FORMAT") or None
    if value not in {None, "json", "text"}:
        findings.append(f"LIFETRACER_LOG_FORMAT={value} is not known; use json or text.")
    return cast("LogFormat | None", value)


def _count(environ: Mapping[str, str], name: str, default: int, findings: list[str]) -> int:
    value = environ.get(name) or str(default)
    if value.isascii() and value.isdigit() and 1 <= int(value) <= COUNT_LIMIT:
        return int(value)
    findings.append(f"{name}={value} is not possible; use a whole number from 1 to {COUNT_LIMIT}.")
    return default


def _path(environ: Mapping[str, str], name: str, findings: list[str]) -> Path | None:
    value = environ.get(name)
    if value and not Path(value).is_file():
        findings.append(f"{name}={value} is not a file; give the path of a PEM file.")
    return Path(value) if value else None

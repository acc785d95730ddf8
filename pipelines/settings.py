"""What the stages read from the environment: one frozen record, all problems reported together.

`python -m pipelines.settings --check --json` prints the findings for the service, which reads them when a command
starts. A finding names the setting and the fix; it never repeats a secret.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from stored_settings import VARIABLES, InvalidValueError, parse

TOGGL_ORIGIN = "https://api.track.toggl.com"
GOOGLE_ORIGIN = "https://www.googleapis.com"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 an address, not a token
OWN_CALENDAR = "primary"


class SettingsError(Exception):
    """One or more settings cannot be used; `findings` holds one sentence for each."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__(" ".join(findings))
        self.findings = findings


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of all stages; secrets stay out of `repr`.

    Attributes:
        database_url: libpq connection string, or None when unset (a stage that needs it says so).
        timezone, country, language, person: those of the database, as `StoredSettings` describes them; `load` leaves
            the defaults, and `pipelines.database.with_stored_settings` fills them in.
        categories: a CSV of category rules for a database that has none of the person's own, or None.
        as_of: the instant that counts as now (`LIFETRACER_AS_OF`), or None for the clock.
        toggl_api_url: origin of Toggl Track, without a path.
        toggl_workspace_ids: the workspaces that are read; empty = all of the account.
        google_service_account_file: key file of a service account; None = the refresh token is used.
        google_calendar_ids: the calendars that are read; `primary` is the account's own.
        google_api_url: origin of Google's APIs, without a path.
        google_token_url: address of the token endpoint.
    """

    database_url: str | None = field(default=None, repr=False)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    country: str | None = None
    language: str = "en"
    person: str | None = None
    categories: Path | None = None
    as_of: datetime | None = None
    toggl_api_token: str | None = field(default=None, repr=False)
    toggl_api_url: str = TOGGL_ORIGIN
    toggl_workspace_ids: tuple[int, ...] = ()
    google_client_id: str | None = None
    google_client_secret: str | None = field(default=None, repr=False)
    google_refresh_token: str | None = field(default=None, repr=False)
    google_service_account_file: Path | None = None
    google_calendar_ids: tuple[str, ...] = (OWN_CALENDAR,)
    google_api_url: str = GOOGLE_ORIGIN
    google_token_url: str = GOOGLE_TOKEN_URL

    def now(self) -> datetime:
        """Return the instant that counts as now, in UTC."""
        return self.as_of or datetime.now(UTC)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: with all findings, when any value cannot be used.
    """
    reader = _Reader(environ)
    # They only give the first values of a database, but a mistake in them is found before that.
    reader.check("timezone")
    reader.check("language")
    settings = Settings(
        database_url=reader.secret("DATABASE_URL"),
        categories=reader.file("LIFETRACER_CATEGORIES"),
        as_of=reader.instant("LIFETRACER_AS_OF"),
        toggl_api_token=reader.secret("TOGGL_API_TOKEN"),
        toggl_api_url=reader.origin("TOGGL_API_URL", TOGGL_ORIGIN),
        toggl_workspace_ids=_workspaces(reader),
        google_client_id=reader.secret("GOOGLE_CLIENT_ID"),
        google_client_secret=reader.secret("GOOGLE_CLIENT_SECRET"),
        google_refresh_token=reader.secret("GOOGLE_REFRESH_TOKEN"),
        google_service_account_file=reader.file("GOOGLE_SERVICE_ACCOUNT_FILE"),
        google_calendar_ids=reader.names("GOOGLE_CALENDAR_IDS", OWN_CALENDAR),
        google_api_url=reader.origin("GOOGLE_API_URL", GOOGLE_ORIGIN),
        google_token_url=reader.address("GOOGLE_TOKEN_URL", GOOGLE_TOKEN_URL),
    )
    reader.findings += _google_findings(settings)
    if reader.findings:
        raise SettingsError(reader.findings)
    return settings


def _workspaces(reader: "_Reader") -> tuple[int, ...]:
    """Read the list of workspaces; TOGGL_WORKSPACE_ID is its name of before, when it could hold only one."""
    alias = reader.numbers("TOGGL_WORKSPACE_ID")
    listed = reader.numbers("TOGGL_WORKSPACE_IDS")
    if alias and listed and set(alias) != set(listed):
        reader.findings.append(
            "TOGGL_WORKSPACE_IDS and TOGGL_WORKSPACE_ID name different workspaces; unset TOGGL_WORKSPACE_ID."
        )
    return listed or alias


def _google_findings(settings: Settings) -> list[str]:
    """Return what does not fit together among the credentials of Google."""
    findings = []
    if settings.google_refresh_token:
        missing = [
            name
            for name, value in (
                ("GOOGLE_CLIENT_ID", settings.google_client_id),
                ("GOOGLE_CLIENT_SECRET", settings.google_client_secret),
            )
            if not value
        ]
        if missing:
            findings.append(
                f"GOOGLE_REFRESH_TOKEN works only with the client that made it; set {' and '.join(missing)} too."
            )
    if settings.google_service_account_file:
        if settings.google_refresh_token:
            findings.append("GOOGLE_REFRESH_TOKEN and GOOGLE_SERVICE_ACCOUNT_FILE are both set; unset one of them.")
        if OWN_CALENDAR in settings.google_calendar_ids:
            findings.append(
                "GOOGLE_CALENDAR_IDS has to name your calendar: `primary` would be the service account's own, which "
                "is empty; copy the calendar's id from its settings in Google Calendar."
            )
    return findings


class _Reader:
    """Reads one variable at a time and collects what is wrong instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.findings: list[str] = []

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def secret(self, name: str) -> str | None:
        """Read NAME, or the file that NAME_FILE points to."""
        direct, path = self.text(name), self.text(f"{name}_FILE")
        if direct and path:
            self.findings.append(f"{name} and {name}_FILE are both set; unset one of them.")
        if direct or not path:
            return direct
        try:
            content = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            self.findings.append(f"{name}_FILE={path} cannot be read ({reason}); point it at a readable file.")
            return None
        if not content:
            self.findings.append(f"{name}_FILE={path} is empty; write the value into it.")
        return content or None

    def check(self, name: str) -> None:
        """Check the variable of a stored setting."""
        variable = VARIABLES[name]
        if text := self.text(variable):
            try:
                parse(name, text)
            except InvalidValueError as error:
                self.findings.append(f"{variable}={error}")

    def file(self, name: str) -> Path | None:
        value = self.text(name)
        if value and not Path(value).is_file():
            self.findings.append(f"{name}={value} is not a file; give the path of an existing file.")
        return Path(value) if value else None

    def instant(self, name: str) -> datetime | None:
        value = self.text(name)
        if not value:
            return None
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.findings.append(
                f"{name}={value} is not an instant; write it with its offset, such as 2026-03-01T09:00:00+09:00."
            )
            return None
        return instant.astimezone(UTC)

    def origin(self, name: str, default: str) -> str:
        value = (self.text(name) or default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            self.findings.append(f"{name} is not an origin; write scheme, host and port only, such as {default}.")
        self._reject_unencrypted(name, parts)
        return value

    def address(self, name: str, default: str) -> str:
        value = self.text(name) or default
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            self.findings.append(f"{name} is not an address; write it such as {default}.")
        self._reject_unencrypted(name, parts)
        return value

    def _reject_unencrypted(self, name: str, parts: SplitResult) -> None:
        """Reject plain HTTP to another machine, as tokens and the person's time go there."""
        if parts.scheme == "http" and parts.netloc and not _is_loopback(parts.hostname or ""):
            self.findings.append(f"{name} would send secrets unencrypted; use https, or unset it.")

    def names(self, name: str, default: str) -> tuple[str, ...]:
        """Read a list separated by commas, each name once."""
        given = (part.strip() for part in (self.text(name) or default).split(","))
        return tuple(dict.fromkeys(part for part in given if part)) or (default,)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Read ids separated by commas, each id once."""
        given = [part.strip() for part in (self.text(name) or "").split(",") if part.strip()]
        wrong = [part for part in given if not (part.isascii() and part.isdigit())]
        if wrong:
            self.findings.append(
                f"{name} holds {wrong[0]}, which is not a number; give ids as digits, such as 1234,5678."
            )
            return ()
        return tuple(dict.fromkeys(int(part) for part in given))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def main() -> int:
    """Print the findings; exit 78 when there are any."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.settings", description="Check the settings of the stages."
    )
    parser.add_argument("--check", action="store_true", help="check them (the only thing this command does)")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of lines")
    arguments = parser.parse_args()
    try:
        load()
    except SettingsError as error:
        findings = error.findings
    else:
        findings = []
    sys.stdout.write(json.dumps(findings) + "\n" if arguments.json else "".join(f"{line}\n" for line in findings))
    return os.EX_CONFIG if findings else os.EX_OK


if __name__ == "__main__":
    raise SystemExit(main())

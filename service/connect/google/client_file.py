"""The OAuth client: from the file that Google's console lets one download, from variables, or as stored before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.errors import ConfigurationError, InputError
from service.settings import Settings

HOW = (
    'in the Google Cloud console (APIs & Services, Credentials) make an OAuth client of type "Desktop app" and '
    "download its JSON file"
)


@dataclass(frozen=True, kw_only=True)
class OAuthClient:
    """An OAuth client of type "Desktop app"."""

    id: str
    secret: str = field(repr=False)


def oauth_client(file: Path | None, settings: Settings, stored: Mapping[str, str]) -> OAuthClient:
    """Return the client of the file, or else of the variables, or else the stored one.

    Raises:
        InputError: when the file is not that of a client of type "Desktop app".
        ConfigurationError: when there is no client.
    """
    if file is not None:
        return _read(file)
    if settings.google_client_id and settings.google_client_secret:
        return OAuthClient(id=settings.google_client_id, secret=settings.google_client_secret)
    if "GOOGLE_CLIENT_ID" in stored and "GOOGLE_CLIENT_SECRET" in stored:
        return OAuthClient(id=stored["GOOGLE_CLIENT_ID"], secret=stored["GOOGLE_CLIENT_SECRET"])
    raise ConfigurationError(
        f"An OAuth client is needed: {HOW}, then run `lifetracer connect google --client FILE` (or set "
        "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET); docs/connect.md shows each step."
    )


def _read(path: Path) -> OAuthClient:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give the path of the downloaded file.") from None
    except ValueError:
        raise InputError(f"{path} is not JSON; {HOW}.") from None
    kind = content if isinstance(content, dict) else {}
    if kind.get("type") == "service_account":
        raise InputError(
            f"{path} is the key of a service account, which needs no consent: set GOOGLE_SERVICE_ACCOUNT_FILE={path} "
            "and GOOGLE_CALENDAR_IDS instead."
        )
    if "web" in kind:
        raise InputError(f'{path} is a client of type "Web application", which cannot lead back here; {HOW}.')
    client = kind.get("installed")
    if not isinstance(client, dict) or not client.get("client_id") or not client.get("client_secret"):
        raise InputError(f"{path} is not the file of an OAuth client; {HOW}.")
    return OAuthClient(id=str(client["client_id"]), secret=str(client["client_secret"]))

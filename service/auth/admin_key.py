"""The admin key: from the environment, or made once in the data directory."""

import secrets

from service.errors import ConfigurationError
from service.key_file import make_once, read_key
from service.settings import Settings, is_loopback

FILE_NAME = "api-key"
# Beyond loopback anyone can try keys.
SHORTEST_KEY = 16


def admin_key(settings: Settings) -> str:
    """Return the key, making it at the first start.

    Raises:
        ConfigurationError: when it would be made up for an address that others reach, or cannot be read or written.
    """
    check_key(settings)
    return kept_key(settings)


def kept_key(settings: Settings) -> str:
    """Return the key of the environment or of the data directory, whatever address the gateway listens on.

    Raises:
        ConfigurationError: when it cannot be read or written.
    """
    if settings.api_key:
        return settings.api_key
    path = settings.data_dir / FILE_NAME
    try:
        key = read_key(path) if path.exists() else make_once(path, secrets.token_urlsafe(32))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise ConfigurationError(
            f"The API key cannot be kept in {path} ({reason}); make the directory writable, or set LIFETRACER_API_KEY."
        ) from error
    if not key:
        raise ConfigurationError(f"{path} is empty; write a key into it, or remove it to have one made.")
    return key


def check_key(settings: Settings) -> None:
    """Refuse an address that others reach without a chosen key, or with one that can be guessed.

    Raises:
        ConfigurationError: with the fix.
    """
    if is_loopback(settings.host):
        return
    if settings.api_key and (len(settings.api_key) < SHORTEST_KEY or not settings.api_key.isascii()):
        raise ConfigurationError(
            f"LIFETRACER_HOST={settings.host} can be reached from elsewhere, so LIFETRACER_API_KEY needs at least "
            f"{SHORTEST_KEY} ASCII characters; `openssl rand -base64 32` makes one."
        )
    if not settings.api_key:
        raise ConfigurationError(
            f"LIFETRACER_HOST={settings.host} can be reached from elsewhere, so a key must be chosen: set "
            "LIFETRACER_API_KEY or LIFETRACER_API_KEY_FILE, or listen on 127.0.0.1."
        )

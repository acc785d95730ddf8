"""The key that encrypts stored credentials: from the environment, or made once in the data directory.

It is a Fernet key (AES-128-CBC with HMAC-SHA256): 32 random bytes in base64.
"""

import base64
import binascii

from cryptography.fernet import Fernet

from service.errors import ConfigurationError
from service.key_file import make_once, read_key
from service.settings import Settings

FILE_NAME = "secret-key"
KEY_BYTES = 32


def secret_key(settings: Settings, *, make: bool = False) -> Fernet | None:
    """Return the key of this machine.

    Args:
        settings: where the key is.
        make: make one in the data directory when there is none.

    Returns:
        None when there is none and none is made.

    Raises:
        ConfigurationError: when the key cannot be read or written, or is not a key.
    """
    if settings.secret_key:
        return _cipher(settings.secret_key, "LIFETRACER_SECRET_KEY")
    path = settings.data_dir / FILE_NAME
    try:
        if path.exists():
            return _cipher(read_key(path), str(path))
        return _cipher(make_once(path, Fernet.generate_key().decode()), str(path)) if make else None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise ConfigurationError(
            f"The secret key cannot be kept in {path} ({reason}); make the directory writable, or set "
            "LIFETRACER_SECRET_KEY."
        ) from error


def place_of_key(settings: Settings) -> str:
    """Return where the key is or would be, for a message."""
    return "LIFETRACER_SECRET_KEY" if settings.secret_key else str(settings.data_dir / FILE_NAME)


def _cipher(text: str, place: str) -> Fernet:
    """Read a key in either alphabet of base64, with or without padding."""
    plain = text.rstrip("=").translate(str.maketrans("+/", "-_"))
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            f"{place} is not a secret key: it has to be {KEY_BYTES} random bytes in base64. Copy the file {FILE_NAME} "
            "from the data directory of the machine that stored the credentials, or make a new key with "
            f"`openssl rand -base64 {KEY_BYTES}` and connect the sources again."
        )
    return Fernet(base64.urlsafe_b64encode(key))

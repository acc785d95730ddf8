"""The key that encrypts stored credentials: from the environment, or made once in the data directory.

It is a Fernet key (AES-128-CBC with HMAC-SHA256): 32 random bytes in base64.
"""

import base64
import binascii

from cryptography.fernet import Fernet

from service.errors import CredentialsError
from service.key_file import make_once, read_key
from service.notices import advice
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
        CredentialsError: when the key cannot be read or written, or is not a key.
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
        raise CredentialsError(advice("secret_key_unreadable", place=str(path), reason=reason)) from error


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
        raise CredentialsError(advice("secret_key_invalid", place=place, bytes=KEY_BYTES, file=FILE_NAME))
    return Fernet(base64.urlsafe_b64encode(key))

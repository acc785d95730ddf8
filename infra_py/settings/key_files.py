"""Files with one half of an SSH key pair; a device or a huge file is refused before it is read.

The container of private keys is described in OpenSSH's PROTOCOL.key. Its public half is not encrypted, so a pair can
be compared without the passphrase.
"""

import base64
import binascii
import codecs
import re
import stat
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
    load_ssh_public_key,
)

LARGEST_FILE_BYTES = 65_536
# Mode bits that give others access to a file.
OTHERS = 0o077
KEY_TYPES = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
HARDWARE_PREFIX = "sk-"
OPENSSH = re.compile(rb"-----BEGIN OPENSSH PRIVATE KEY-----(?P<body>.*?)-----END OPENSSH PRIVATE KEY-----", re.DOTALL)
MAGIC = b"openssh-key-v1\0"
NOT_PUBLIC = "is not a public SSH key"
NOT_PRIVATE = "is not a private SSH key in the format of OpenSSH or PEM"


class KeyFileError(Exception):
    """A file does not hold such a half; the text is the predicate of a sentence."""


class MissingKeyError(KeyFileError):
    """There is no such file."""


@dataclass(frozen=True)
class PrivateKey:
    """A private half.

    Attributes:
        public_key: type and key of the public half; None where only the passphrase would show it.
        is_encrypted: whether a passphrase is needed.
    """

    public_key: str | None
    is_encrypted: bool


def read_key_file(path: Path) -> bytes:
    """Return the content of a regular file that is small enough for a key.

    Raises:
        MissingKeyError: when there is no such file.
        KeyFileError: when it is something else, or cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise KeyFileError("is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileError("is a device or a pipe, not a file")
        if status.st_size > LARGEST_FILE_BYTES:
            raise KeyFileError("is too large for a key")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingKeyError("does not exist") from error
    except OSError as error:
        raise KeyFileError(f"cannot be read ({error.strerror})") from error


def find_open_mode(path: Path) -> str | None:
    """Return the mode of a file, such as 0644, that other users of this computer may read; else None.

    Windows has no such modes.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"{mode:04o}" if sys.platform != "win32" and mode & OTHERS else None


def parse_public_key(data: bytes) -> str:
    """Return type and key of a public half, without its comment, which often names a person and a computer.

    Raises:
        KeyFileError: when it is not one public key that the machine accepts.
    """
    try:
        # PowerShell's `>` writes UTF-16.
        text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise KeyFileError(NOT_PUBLIC) from error
    if "PRIVATE KEY" in text:
        raise KeyFileError("is a private key")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    kind = lines[0][0] if lines else ""
    if kind.startswith(HARDWARE_PREFIX):
        # OpenSSH's release notes, 8.2; Oracle Linux 8 has 8.0.
        raise KeyFileError("is a key on a hardware token, which the SSH server of Oracle Linux 8 does not accept")
    if kind not in KEY_TYPES:
        raise KeyFileError(NOT_PUBLIC)
    if len(lines) > 1:
        raise KeyFileError(f"has {len(lines)} lines, and the machine takes one key")
    line = " ".join(lines[0][:2])
    try:
        load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(NOT_PUBLIC) from error
    return line


def parse_private_key(data: bytes) -> PrivateKey:
    """Return what is known of a private half without a passphrase.

    Raises:
        KeyFileError: when it is not one.
    """
    # The release step passes it on as ASCII.
    if not data.isascii():
        raise KeyFileError(NOT_PRIVATE)
    found = OPENSSH.search(data)
    try:
        return _parse_openssh(data, found["body"]) if found else _parse_pem(data)
    except (ValueError, UnsupportedAlgorithm, struct.error) as error:
        raise KeyFileError(NOT_PRIVATE) from error


def _parse_openssh(data: bytes, body: bytes) -> PrivateKey:
    container = binascii.a2b_base64(body)
    if not container.startswith(MAGIC):
        raise ValueError("Not OpenSSH's container.")
    cipher, rest = _take(container[len(MAGIC) :])
    _, rest = _take(rest)
    _, rest = _take(rest)
    blob, _ = _take(rest[4:])
    kind, _ = _take(blob)
    public_key = f"{kind.decode('ascii')} {base64.b64encode(blob).decode('ascii')}"
    is_encrypted = cipher != b"none"
    if not is_encrypted and kind.decode("ascii") in KEY_TYPES:
        load_ssh_private_key(data, None)
    return PrivateKey(public_key, is_encrypted)


def _take(data: bytes) -> tuple[bytes, bytes]:
    """Split off a string with its length before it."""
    (length,) = struct.unpack_from(">I", data)
    if len(data) < 4 + length:
        raise ValueError("The key is cut off.")
    return data[4 : 4 + length], data[4 + length :]


def _parse_pem(data: bytes) -> PrivateKey:
    try:
        key = load_pem_private_key(data, None)
    except TypeError:
        return PrivateKey(None, is_encrypted=True)
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
    return PrivateKey(line, is_encrypted=False)

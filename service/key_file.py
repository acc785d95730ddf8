"""Files of the data directory that hold one key each, made once."""

import os
from pathlib import Path


def read_key(path: Path) -> str:
    """Return the key in a file.

    Raises:
        OSError, UnicodeDecodeError: when it cannot be read.
    """
    return path.read_text(encoding="ascii").strip()


def make_once(path: Path, key: str) -> str:
    """Write a key to a file that only its owner can read. Return the key that is there: an existing one stays.

    Raises:
        OSError: when the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    try:
        # Of two first starts at once one wins; a link never overwrites.
        path.hardlink_to(unfinished)
    except FileExistsError:
        return read_key(path)
    finally:
        unfinished.unlink()
    return key

"""A folder of its own for each run of dbt, and the end of those that a killed run left behind."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "lifetracer-transform-"
LOCK = "lock"


@contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder below the system's temporary one and delete it at the end.

    The folder holds a locked file while its process lives. A folder whose file can be locked is abandoned.
    """
    _sweep()
    parent = Path(tempfile.gettempdir())
    # It gets its final name when it is locked, so that another run does not take it for a left one.
    new = Path(tempfile.mkdtemp(prefix="lifetracer-new-", dir=parent))
    with (new / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = new.rename(parent / f"{PREFIX}{secrets.token_hex(8)}")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid != os.getuid():
                continue
            with (folder / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)

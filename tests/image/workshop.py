"""Where the image is built: memory where there is enough, because dpkg and buildah mostly wait for the disk."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

PARENT, PREFIX = Path("/var/tmp"), "lifetracer-image-"
GIB = 1024**3
# A build took 3.2 GiB when this was written.
LIMIT_GIB = 6
NEEDED_BYTES = 10 * GIB


@contextmanager
def workshop() -> Iterator[Path]:
    """Make a folder for a build and remove it, and those of runs that were killed."""
    for left in PARENT.glob(f"{PREFIX}*"):
        if not psutil.pid_exists(int(left.name.removeprefix(PREFIX))):
            _remove(left)
    folder = PARENT / f"{PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        if psutil.virtual_memory().available > NEEDED_BYTES:
            command = ["mount", "-t", "tmpfs", "-o", f"size={LIMIT_GIB}g,mode=0755", "lifetracer-image", str(folder)]
            subprocess.run(command, check=True)
        else:
            folder.chmod(0o755)
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    # Lazily, because a process in a namespace of its own may hold it a moment longer.
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)

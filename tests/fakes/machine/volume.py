"""A block device to try volumes on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 64 * 1024 * 1024


@contextmanager
def blank_volume(image: Path) -> Iterator[str]:
    """Make a real one of 64 MiB; it goes with whatever used it last, so a killed test run leaves none."""
    with image.open("wb") as file:
        file.truncate(SIZE)
    made = subprocess.run(["losetup", "--find", "--show", str(image)], capture_output=True, text=True, check=True)
    device = made.stdout.strip()
    held = os.open(device, os.O_RDONLY)
    try:
        # While it is held, this only says that it may go afterwards.
        subprocess.run(["losetup", "--detach", device], check=True)
        yield device
    finally:
        os.close(held)

"""The parsed project, kept between runs: parsing is half of a transform's time.

dbt itself checks that what it finds fits the project, its version and the connection, and parses anew what does not.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

NAME = "partial_parse.msgpack"


def directory() -> Path:
    """Return where the cache lives: below the data directory when one is set, else in the user's cache folder."""
    data = os.environ.get("LIFETRACER_DATA_DIR", "").strip()
    return (Path(data) / "cache" if data else Path(platformdirs.user_cache_dir("lifetracer"))) / "dbt"


def fetch(target: Path) -> None:
    """Copy the kept file to where dbt looks for it; without one, or without access, dbt parses everything."""
    with suppress(OSError):
        shutil.copyfile(directory() / NAME, target / NAME)


def keep(target: Path) -> None:
    """Replace the kept file at once; a cache that cannot be written costs time and nothing else."""
    with suppress(OSError):
        folder = directory()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=NAME, dir=folder)
        os.close(handle)
        try:
            shutil.copyfile(target / NAME, name)
            Path(name).replace(folder / NAME)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

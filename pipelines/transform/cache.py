"""The parsed project, kept between runs: parsing is half of a transform's time.

dbt checks that what it finds fits its version and the connection, and parses changed files anew. It stumbles over a
unit test that a release has moved to another file, though, so what was parsed of other files is never used.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

NAME = "partial_parse.msgpack"
SUFFIXES = {".sql", ".yml", ".md", ".csv"}


def directory() -> Path:
    """Return where the cache lives: below the data directory when one is set, else in the user's cache folder."""
    data = os.environ.get("LIFETRACER_DATA_DIR", "").strip()
    return (Path(data) / "cache" if data else Path(platformdirs.user_cache_dir("lifetracer"))) / "dbt"


def fetch(target: Path, project: Path) -> None:
    """Copy the file kept of these very files to where dbt looks for it; without one dbt parses everything."""
    with suppress(OSError):
        shutil.copyfile(directory() / _digest(project) / NAME, target / NAME)


def keep(target: Path, project: Path) -> None:
    """Replace the kept file at once, and drop those of other releases.

    A cache that cannot be written costs time and nothing else.
    """
    with suppress(OSError):
        folder = directory() / _digest(project)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=NAME, dir=folder)
        os.close(handle)
        try:
            shutil.copyfile(target / NAME, name)
            Path(name).replace(folder / NAME)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        for other in directory().iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)
            elif other.is_file():
                # Of a version that kept one file for all releases.
                other.unlink(missing_ok=True)


def _digest(project: Path) -> str:
    """Return a digest of the names and contents of the project's files."""
    digest = hashlib.sha256()
    for path in sorted(project.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(project).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]

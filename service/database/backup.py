"""A dump of the embedded database before it is migrated, so that a release that goes wrong loses nothing."""

import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from service.database import binaries
from service.errors import UnusableDatabaseError

KEPT = 3


def dump_before_migration(url: str, data_dir: Path, revision: str, announce: Callable[[str], None]) -> Path:
    """Write `backups/before-<revision>-<time>.dump` (for `pg_restore`), and keep the newest few.

    Raises:
        UnusableDatabaseError: when it cannot be written; nothing is migrated then.
    """
    folder = data_dir / "backups"
    path = folder / f"before-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S}.dump"
    announce(f"Dumping the database to {path} before it is migrated …")
    unfinished = path.with_suffix(".unfinished")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        # As ourselves, not as the server's account: the file is ours.
        command = [str(binaries.usable(data_dir) / "pg_dump"), "--format=custom", f"--file={unfinished}", url]
        subprocess.run(command, check=True, capture_output=True, text=True)
        unfinished.rename(path)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
        with suppress(OSError):
            unfinished.unlink()
        raise UnusableDatabaseError(
            f"The database cannot be dumped to {path} before it is migrated ({reason.rstrip('.')}); make room there "
            "and make it writable."
        ) from error
    for old in sorted(folder.glob("before-*.dump"), key=lambda dump: dump.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return path

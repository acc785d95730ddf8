"""Stops the embedded PostgreSQL once nobody holds it, also when its last holder was killed.

Runs by itself with nothing but the standard library: `python -I -S reaper.py DATA_DIR BIN_DIR [UID GID]`. It waits in
the kernel for the exclusive lock that all holders must have left first.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import IO


def try_lock(file: IO[str], kind: int) -> bool:
    """Take the lock if it is free now."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(data_dir: Path, bin_dir: Path, ids: tuple[int, int] | None) -> None:
    """Stop the server, if it runs: sessions are ended, data is written out. The caller holds the exclusive lock."""
    cluster = data_dir / "postgres"
    if not _runs_here(cluster):
        return
    switch = {"user": ids[0], "group": ids[1], "extra_groups": []} if ids else {}
    subprocess.run(  # type: ignore[call-overload]
        [str(bin_dir / "pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", str(cluster)],
        check=False,
        capture_output=True,
        cwd="/",
        **switch,
    )


def _runs_here(cluster: Path) -> bool:
    """Return whether the recorded process is a server of this cluster, and not one that got its number later."""
    try:
        pid = (cluster / "postmaster.pid").read_text(encoding="utf-8").split(maxsplit=1)[0]
    except (OSError, IndexError):
        return False
    working_directory = Path("/proc") / pid / "cwd"
    if not Path("/proc/self/cwd").exists():  # not Linux: pg_ctl looks at the process itself
        return True
    try:
        return working_directory.readlink() == cluster.resolve()
    except OSError:
        return False


def main() -> None:
    """Wait for the last holder and stop the server; leave at once when another reaper waits already."""
    data_dir, bin_dir = Path(sys.argv[1]), Path(sys.argv[2])
    ids = (int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) > 3 else None  # noqa: PLR2004 the two optional ones
    if os.fork():
        return
    os.setsid()
    with (data_dir / "reaper.lock").open("r+") as reaping, (data_dir / "holders.lock").open("r+") as holders:
        if not try_lock(reaping, fcntl.LOCK_EX):
            return
        fcntl.flock(holders, fcntl.LOCK_EX)
        # Let go before the next holder can come, or the reaper that it starts would find this one and leave.
        fcntl.flock(reaping, fcntl.LOCK_UN)
        stop(data_dir, bin_dir, ids)


if __name__ == "__main__":
    main()

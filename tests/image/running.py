"""Starts the image without a container engine: namespaces, a read-only root, and what the image's own record says."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

ENTER = Path(__file__).with_name("enter.sh")
USER = 10001
LISTENS = "LifeTracer listens on "
# Only a hanging test reaches it: emulated on a busy machine, a first start alone takes 10 minutes.
PATIENCE_SECONDS = 1800
PORTS = range(20_000, 32_000)


class Container:
    """One running container.

    Attributes:
        port: where it listens, on this machine too: the network is the machine's.
        data: its volume.
        said: the lines it has printed so far. They are read as they come: a full pipe would stop the gateway.
    """

    def __init__(self, root: Path, configuration: Mapping[str, Any], folder: Path, environ: Mapping[str, str]) -> None:
        self.port = _free_port()
        self.data, mounts = folder / "data", folder / "mounts"
        self.environ = {
            **dict(entry.split("=", 1) for entry in configuration["Env"]),
            "HOME": "/var/lib/lifetracer",
            "LIFETRACER_PORT": str(self.port),
            **environ,
        }
        # Whatever ends the test process ends the container too.
        dies = ["setpriv", "--pdeathsig", "KILL", "--"]
        unshare = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--propagation=private"]
        self.process = subprocess.Popen(
            [
                *[*dies, *unshare, "--", "sh", str(ENTER), str(root), str(self.data), str(mounts)],
                *self._environment(),
                *[*configuration["Entrypoint"], *configuration["Cmd"]],
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.said: list[str] = []
        self._has_spoken = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._has_spoken.wait(PATIENCE_SECONDS)
        assert any(LISTENS in line for line in self.said), "".join(self.said)
        self.init = psutil.Process(self.process.pid).children()[0]

    def run(self, *argv: str, seconds: float = PATIENCE_SECONDS) -> subprocess.CompletedProcess[str]:
        """Run a program inside, as `docker exec` does."""
        enter = ["nsenter", f"--target={self.init.pid}", "--mount", "--pid", "--ipc", "--uts", "--root", "--wd"]
        user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
        return subprocess.run(
            [*enter, *user, *self._environment(), *argv],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def stop(self) -> int:
        """End it as an engine does, with a signal to its init; return the exit code."""
        if self.process.poll() is None:
            self.init.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_SECONDS)
        self._listener.join()
        return code

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self.said.append(line)
                if LISTENS in line:
                    self._has_spoken.set()
        self._has_spoken.set()

    def _environment(self) -> list[str]:
        return ["env", "-i", *(f"{name}={value}" for name, value in self.environ.items())]


@contextmanager
def volumes() -> Iterator[Path]:
    """Make an empty volume `data` and a folder `mounts` for what the container may only read."""
    folder = Path(tempfile.mkdtemp(prefix="lifetracer-container-"))
    folder.chmod(0o755)
    for name in ("data", "mounts"):
        (folder / name).mkdir(mode=0o700)
        os.chown(folder / name, USER, USER)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def hand_over(folder: Path, name: str, content: bytes) -> str:
    """Lay a file that only the container's user reads; return its path inside."""
    path = folder / "mounts" / name
    path.write_bytes(content)
    path.chmod(0o400)
    os.chown(path, USER, USER)
    return f"/run/lifetracer/{name}"


def until(what: Callable[[], Any], every_seconds: float = 0.1) -> Any:
    """Poll a condition, with a limit that only a hanging test reaches."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := what():
            return found
        signal.sigtimedwait([], every_seconds)
    raise AssertionError("it did not happen")


def api_key() -> bytes:
    return secrets.token_urlsafe(32).encode()


def _free_port() -> int:
    """Return a port that is free, and below those that Linux gives to whoever asks for any, so that it stays free."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

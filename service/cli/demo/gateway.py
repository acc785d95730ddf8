"""The demo's gateway: `lifetracer serve` as a child process, spoken to over HTTP with its own key."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx2
from rich.console import Console

from service.auth.admin_key import FILE_NAME
from service.errors import UnavailableError, UserError
from service.jobs.process import die_with_parent

STOP_SECONDS = 30
_LISTENS = "LifeTracer listens on "


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A running gateway."""

    origin: str
    key_file: Path
    client: httpx2.Client

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post a job and return the answer."""
        return self._json(self.client.post(path, json=body))

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Write something whole and return the answer."""
        return self._json(self.client.put(path, json=body))

    def get(self, path: str) -> dict[str, Any]:
        """Return a JSON answer."""
        return self._json(self.client.get(path))

    def download(self, path: str) -> bytes:
        """Return an answer's bytes."""
        response = self.client.get(path)
        response.raise_for_status()
        return response.content

    def _json(self, response: httpx2.Response) -> dict[str, Any]:
        if response.is_error:
            raise UserError(f"The gateway answered {response.status_code}: {response.json()['detail']}")
        answer: dict[str, Any] = response.json()
        return answer


@contextmanager
def gateway(data_dir: Path, environ: Mapping[str, str], console: Console) -> Iterator[Gateway]:
    """Start a gateway on a free port, and stop it at the end of the block.

    Raises:
        UnavailableError: when it does not start; what it said has been printed.
    """
    process = subprocess.Popen(
        [*die_with_parent("TERM"), *_command(["serve", "--port", "0", "--no-schedules"], data_dir)],
        env=environment(environ),
        stderr=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches the demo alone, which then stops the gateway in order.
        start_new_session=True,
    )
    ending = Event()
    try:
        origin = _wait_until_listening(process, console)
        # Somebody must read on, or a gateway that has much to say would wait for ever.
        Thread(target=_repeat, args=(process, console, ending), daemon=True).start()
        key_file = data_dir / FILE_NAME
        headers = {"Authorization": f"Bearer {key_file.read_text(encoding='ascii').strip()}"}
        with httpx2.Client(base_url=origin, headers=headers, timeout=30, trust_env=False) as client:
            yield Gateway(origin=origin, key_file=key_file, client=client)
    finally:
        ending.set()
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def lifetracer(arguments: Sequence[str], *, data_dir: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Run another `lifetracer` command with `--json` in the demo's surroundings, and return the job that it prints.

    Raises:
        UserError: when it fails; its messages have been printed.
    """
    done = subprocess.run(
        _command(arguments, data_dir), env=environment(environ), check=False, stdout=subprocess.PIPE, encoding="utf-8"
    )
    if done.returncode != 0:
        error = UserError(f"`lifetracer {arguments[0]} {arguments[1]}` ended with {done.returncode}.")
        error.exit_code = done.returncode
        raise error
    job: dict[str, Any] = json.loads(done.stdout)
    return job


def _command(arguments: Sequence[str], data_dir: Path) -> list[str]:
    return [sys.executable, "-m", "service.cli", "--data-dir", str(data_dir), *arguments]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return our environment with these settings of LifeTracer only: no real account or database is touched."""
    foreign = ("LIFETRACER_", "TOGGL_", "GOOGLE_", "DATABASE_URL", "PG")
    return (
        {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        | dict(environ)
        | {"LIFETRACER_LOG_FORMAT": "text"}
    )


def _repeat(process: "subprocess.Popen[str]", console: Console, ending: Event) -> None:
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            if not ending.is_set():
                console.print(line.rstrip())


def _wait_until_listening(process: "subprocess.Popen[str]", console: Console) -> str:
    assert process.stderr is not None
    while line := process.stderr.readline():
        console.print(line.rstrip())
        if line.startswith(_LISTENS):
            return line.removeprefix(_LISTENS).split()[0]
    raise UnavailableError("The gateway did not start; its last words are above.")

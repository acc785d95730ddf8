"""A stage that misbehaves: what it does follows from its arguments, and what it did stands in the witness file.

`python stage.py DIRECTORY STAGE [arguments of the run]`. The kernel's lock on `<stage>.lock` goes on to its children,
so that any of them that still lives when the next run begins is seen as an overlap. Where there is `<stage>.hold` at
the start, the stage only waits until it is gone.
"""

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def quick(_: int) -> None:
    """Ends at once."""


def slow(_: int) -> None:
    time.sleep(0.8)


def holds_pipe(lock: int) -> None:
    sleeper(600, lock)


def escapes(lock: int) -> None:
    sleeper(600, lock, env={}, start_new_session=True, **SILENT)
    time.sleep(0.3)


def stubborn(_: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(1.5)


def query(_: int) -> None:
    import psycopg

    try:
        with psycopg.connect(
            os.environ["DATABASE_URL"],
            application_name=f"lifetracer:{os.environ['LIFETRACER_RUN']}",
            options="-c client_connection_check_interval=2s",
        ) as connection:
            connection.execute("select pg_sleep(1.2)")
    except psycopg.OperationalError:
        temporary(0)


def bad_data(_: int) -> None:
    sys.exit(os.EX_DATAERR)


def temporary(_: int) -> None:
    say(event="retry", after_seconds=0.1)
    sys.exit(os.EX_TEMPFAIL)


def talks(_: int) -> None:
    for number in range(2000):
        say(event="talk", number=number)


def waits(lock: int) -> None:
    if sleeper(0.6, lock).wait() != 0:
        sys.exit(1)


BEHAVIOURS = (quick, slow, holds_pipe, escapes, stubborn, query, bad_data, temporary, talks, waits)


def behaviour_of(arguments: list[str]) -> Callable[[int], None]:
    digest = hashlib.sha256(" ".join(arguments).encode()).digest()
    return BEHAVIOURS[digest[0] % len(BEHAVIOURS)]


def sleeper(seconds: float, lock: int, **options: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sleep", str(seconds)], pass_fds=[lock], **options)


def say(**event: Any) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def main() -> None:
    directory, stage, *arguments = sys.argv[1:]

    def witness(what: str) -> None:
        line = json.dumps({"job": os.environ["LIFETRACER_JOB_ID"], "stage": stage, "what": what}) + "\n"
        handle = os.open(Path(directory, "witness.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, line.encode())
        os.close(handle)

    name = "-".join([stage, *(argument for argument in arguments if not argument.startswith("-"))])
    lock = os.open(Path(directory, f"{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        witness("overlap")
    if (hold := Path(directory, f"{name}.hold")).exists():
        while hold.exists():
            time.sleep(0.05)
    else:
        delay = Path(directory, "delay")
        time.sleep(float(delay.read_text(encoding="utf-8")) if delay.exists() else 0)
        behaviour_of(arguments)(lock)
    say(event="result", witnessed=True)
    witness("end")


if __name__ == "__main__":
    main()

"""Brings both owners' schemas up to date, each by its own migrations in a process of its own."""

import json
import os
import subprocess
import sys

from service.errors import UnavailableError

OWNERS = ("service", "pipelines")


def migrate(url: str) -> None:
    """Migrate; Alembic and SQLAlchemy live and die in the child processes.

    Raises:
        UnavailableError: with what the migration said.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")}
    environ["DATABASE_URL"] = url
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"{owner}.migrations"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for owner in OWNERS
    ]
    outputs = [process.communicate()[0] for process in running]
    for process, output in zip(running, outputs, strict=True):
        if process.returncode != 0:
            raise UnavailableError(f"The database could not be migrated: {_last_words(output)}")


def _last_words(output: str) -> str:
    last = (output.strip().splitlines() or ["it said nothing"])[-1]
    try:
        return str(json.loads(last)["message"])
    except (ValueError, KeyError, TypeError):
        return last

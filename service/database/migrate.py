"""Brings both owners' schemas up to date, each by its own migrations in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import psycopg

from service import migrations
from service.errors import UnavailableError

SERVICE, PIPELINES = "service.migrations", "pipelines.migrations"


def migrate(url: str, *, before: Callable[[str], object] = lambda _: None) -> None:
    """Migrate what is not up to date; Alembic and SQLAlchemy live and die in the child processes.

    Args:
        before: called with a name for the change when data is about to be migrated (not for a new database).

    Raises:
        UnavailableError: with what a migration said.
    """
    try:
        applied = migrations.applied(url)
    except psycopg.OperationalError as error:
        raise UnavailableError(f"Lost the connection to the database: {' '.join(str(error).split())}") from error
    states = {SERVICE: (applied, migrations.newest()), PIPELINES: _state_of_pipelines(url)}
    pending = [owner for owner, (applied, newest) in states.items() if (applied or "") < newest]
    if not pending:
        return
    if any(applied for applied, _ in states.values()):
        before("-".join(states[owner][1] for owner in pending))
    for process, output in [(child, child.communicate()[0]) for child in [_start([owner], url) for owner in pending]]:
        if process.returncode != os.EX_OK:
            raise UnavailableError(f"The database could not be migrated: {_last_words(output)}")


def _state_of_pipelines(url: str) -> tuple[str | None, str]:
    child = _start([PIPELINES, "--status"], url)
    output = child.communicate()[0]
    if child.returncode != os.EX_OK:
        raise UnavailableError(f"The migrations cannot be read: {_last_words(output)}")
    state = json.loads(output)
    return state["applied"], state["newest"]


def _start(arguments: list[str], url: str) -> "subprocess.Popen[str]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**environ, "DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _last_words(output: str) -> str:
    last = (output.strip().splitlines() or ["it said nothing"])[-1]
    try:
        return str(json.loads(last)["message"])
    except (ValueError, KeyError, TypeError):
        return last

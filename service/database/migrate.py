"""Brings both owners' schemas up to date, each by its own migrations in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import psycopg

from schema_migrations import State
from service.errors import UnavailableError, UnusableDatabaseError
from service.migrations import MIGRATIONS

SERVICE, PIPELINES = "service.migrations", "pipelines.migrations"


def migrate(
    url: str, *, before: Callable[[str], object] = lambda _: None, announce: Callable[[str], object] = lambda _: None
) -> None:
    """Migrate what is not up to date; Alembic and SQLAlchemy live and die in the child processes.

    Args:
        before: called with a name for the change when data is about to be migrated (not for a new database).
        announce: called with a sentence when a newer version has migrated the database.

    Raises:
        UnavailableError: when the connection is lost.
        UnusableDatabaseError: when a landed migration was edited, or one fails; nothing of that one is changed.
    """
    states = {SERVICE: _state_of_service(url), PIPELINES: _state_of_pipelines(url)}
    if problems := [state.problem for state in states.values() if state.problem]:
        raise UnusableDatabaseError(" ".join(problems))
    for owner, state in states.items():
        if state.is_newer:
            announce(
                f"A newer version has migrated the database (to {state.applied} of {owner}; this one knows "
                f"{state.newest}); it is used as it is."
            )
    behind = [owner for owner, state in states.items() if state.is_behind]
    if behind and any(state.applied for state in states.values()):
        before("-".join(states[owner].newest for owner in behind))
    pending = [owner for owner, state in states.items() if state.is_behind or state.unrecorded]
    for process, output in [(child, child.communicate()[0]) for child in [_start([owner], url) for owner in pending]]:
        _check_ended(process, output)


def _state_of_service(url: str) -> State:
    try:
        return MIGRATIONS.state(url)
    except psycopg.OperationalError as error:
        raise UnavailableError(f"Lost the connection to the database: {' '.join(str(error).split())}") from error


def _state_of_pipelines(url: str) -> State:
    child = _start([PIPELINES, "--status"], url)
    output = child.communicate()[0]
    _check_ended(child, output)
    found = json.loads(output.strip().splitlines()[-1])
    return State(**{name: found[name] for name in State.__dataclass_fields__})


def _check_ended(child: "subprocess.Popen[str]", output: str) -> None:
    if child.returncode == os.EX_OK:
        return
    sentence = _last_message(output)
    if child.returncode == os.EX_CONFIG:
        raise UnusableDatabaseError(sentence)
    raise UnavailableError(f"The database could not be migrated: {sentence}")


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


def _last_message(output: str) -> str:
    last = (output.strip().splitlines() or ["it printed nothing"])[-1]
    try:
        return str(json.loads(last)["message"])
    except (ValueError, KeyError, TypeError):
        return last

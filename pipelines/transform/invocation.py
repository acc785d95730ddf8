"""One dbt invocation per process: the project that ships, a place of its own to write to, the parse cache."""

from pathlib import Path

import psycopg
from dbt.cli.main import dbtRunner

from pipelines.transform import cache, outcome
from pipelines.transform.events import Reporter
from pipelines.transform.workplace import workplace

PROJECT = Path(__file__).parent
# Our events report the progress, so dbt prints nothing and writes no log.
QUIET = (
    "--quiet",
    "--no-print",
    "--log-level",
    "none",
    "--log-level-file",
    "none",
    "--no-write-json",
    "--no-use-colors",
)
# Unit tests prove the code, not the data: `make test` runs them.
WITHOUT = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure")


def build(connection: psycopg.Connection, *, full: bool, project: Path = PROJECT) -> dict[str, int]:
    """Build all seeds and models and run all data tests.

    Must be called in the main thread: an interrupt then cancels the running SQL.

    Args:
        connection: an open connection to the same database, to ask whether it still answers.
        full: parse everything and create the seeds anew.
        project: the dbt project; it is only read.

    Returns:
        How many models, tests and seeds there were.

    Raises:
        StageError: of the kind that fits what went wrong.
        KeyboardInterrupt: when interrupted, after the running SQL was cancelled.
    """
    with workplace() as folder:
        target, log = folder / "target", folder / "log"
        target.mkdir()
        if not full:
            cache.fetch(target, project)
        places = {"project-dir": project, "profiles-dir": project, "target-path": target, "log-path": log}
        arguments = [*QUIET, "build", *WITHOUT, *(f"--{name}={path}" for name, path in places.items())]
        answer = dbtRunner(callbacks=[Reporter()]).invoke([*arguments, *(["--full-refresh"] if full else [])])
        if answer.exception is None:
            cache.keep(target, project)
        return outcome.counts(answer, connection)

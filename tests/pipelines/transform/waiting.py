"""A run of the stage that is in the middle of a query."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg

from tests.pipelines.transform.running import Running, Stage

RUN = "00000000-0000-0000-0000-000000000007.1"
SESSIONS = ("lifetracer transform", f"lifetracer:{RUN}")


@contextmanager
def waiting_run(stage: Stage, database: psycopg.Connection, url: str, **changes: str) -> Iterator[Running]:
    """Start a run and yield it when one of dbt's queries hangs in the database, at a lock of ours."""
    with psycopg.connect(url) as blocker:
        blocker.execute("lock table raw.sync_state in access exclusive mode")
        running = stage.start(None, **changes)
        wait_for(lambda: len(sessions(database, "and wait_event_type = 'Lock'")) == 1, running)
        yield running


def sessions(database: psycopg.Connection, more: LiteralString = "") -> list[int]:
    """Return the server processes of the run."""
    query = f"select pid from pg_stat_activity where application_name = any(%s) and datname = current_database() {more}"
    return [row[0] for row in database.execute(query, (list(SESSIONS),))]


def wait_for(condition: Callable[[], bool], running: Running | None = None) -> None:
    """Look until it is so; the run must live meanwhile."""
    deadline = time.monotonic() + 120
    while not condition():
        assert running is None or running.process.is_alive(), running.output.read_text()
        assert time.monotonic() < deadline, "waited for 120 s"
        time.sleep(0.02)

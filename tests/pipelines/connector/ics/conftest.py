"""A database with empty raw tables, and imports of files into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.connector.ics.importer import IcsOptions, import_ics
from tests.pipelines.connector.ics.files import TOKYO

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
Load = Callable[..., dict[str, Any]]


@pytest.fixture
def database(module_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_database_url) as connection:
        connection.execute("set time zone 'UTC'")
        connection.execute("set synchronous_commit = off")
        connection.execute("delete from raw.ics__events")
        connection.execute("delete from raw.sync_state")
        connection.commit()
        yield connection


@pytest.fixture
def load(module_database_url: str, database: psycopg.Connection) -> Load:
    """Return a function that imports a file and returns the summary."""

    def load(path: Path, *, now: datetime = NOW, dry_run: bool = False, **options: Any) -> dict[str, Any]:
        return import_ics(
            lambda: psycopg.connect(module_database_url),
            path,
            IcsOptions(**options),
            zone=TOKYO,
            now=now,
            dry_run=dry_run,
        )

    return load

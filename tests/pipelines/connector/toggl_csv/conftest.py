"""Imports of exports into an empty database."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.connector.toggl_csv.importer import CsvOptions, import_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)

Summarise = Callable[..., dict[str, Any]]


@pytest.fixture
def summarise(module_database_url: str, connection: psycopg.Connection) -> Summarise:
    """Import a file and return the result."""

    def summarise(
        path: Path, timezone: str = "Europe/Berlin", *, dry_run: bool = False, **options: Any
    ) -> dict[str, Any]:
        return import_file(
            lambda: psycopg.connect(module_database_url),
            path,
            CsvOptions(timezone=timezone, **options),
            now=NOW,
            dry_run=dry_run,
        )

    return summarise


def counts(summary: dict[str, Any]) -> dict[str, int]:
    """The counts of a result, without those that are 0."""
    return {name: summary[name] for name in ("inserted", "updated", "deleted", "unchanged") if summary[name]}


def stored(connection: psycopg.Connection, *, deleted: bool = False) -> list[dict[str, Any]]:
    """The data of the living (or deleted) rows, by start and description."""
    rows = connection.execute(
        "select data from raw.toggl_csv__time_entries where (deleted_at is not null) = %s"
        " order by data ->> 'started_at', data ->> 'Description', source_id",
        [deleted],
    ).fetchall()
    connection.commit()
    return [data for (data,) in rows]


def living(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Start date and description of the living rows."""
    return sorted((data["Start date"], data["Description"]) for data in stored(connection))

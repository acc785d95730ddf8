"""The stage on one database for all tests here: dbt parses the project anew for each database, which takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.conftest import new_database
from tests.pipelines.transform.running import Stage
from tests.stored import set_settings

PASSWORD = "pässword-nobody-may-see"
AS_OF = "2026-04-02T10:00:00+02:00"


@pytest.fixture(scope="package")
def transform_url(server_url: str) -> Iterator[str]:
    for url in new_database(server_url):
        set_settings(url, timezone="Europe/Berlin", country="JP", language="en")
        yield url


@pytest.fixture(scope="package")
def stage(transform_url: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder: Path = tmp_path_factory.mktemp("transform")
    (folder / "tmp").mkdir()
    settings = {
        # Key and value instead of a URL, with a password and what only libpq understands.
        "DATABASE_URL": make_conninfo(transform_url, password=PASSWORD, options="-c statement_timeout=60s"),
        "LIFETRACER_DATA_DIR": str(folder / "data"),
        "LIFETRACER_AS_OF": AS_OF,
        "TMPDIR": str(folder / "tmp"),
    }
    return Stage(folder, settings)


@pytest.fixture(scope="package")
def database(transform_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(transform_url, autocommit=True) as connection:
        connection.execute("set time zone 'UTC'")
        yield connection

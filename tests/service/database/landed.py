"""Databases in the states that landed migrations have left behind."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

import pipelines.migrations
import service.migrations
from service.database.statements import statements
from tests.conftest import database

HERE = Path(__file__).parent
ROWS = statements(HERE / "landed_rows.sql")
CATALOG = statements(HERE / "landed_catalog.sql")
GATEWAY, APP = service.migrations, pipelines.migrations
# In the order in which they landed on main, up to the first version that keeps digests.
_LANDED = (
    *[(APP, "0001"), (APP, "0002"), (GATEWAY, "0001"), (GATEWAY, "0002"), (APP, "0003"), (APP, "0004"), (APP, "0005")],
    *[(APP, "0006"), (GATEWAY, "0003"), (GATEWAY, "0004"), (GATEWAY, "0005"), (GATEWAY, "0006"), (GATEWAY, "0007")],
    *[(APP, "0007"), (GATEWAY, "0008"), (APP, "0008"), (APP, "0009"), (APP, "0010"), (APP, "0011"), (GATEWAY, "0009")],
    *[(APP, "0012"), (APP, "0013"), (APP, "0014"), (APP, "0015")],
)
# Those since then land in the order of their numbers, one owner after the other.
_SINCE = [
    (owner, revision)
    for owner in (GATEWAY, APP)
    for revision in sorted(owner.MIGRATIONS.digests)
    if (owner, revision) not in _LANDED
]
STEPS: tuple[tuple[ModuleType, str], ...] = (*_LANDED, *_SINCE)


def name_of(owner: ModuleType, revision: str) -> str:
    return f"{owner.MIGRATIONS.schema}_{revision}"


def apply(owner: ModuleType, url: str, revision: str) -> None:
    """Apply a revision, without the rest."""
    config = Config()
    config.set_main_option("script_location", str(owner.HERE))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def forget_digests(url: str) -> None:
    """Leave the database as a version that keeps no digests would have."""
    with psycopg.connect(url) as connection:
        connection.execute("drop table if exists gateway.schema_digests, app.schema_digests")


def copied(server: psycopg.Connection[Any], template: str, name: str) -> str:
    """Copy a database; return the name of the copy."""
    server.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)))
    return name


def grow(server: psycopg.Connection[Any], server_url: str) -> Iterator[tuple[str, str]]:
    """Grow one database through STEPS, with rows as a person's has them.

    Yields:
        After each step its name, and the name of the database, which changes with the next one.
    """
    server.execute("create database growing")
    url = database(server_url, "growing")
    for owner, revision in STEPS:
        apply(owner, url, revision)
        with psycopg.connect(url) as connection:
            if statement := ROWS.get(name_of(owner, revision)):
                # The triggers of Procrastinate name no schema.
                connection.execute("set search_path to gateway")
                connection.execute(statement)
        yield name_of(owner, revision), "growing"


def rows(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """Return every row of every table, but not how far the migrations are."""
    found = {}
    for schema, table in connection.execute(CATALOG["tables"]).fetchall():
        identifier = sql.Identifier(schema, table)
        found[f"{schema}.{table}"] = [
            row
            for (row,) in connection.execute(sql.SQL("select to_jsonb(t) from {} as t").format(identifier)).fetchall()
        ]
    return found


def catalog(url: str) -> set[tuple[str, ...]]:
    """Return what a schema consists of: columns, indexes, constraints, views, functions, triggers."""
    with psycopg.connect(url) as connection:
        return set(connection.execute(CATALOG["objects"]).fetchall())

"""The stored settings of a test's database, set as a person sets them, without the seconds of a command."""

import psycopg

from stored_settings import statements


def set_settings(database: str | psycopg.Connection, **values: str | None) -> None:
    """Store values under the names of the settings; the caller commits on its own connection."""
    if isinstance(database, str):
        with psycopg.connect(database) as connection:
            set_settings(connection, **values)
        return
    for name, value in values.items():
        database.execute(statements.SET, (name, value, "a test"))

"""One transaction on a table that the stage itself fills, with its refusals in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from pipelines.stage import ConfigurationError


@contextmanager
def writing(connection: psycopg.Connection, table: str) -> Iterator[None]:
    """Open the transaction.

    Raises:
        ConfigurationError: when the database lacks the table or the right to write it.
    """
    try:
        with connection.transaction():
            yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError(
            "The database has not been migrated to this version; run: lifetracer migrate "
            "(or python -m pipelines.migrations)."
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            f"The database user may not write {table}; use the owner of the schemas in DATABASE_URL."
        ) from error

"""Stores the first settings of a database, and reports variables that differ from what is stored."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg

from service.database.statements import statements
from service.errors import ConfigurationError, UnavailableError, UnusableDatabaseError
from stored_settings import InvalidValueError
from stored_settings.store import settle

_FOLLOW_ZONE = statements(Path(__file__).parents[1] / "queries" / "settings.sql")["follow_zone"]


def settle_settings(url: str, announce: Callable[[str], None]) -> None:
    """Store the first settings where there are none, and let the schedules that follow the zone follow it.

    Raises:
        ConfigurationError: when a variable that gives a first value is invalid.
        UnavailableError: when the connection is lost.
        UnusableDatabaseError: when the database is read-only, or its disk is full.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            stored, sentences = settle(connection, os.environ)
            connection.execute(_FOLLOW_ZONE, {"zone": stored.timezone})
    except InvalidValueError as error:
        raise ConfigurationError(str(error)) from None
    except (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction) as error:
        fix = (
            "make it writable" if isinstance(error, psycopg.errors.ReadOnlySqlTransaction) else "free space on its disk"
        )
        raise UnusableDatabaseError(f"The database cannot be written to ({_reason(error)}); {fix}.") from error
    except psycopg.OperationalError as error:
        raise UnavailableError(f"Lost the connection to the database: {_reason(error)}") from error
    for sentence in sentences:
        announce(sentence)


def _reason(error: psycopg.Error) -> str:
    return " ".join(str(error).split())

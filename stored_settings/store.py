"""Reads the stored settings, and stores the first ones. Every function works inside the caller's transaction."""

from collections.abc import Mapping
from typing import NamedTuple

import psycopg

from stored_settings import statements
from stored_settings.first import First, first_values
from stored_settings.record import NONE, VARIABLES, StoredSettings
from stored_settings.values import InvalidValueError, parse

DIFFERENCE = (
    "{variable}={value} is not used: the {setting} of this database is {stored}; to change it: "
    "lifetracer settings set {setting} {value}"
)


class Difference(NamedTuple):
    """A variable of the environment that says something else than the stored setting, which counts."""

    setting: str
    variable: str
    value: str
    stored: str


def settle(connection: psycopg.Connection, environ: Mapping[str, str]) -> tuple[StoredSettings, list[str]]:
    """Return the settings of a database, stored now when it has none yet, and sentences for the person.

    The sentences are about the first values, or later about each variable that differs from what is stored: such a
    variable changes nothing.

    Raises:
        InvalidValueError: when a variable that gives a first value is invalid.
        psycopg.errors.UndefinedTable: when the database is not migrated.
    """
    if (stored := read(connection)) is not None:
        return stored, differences(stored, environ)
    connection.execute("select app.lock_settings()")
    if (stored := read(connection)) is not None:  # another process was faster
        return stored, differences(stored, environ)
    first = first_values(connection, environ)
    for name, (value, set_by) in first.items():
        connection.execute(statements.SET, (name, value, set_by))
    stored = read(connection)
    assert stored is not None
    return stored, [_introduction(first), *differences(stored, environ)]


def read(connection: psycopg.Connection) -> StoredSettings | None:
    """Return the current settings, or None before the first start."""
    return record_of(connection.execute(statements.CURRENT).fetchall())


def record_of(rows: list[tuple[str, str | None]]) -> StoredSettings | None:
    """Return the record of the rows (name, value) of the current settings, or None without rows."""
    values = dict(rows)
    if not values:
        return None
    timezone, language = values["timezone"], values["language"]
    assert timezone is not None
    assert language is not None
    return StoredSettings(timezone=timezone, country=values["country"], language=language, person=values.get("person"))


def differences(stored: StoredSettings, environ: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable with another value than the stored one."""
    return [DIFFERENCE.format_map(one._asdict()) for one in different(stored, environ)]


def different(stored: StoredSettings, environ: Mapping[str, str]) -> list[Difference]:
    """Return each variable with another value than the stored one."""
    found = []
    for name, variable in VARIABLES.items():
        text, value = environ.get(variable, "").strip(), getattr(stored, name) or NONE
        if text and _meaning(name, text) != value:
            found.append(Difference(setting=name, variable=variable, value=text, stored=value))
    return found


def _meaning(name: str, text: str) -> str:
    if text.lower() == NONE:
        return NONE
    if name == "country":  # the library of public holidays would cost every command 0.2 s
        return text.upper()
    try:
        return parse(name, text) or NONE
    except InvalidValueError:
        return text


def _introduction(first: Mapping[str, First]) -> str:
    listed = ", ".join(f"{name} {value or NONE} (from {set_by})" for name, (value, set_by) in first.items())
    holidays = "" if first["country"].value else " Without a country no public holidays count."
    return (
        f"This database counts by these settings: {listed}.{holidays} To change one: lifetracer settings set NAME VALUE"
    )

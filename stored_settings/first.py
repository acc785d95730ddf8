"""The first values of a database: of an empty one, and of one that an earlier version filled."""

from collections.abc import Mapping
from typing import LiteralString, NamedTuple

import psycopg

from stored_settings import places
from stored_settings.record import VARIABLES
from stored_settings.values import InvalidValueError, parse

# What the versions without `app.settings` used where no variable said otherwise.
OLD_TIMEZONE, OLD_COUNTRY, OLD_LANGUAGE = "Asia/Tokyo", "JP", "en"
OLD_DEFAULT = "the default of the version before"
# The variables of the locale, the strongest first (POSIX).
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
# Every sync and import leaves a state.
USED = "select exists (select from raw.sync_state) or exists (select from app.targets)"
HAS_MARTS = "select to_regclass('marts.data_quality') is not null"
MARTS_TIMEZONE = "select timezone from marts.data_quality"
HOLIDAYS_COUNTRY = "select country from raw.holidays limit 1"


# The beginning of `set_by` where a variable gave the value.
BY_VARIABLE = "the variable"


class First(NamedTuple):
    """A first value, and where it comes from."""

    value: str | None
    set_by: str


def first_values(connection: psycopg.Connection, environ: Mapping[str, str]) -> dict[str, First]:
    """Return the first values of a database without settings, by name.

    An empty database takes those of the variables, of the system and of the locale. One that was filled before keeps
    what its numbers were made with, so that an upgrade changes none of them.

    Raises:
        InvalidValueError: when a variable that counts has an impossible value.
    """
    timezone = _text(connection, MARTS_TIMEZONE) if _is_true(connection, HAS_MARTS) else None
    if timezone is None and not _is_true(connection, USED):
        return _of_empty(environ)
    country = _text(connection, HOLIDAYS_COUNTRY)
    return {
        "timezone": First(timezone, "the numbers of the version before")
        if timezone
        else _of_variable("timezone", environ) or First(OLD_TIMEZONE, OLD_DEFAULT),
        "country": First(country, "the public holidays of the version before")
        if country
        else _of_variable("country", environ) or First(OLD_COUNTRY, OLD_DEFAULT),
        "language": _of_variable("language", environ) or First(OLD_LANGUAGE, OLD_DEFAULT),
    }


def _of_empty(environ: Mapping[str, str]) -> dict[str, First]:
    timezone = _of_variable("timezone", environ) or First(places.system_zone(), "the system's zone")
    assert timezone.value is not None
    return {
        "timezone": timezone,
        "country": _of_variable("country", environ) or _of_zone(timezone.value),
        "language": _of_variable("language", environ) or First(_language_of(environ), "the locale"),
    }


def _of_variable(name: str, environ: Mapping[str, str]) -> First | None:
    variable = VARIABLES[name]
    text = environ.get(variable, "").strip()
    if not text:
        return None
    try:
        return First(parse(name, text), f"{BY_VARIABLE} {variable}")
    except InvalidValueError as error:
        raise InvalidValueError(f"{variable}={error}") from None


def _of_zone(timezone: str) -> First:
    country = places.country_of(timezone)
    if country is None:
        return First(None, f"the zone {timezone}, which is of no country")
    if not places.has_public_holidays(country):
        return First(None, f"the zone {timezone}: no public holidays of {country} are known")
    return First(country, f"the zone {timezone}")


def _language_of(environ: Mapping[str, str]) -> str:
    locale = next((value for variable in LOCALE if (value := environ.get(variable))), "")
    return "ja" if locale.startswith("ja") else "en"


def _is_true(connection: psycopg.Connection, query: LiteralString) -> bool:
    return connection.execute(query).fetchone() == (True,)


def _text(connection: psycopg.Connection, query: LiteralString) -> str | None:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else None

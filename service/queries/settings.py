"""The stored settings: reads and changes that API and command line share."""

import datetime as dt
from pathlib import Path

import psycopg
from anyio import to_thread

from service.database.pool import Connection
from service.database.statements import statements
from service.queries.people import check_person
from service.schemas.base import Answer
from stored_settings import NAMES, InvalidValueError, parse, places
from stored_settings.first import BY_VARIABLE
from stored_settings.record import NONE

_SQL = statements(Path(__file__).with_suffix(".sql"))
LANGUAGE_NAMES = {"en": "English", "ja": "Japanese"}
RUN = "lifetracer run pipeline --wait"


class Setting(Answer):
    """The current value of a setting; null is none, `setBy` is where it comes from."""

    name: str
    value: str | None
    version: int
    set_by: str
    valid_from: dt.datetime


class Settings(Answer):
    """The current settings; `fromEnvironment` names those whose value a variable gave at the first start."""

    settings: list[Setting]
    from_environment: list[str]


class SettingVersion(Setting):
    """A value that a setting has or had; `validTo` is null for the current one."""

    valid_to: dt.datetime | None


class SettingVersions(Answer):
    """Values of settings, newest first."""

    versions: list[SettingVersion]


class SettingChange(Setting):
    """The value after a change; `effects` are sentences about what will be rebuilt."""

    effects: list[str]


async def current(connection: Connection) -> list[Setting]:
    """Return the current settings, in their fixed order."""
    rows = await (await connection.execute(_SQL["current"])).fetchall()
    return sorted((Setting(**row) for row in rows), key=lambda setting: NAMES.index(setting.name))


def answer(settings: list[Setting]) -> Settings:
    """Return the settings as API and command line answer them."""
    named = [setting.name for setting in settings if setting.set_by.startswith(BY_VARIABLE)]
    return Settings(settings=settings, from_environment=named)


async def value_of(connection: Connection, name: str) -> str | None:
    """Return the current value of a setting; None for none."""
    return next((setting.value for setting in await current(connection) if setting.name == name), None)


async def history(connection: Connection, name: str | None = None) -> list[SettingVersion]:
    """Return every value of one setting, or of all, newest first."""
    rows = await (await connection.execute(_SQL["history"], {"name": name})).fetchall()
    return [SettingVersion(**row) for row in rows]


async def lock(connection: Connection) -> None:
    """Let no other change of the settings in until the transaction ends."""
    await connection.execute(_SQL["lock"])


async def change(connection: Connection, name: str, text: str, *, set_by: str) -> SettingChange:
    """Store a value, and return it with what it changes. The same value again changes nothing.

    Raises:
        InvalidValueError: when there is no such setting, or it cannot have that value.
    """
    # The library of public holidays takes a moment to load.
    value = await to_thread.run_sync(parse, name, text)
    if name == "timezone":
        try:
            await connection.execute(_SQL["check_zone"], {"zone": value})
        except psycopg.errors.InvalidParameterValue:
            raise InvalidValueError(
                f"PostgreSQL does not know the time zone {value}; use another name of it, or update the server's time "
                "zone data."
            ) from None
    if name == "person" and value is not None:
        await check_person(connection, value)
    old = next((setting for setting in await current(connection) if setting.name == name), None)
    parameters = {"name": name, "value": value, "set_by": set_by}
    row = await (await connection.execute(_SQL["set"], parameters)).fetchone()
    assert row is not None
    if old is not None and old.version == row["version"]:
        return SettingChange(**row, effects=[f"Nothing changes: {name} is {value or NONE} already."])
    effects = await _effects(connection, name, value)
    if name == "timezone":
        effects += _country_advice(str(value), await value_of(connection, "country"))
        effects += await _schedules(connection, str(value))
    return SettingChange(**row, effects=effects)


async def _effects(connection: Connection, name: str, value: str | None) -> list[str]:
    """Return what a new value changes."""
    row = await (await connection.execute(_SQL["is_transformed"])).fetchone()
    is_transformed = row is not None and row["is_transformed"]
    match name:
        case "timezone":
            effect = f"The next transform cuts all days at midnight in {value}, those of the past too"
        case "country" if value is None:
            effect = "The next transform counts only weekends as holidays, also in the past"
        case "country":
            effect = f"The next transform takes the public holidays of {value}, also for the days of the past"
        case "language":
            language = LANGUAGE_NAMES[str(value)]
            return [f"New reports are in {language}, and after the next transform the names of public holidays."]
        case _:
            effect = "The next transform counts the entries of " + (value or "the person with the most hours")
    if not is_transformed:
        return [f"{effect}."]
    kept = "Stored reports and earlier estimates stay as they are."
    return [f"{effect}; summaries, estimates and new reports follow. Run it: {RUN}", kept]


def _country_advice(zone: str, country: str | None) -> list[str]:
    """Return a sentence where the zone is not one of the stored country, whose public holidays count."""
    of_zone = places.country_of(zone)
    if of_zone in (country, None):
        return []
    return [
        f"The country stays {country or NONE}; for the public holidays there: lifetracer settings set country {of_zone}"
    ]


async def _schedules(connection: Connection, zone: str) -> list[str]:
    """Move the schedules that follow the zone, and return what became of all of them."""
    moved = await (await connection.execute(_SQL["follow_zone"], {"zone": zone})).fetchall()
    elsewhere = await (await connection.execute(_SQL["schedules_elsewhere"], {"zone": zone})).fetchall()
    effects = []
    if names := sorted(row["name"] for row in moved):
        effects.append(f"These schedules follow: {', '.join(names)}.")
    effects += [
        f"The schedule {row['name']} was edited and stays in {row['timezone']}; to move it: "
        f"lifetracer schedules set {row['name']} --timezone {zone}"
        for row in elsewhere
    ]
    return effects

"""One way to connect for every stage."""

import os
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg.conninfo import conninfo_to_dict

from pipelines import stage as stages
from pipelines.settings import Settings
from pipelines.stage import ConfigurationError, TemporaryError, one_line
from stored_settings import InvalidValueError
from stored_settings.store import settle

# The server looks every 2 s whether the client still lives, so the query of a killed stage ends too.
SERVER_OPTIONS = "-c client_connection_check_interval=2s"


def session_environment(stage: str) -> dict[str, str]:
    """Return the libpq variables of a stage's sessions; dbt's psycopg2 obeys them as well.

    The application name carries the run, so that a worker finds and ends the sessions that a killed stage left behind.
    """
    run = current_run()
    return {"PGOPTIONS": _options(""), "PGAPPNAME": f"lifetracer:{run}" if run else f"lifetracer {stage}"}


def current_run() -> str:
    """Return the id of this process's run; empty for a stage that no worker has started."""
    return os.environ.get("LIFETRACER_RUN", "")


def _options(given: str) -> str:
    # dbt's sessions find their run in this setting: macros/enter_run.sql.
    run = current_run()
    return " ".join(filter(None, (given, SERVER_OPTIONS, f"-c lifetracer.run={run}" if run else "")))


def require_url(settings: Settings) -> str:
    """Return the database URL.

    Raises:
        ConfigurationError: when it is not set.
    """
    if not settings.database_url:
        raise ConfigurationError(
            "DATABASE_URL is not set; set it, or run the stage through `lifetracer run`, which starts the embedded "
            "database."
        )
    return settings.database_url


def connect(settings: Settings, *, stage: str) -> psycopg.Connection:
    """Open a connection in UTC; the caller commits, one transaction per unit of work.

    Raises:
        ConfigurationError: when the URL is missing or cannot be parsed.
        TemporaryError: when the server cannot be reached, or another worker has taken the job of this stage over.
    """
    url = require_url(settings)
    environment = session_environment(stage)
    os.environ.update(environment)
    try:
        # Given here too, because the URL takes precedence over the environment.
        options = _options(str(conninfo_to_dict(url).get("options") or ""))
        connection = psycopg.connect(
            url, connect_timeout=10, options=options, application_name=environment["PGAPPNAME"]
        )
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(
            "DATABASE_URL cannot be parsed; write it as postgresql://user:password@host:port/database."
        ) from error
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error):
            raise ConfigurationError(f"The database refuses the user of DATABASE_URL: {one_line(error)}") from error
        raise TemporaryError(f"The database of DATABASE_URL cannot be reached: {one_line(error)}") from error
    connection.execute("set time zone 'UTC'")
    connection.commit()
    if run := current_run():
        _enter_run(connection, run)
    return connection


def _enter_run(connection: psycopg.Connection, run: str) -> None:
    """Have the database refuse this session unless its run is the current one.

    Raises:
        TemporaryError: when another worker has taken the job over.
    """
    try:
        connection.execute("select gateway.enter_run(%s)", [run])
        connection.commit()
    except psycopg.errors.ObjectNotInPrerequisiteState as error:
        connection.close()
        raise TemporaryError(one_line(error)) from None


def with_stored_settings(settings: Settings, *, stage: str) -> Settings:
    """Return the settings with zone, country, language and person of the database.

    Where the database has none yet, the first values are stored. A variable that differs from what is stored is logged
    and changes nothing.

    Raises:
        ConfigurationError: when the database is not migrated, or a variable that gives a first value is invalid.
        TemporaryError: when the server cannot be reached.
    """
    with connect(settings, stage=stage) as connection:
        try:
            stored, sentences = settle(connection, os.environ)
        except InvalidValueError as error:
            raise ConfigurationError(str(error)) from None
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedFunction):
            raise ConfigurationError("The table app.settings is missing; run `lifetracer migrate`.") from None
        connection.commit()
    for sentence in sentences:
        stages.log(sentence)
    try:
        timezone = ZoneInfo(stored.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(
            f"This machine does not know the stored time zone {stored.timezone}; choose another name of it: "
            "lifetracer settings set timezone ZONE"
        ) from None
    return replace(settings, timezone=timezone, country=stored.country, language=stored.language, person=stored.person)

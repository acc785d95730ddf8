"""How dbt's sessions come to the same database in the same way as ours, with no secret on disk or in argv."""

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from pipelines.database import SERVER_OPTIONS
from pipelines.stage import ConfigurationError, TemporaryError

# dbt commits some sixty times and would wait for the disk each time. What it writes can be rebuilt, and the next commit
# of another session, such as the one that records the end of the job, makes all of it durable.
DBT_OPTIONS = "-c synchronous_commit=off"
# Any fixed number: two transforms of one database would replace each other's tables.
LOCK = 0x4C696665_03
# Values that profiles.yml passes to dbt as arguments, and the name that `connect` has set, by which the engine finds a
# stage's sessions; libpq reads every other parameter from its own variable.
KEPT = {"host", "hostaddr", "port", "user", "password", "dbname", "application_name"}


def lock(connection: psycopg.Connection) -> None:
    """Take the lock of the transform for this database until the session ends, also when the process is killed.

    Raises:
        TemporaryError: when another transform holds it.
    """
    # Without a transaction, so that nothing stays open in the server while dbt works.
    connection.autocommit = True
    row = connection.execute("select pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    if row is None or not row[0]:
        raise TemporaryError(
            "Another transform of this database is running; try again when it has ended.", after_seconds=15
        )


def hand_over(connection: psycopg.Connection, *, as_of: datetime, timezone: ZoneInfo) -> None:
    """Put into the environment of this process what profiles.yml, libpq and `int_run` read there.

    The address is that of the open connection, so every form of DATABASE_URL works: several hosts, sockets, services,
    password files.

    Raises:
        ConfigurationError: when the server does not know the zone.
    """
    try:
        connection.execute("select now() at time zone %s", (timezone.key,))
    except psycopg.errors.InvalidParameterValue as error:
        raise ConfigurationError(
            f"PostgreSQL does not know the time zone {timezone.key}; use another name of it (lifetracer settings set "
            "timezone ZONE), or update the server's time zone data."
        ) from error
    info = connection.info
    given = conninfo_to_dict(info.dsn)
    variables = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    for keyword, value in given.items():
        variable = variables.get(keyword)
        if variable and value and keyword not in KEPT:
            os.environ[variable.decode()] = str(value)
    options = str(given.get("options") or "")
    added = DBT_OPTIONS if SERVER_OPTIONS in options else f"{SERVER_OPTIONS} {DBT_OPTIONS}"
    os.environ["PGOPTIONS"] = f"{options} {added}".strip()
    os.environ.update(
        # No time or text depends on what the server or the shell has set.
        PGTZ="UTC",
        PGCLIENTENCODING="UTF8",
        LIFETRACER_DBT_HOST=info.host,
        LIFETRACER_DBT_PORT=str(info.port),
        LIFETRACER_DBT_USER=info.user,
        LIFETRACER_DBT_DATABASE=info.dbname,
        DBT_ENV_SECRET_PASSWORD=info.password,
        LIFETRACER_AS_OF=as_of.astimezone(UTC).isoformat(),
        LIFETRACER_TIMEZONE=timezone.key,
    )

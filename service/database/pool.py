"""The connection pool of one process: few connections, schema `gateway` first, dictionaries for rows."""

import re
import select
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from anyio import to_thread
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from service.errors import ConfigurationError, StartingError, UnavailableError

Connection = psycopg.AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Connection]
# What an outage of the database is heard by.
CONNECTION_ERRORS = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)

# Supabase's session pooler gives about 15 clients to all our processes together; a stage needs up to 4.
MAX_CONNECTIONS = 5
WAIT_SECONDS = 10.0
# A connection that was found to work is not asked again for so long: it would cost each post a round trip.
FRESH_SECONDS = 1.0
# In a network that is cut a connection would answer neither yes nor no for a quarter of an hour. Each of them may be
# chosen otherwise in DATABASE_URL; a Unix socket has none of it.
_CUT_OFF = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
# psycopg passes on libpq's words of a failed connection, and no SQLSTATE (57P03).
_STARTING = re.compile("the database system is (starting up|not yet accepting connections|in recovery mode)")

# When each connection was last found to work.
_checked: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()


async def _check(connection: Connection) -> None:
    """Refuse a connection that is closed. One that worked a moment ago is not asked: a server that ends says so."""
    says = select.poll()
    says.register(connection.fileno(), select.POLLIN)
    if time.monotonic() - _checked.get(connection, -FRESH_SECONDS) >= FRESH_SECONDS or says.poll(0):
        await AsyncConnectionPool.check_connection(connection)
        _checked[connection] = time.monotonic()


async def _configure(connection: Connection) -> None:
    # As statements, not as start-up options: a pooler in between may drop those.
    await connection.execute("set search_path to gateway, public")
    await connection.execute("set time zone 'UTC'")
    await connection.commit()


@asynccontextmanager
async def open_pool(url: str, *, name: str) -> AsyncIterator[Pool]:
    """Open a pool and close it at the end of the block.

    Raises:
        ConfigurationError: when the URL cannot be parsed.
        UnavailableError: when no connection can be had within WAIT_SECONDS.
    """
    await to_thread.run_sync(check, url)
    given = conninfo_to_dict(url)
    pool: Pool = AsyncConnectionPool(
        make_conninfo(url, **{name: value for name, value in _CUT_OFF.items() if name not in given}),
        connection_class=psycopg.AsyncConnection[DictRow],
        kwargs={"row_factory": dict_row, "application_name": f"lifetracer {name}"},
        min_size=1,
        max_size=MAX_CONNECTIONS,
        configure=_configure,
        check=_check,
        open=False,
        name=name,
        # Whoever asks during an outage hears of it soon and tries again.
        timeout=WAIT_SECONDS,
        # The pool doubles its pauses for so long, then starts over. Its own 5 minutes would let a database that is
        # back wait for minutes.
        reconnect_timeout=WAIT_SECONDS,
    )
    try:
        try:
            await pool.open(wait=True, timeout=WAIT_SECONDS)
        except PoolTimeout as error:
            raise UnavailableError("The database does not answer; look whether it runs and has room for us.") from error
        yield pool
    finally:
        await pool.close()


def check(url: str) -> None:
    """Connect once, because a pool tells nothing of why it cannot.

    Raises:
        ConfigurationError: when the URL cannot be parsed, which is then that of DATABASE_URL.
        StartingError: when the server says that it takes connections soon.
        UnavailableError: when the server cannot be reached or refuses us.
    """
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(
            "DATABASE_URL cannot be parsed; write it as postgresql://user:password@host:port/database."
        ) from error
    except psycopg.OperationalError as error:
        reason = _reason(error)
        kind = StartingError if _STARTING.search(reason) else UnavailableError
        raise kind(f"The database cannot be reached ({reason}).") from error


def _reason(error: psycopg.Error) -> str:
    """Return libpq's words without its question at the end; they name host and port, never the password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(line for line in lines if not line.endswith("?")) or type(error).__name__


async def one(connection: Connection, query: Any, *parameters: Any) -> DictRow | None:
    """Run a query and return its first row, if there is one."""
    return await (await connection.execute(query, parameters)).fetchone()


async def all_rows(connection: Connection, query: Any, *parameters: Any) -> list[DictRow]:
    """Run a query and return its rows."""
    return await (await connection.execute(query, parameters)).fetchall()

"""The connection pool of one process: few connections, schema `gateway` first, dictionaries for rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from anyio import to_thread
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from service.errors import ConfigurationError, UnavailableError

Connection = psycopg.AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Connection]

# Supabase's session pooler gives about 15 clients to all our processes together; a stage needs up to 4.
MAX_CONNECTIONS = 5
WAIT_SECONDS = 10.0


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
    pool: Pool = AsyncConnectionPool(
        url,
        connection_class=psycopg.AsyncConnection[DictRow],
        kwargs={"row_factory": dict_row, "application_name": f"lifetracer {name}"},
        min_size=1,
        max_size=MAX_CONNECTIONS,
        configure=_configure,
        check=AsyncConnectionPool.check_connection,
        open=False,
        name=name,
        # Whoever asks during an outage hears of it soon and tries again.
        timeout=WAIT_SECONDS,
    )
    try:
        await pool.open(wait=True, timeout=WAIT_SECONDS)
    except PoolTimeout as error:
        await pool.close()
        raise UnavailableError("The database does not answer; look whether it runs and has room for us.") from error
    try:
        yield pool
    finally:
        await pool.close()


def check(url: str) -> None:
    """Connect once, because a pool tells nothing of why it cannot.

    Raises:
        ConfigurationError: when the URL cannot be parsed.
        UnavailableError: when the server cannot be reached or refuses us.
    """
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(
            "DATABASE_URL cannot be parsed; write it as postgresql://user:password@host:port/database."
        ) from error
    except psycopg.OperationalError as error:
        raise UnavailableError(
            f"The database of DATABASE_URL cannot be reached ({_reason(error)}); start it or correct DATABASE_URL, or "
            "unset it to use the embedded one."
        ) from error


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

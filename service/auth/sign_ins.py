"""Attempts to sign in to the console, shared by all gateways: after five failures a client waits, each time longer.

An attempt counts as failed from its beginning until its success is reported, so that many attempts at the same moment
are not more than the same number one after the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.database.pool import Connection, one
from service.database.statements import statements

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
# After so many failures of all clients within the window, each client without a known device waits.
FAILURES_OF_ALL = 100
WINDOW = timedelta(hours=1)
_MOST_DOUBLINGS = 10
_SQL = statements(Path(__file__).with_name("console.sql"))


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """The attempts of a client.

    Attributes:
        failures: those in a row that have not succeeded, the present one among them.
        locked_until: before it the client must not try; None where it may.
    """

    failures: int
    locked_until: datetime | None


def wait_after(failures: int) -> timedelta:
    """Return how long a client waits after so many failures in a row."""
    if failures < FREE_FAILURES:
        return timedelta()
    # Bounded before the power: the number of failures is not.
    doublings = min(failures - FREE_FAILURES, _MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


async def begin_attempt(connection: Connection, client: str, *, is_known_device: bool, now: datetime) -> Attempts:
    """Count an attempt, unless the client has to wait.

    Returns:
        With `locked_until` the attempt is refused and not counted; without it the password may be checked.
    """
    await connection.execute(_SQL["lock_attempts"])
    since = now - WINDOW
    await connection.execute(_SQL["forget_attempts"], {"since": since, "now": now})
    row = await (await connection.execute(_SQL["attempts"], {"client": client, "since": since})).fetchone()
    assert row is not None
    failures, locked_until = row["failures"], row["locked_until"]
    if locked_until is not None and locked_until > now:
        return Attempts(failures=failures, locked_until=locked_until)
    is_flooded = row["of_all"] >= FAILURES_OF_ALL and not is_known_device
    if is_flooded and locked_until is None:
        # The first attempt of a client in a flood is made after the wait.
        return await _write(connection, client, failures, now=now, locked_until=now + FIRST_WAIT)
    wait = max(wait_after(failures + 1), FIRST_WAIT if is_flooded else timedelta())
    counted = await _write(connection, client, failures + 1, now=now, locked_until=now + wait if wait else None)
    return Attempts(failures=counted.failures, locked_until=None)


async def end_attempt(connection: Connection, client: str) -> None:
    """Forget the failures of a client that has signed in."""
    await connection.execute(_SQL["forget_client"], [client])


async def _write(
    connection: Connection, client: str, failures: int, *, now: datetime, locked_until: datetime | None
) -> Attempts:
    values = {"client": client, "failures": failures, "now": now, "locked_until": locked_until}
    await connection.execute(_SQL["write_attempt"], values)
    return Attempts(failures=failures, locked_until=locked_until)


async def current_epoch(connection: Connection) -> int:
    """Return the epoch of the sessions that count."""
    return await _epoch(connection, "epoch")


async def next_epoch(connection: Connection) -> int:
    """Sign everyone out, and return the epoch of the sessions to come."""
    return await _epoch(connection, "next_epoch")


async def _epoch(connection: Connection, statement: str) -> int:
    row = await one(connection, _SQL[statement])
    assert row is not None
    epoch: int = row["epoch"]
    return epoch

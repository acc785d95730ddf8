"""What a person should know or change, as far as one gateway can see it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from anyio import to_thread

from naming import rule_file
from naming.rules import from_json, has_same_rules
from service.credentials.environment import credential_states
from service.database.pool import Connection, one
from service.database.statements import statements
from service.notices import Warned, instant, warning
from service.queries import settings
from service.queries.people import listed, people
from service.queries.status import worker_state
from service.sources import remote_sources
from stored_settings.store import different, record_of

_SQL = statements(Path(__file__).with_name("status.sql"))
# A schedule reads a source once a day.
STALE_AFTER = dt.timedelta(hours=26)
FAILURES_SINCE = dt.timedelta(days=7)


async def warnings(connection: Connection, environ: Mapping[str, str], now: dt.datetime) -> list[Warned]:
    """Return the warnings, the most urgent first.

    Args:
        connection: to a migrated database.
        environ: the environment of the gateway.
        now: the instant by which data is old.
    """
    return [
        *await _worker(connection),
        *await _sources(connection, environ, now),
        *await _variables(connection, environ),
        *await _rules(connection, environ),
        *await _people(connection),
    ]


async def _worker(connection: Connection) -> Sequence[Warned]:
    worker = await worker_state(connection)
    if worker.alive:
        return []
    seen = {"heartbeatAt": instant(worker.heartbeat_at)} if worker.heartbeat_at else {}
    return [warning("worker_missing", **seen)]


async def _sources(connection: Connection, environ: Mapping[str, str], now: dt.datetime) -> Sequence[Warned]:
    """Warn of sources that are set up and whose last sync failed, or is too long ago."""
    states = await credential_states(connection, environ)
    configured = [name for name in remote_sources() if name in states and states[name].origin is not None]
    rows = await connection.execute(_SQL["failures"], {"services": configured, "since": now - FAILURES_SINCE})
    failed = {row["service"]: row["finished_at"] for row in await rows.fetchall()}
    found = [warning("source_failed", source=name, at=instant(at)) for name, at in failed.items()]
    is_migrated = await one(connection, _SQL["has_sources"])
    if not (is_migrated and is_migrated["found"]):
        return found
    rows = await connection.execute(_SQL["sources"], {"services": configured})
    read = {row["service"]: row["last_synced_at"] for row in await rows.fetchall() if row["last_synced_at"]}
    return [
        *found,
        *(
            warning("source_stale", source=name, lastSyncedAt=instant(at), command=f"lifetracer run connector {name}")
            for name, at in read.items()
            if name not in failed and at < now - STALE_AFTER
        ),
    ]


async def _variables(connection: Connection, environ: Mapping[str, str]) -> Iterator[Warned]:
    stored = record_of([(setting.name, setting.value) for setting in await settings.current(connection)])
    assert stored is not None  # the gateway stores them before it accepts requests
    return (warning("variable_differs", **each._asdict()) for each in different(stored, environ))


async def _rules(connection: Connection, environ: Mapping[str, str]) -> Sequence[Warned]:
    """Warn of a file of rules that says something else than the rules of the database."""
    path = environ.get("LIFETRACER_CATEGORIES", "").strip()
    newest = await one(connection, _SQL["rules"])
    # The next transform reads the file where the database still has the rules that ship.
    if not path or newest is None or newest["origin"] == "shipped":
        return []
    try:
        rules = rule_file.read(await to_thread.run_sync(Path(path).read_bytes))
    except OSError as error:
        return [warning("categories_file_unreadable", path=path, reason=error.strerror or type(error).__name__)]
    except rule_file.RuleFileError as error:
        return [warning("categories_file_unreadable", path=path, reason=str(error))]
    if has_same_rules(rules, from_json(newest["rules"])):
        return []
    return [warning("categories_file_differs", path=path, command=f"lifetracer categories import {path}")]


async def _people(connection: Connection) -> Sequence[Warned]:
    others = [person for person in await people(connection) if not person.is_counted]
    command = "lifetracer settings set person NAME"
    return [warning("other_people", people=listed(others), command=command)] if others else []

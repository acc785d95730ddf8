"""The sources: whether each is set up, when it was read last, and what to do."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.state import state_of
from service.credentials.environment import CredentialState, credential_states
from service.database.pool import Connection
from service.queries.sources import StoredSource, stored_sources
from service.schemas.domain import Sources, SourceState
from service.sources import SOURCES, Source, missing


async def list_sources(request: Request) -> Response:
    """Return every source, also those that were never read."""
    async with state_of(request).pool.connection() as connection:
        return json_response(Sources(sources=await sources_of(connection, os.environ)))


async def sources_of(connection: Connection, environ: Mapping[str, str]) -> list[SourceState]:
    """Return the state of every source, by name."""
    stored = await stored_sources(connection, SOURCES)
    credentials = await credential_states(connection, environ)
    return [
        _state(name, source, stored[name], environ, credentials.get(name, CredentialState(origin=None)))
        for name, source in sorted(SOURCES.items())
    ]


def _state(
    name: str, source: Source, found: StoredSource, environ: Mapping[str, str], credentials: CredentialState
) -> SourceState:
    return SourceState(
        service=name,
        configured=not source.credentials or credentials.origin is not None,
        credentials=credentials.origin,
        stored_account=credentials.account,
        advice=credentials.problem or _advice(name, source, found, environ, credentials),
        **msgspec.structs.asdict(found),
    )


def _advice(
    name: str, source: Source, found: StoredSource, environ: Mapping[str, str], credentials: CredentialState
) -> str | None:
    if not source.remote:
        command = f"lifetracer import {source.command.removeprefix('import-')} FILE"
        return None if found.last_synced_at else f"Import a file: {command}."
    if credentials.origin is None:
        return f"Run `{source.connect}`, or set {missing(source, environ)} in the environment of LifeTracer."
    if found.wait is not None:
        return None
    if found.last_synced_at is None:
        return f"Read it: lifetracer run connector {name}, or POST /api/sync/{name}."
    resets = found.quota_resets_at
    if found.quota_remaining == 0 and resets and resets > datetime.now(UTC):
        return f"The quota is used up; it is full again at {resets.isoformat(timespec='seconds')}."
    return None


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/sources",
            name="listSources",
            summary="The sources: set up or not, account, coverage, history, rows, quota, last error",
            handler=list_sources,
            answers={200: Sources},
        )
    ]

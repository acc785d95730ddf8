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
from service.notices import Advice, advice, instant
from service.queries.sources import StoredSource, stored_sources
from service.schemas.domain import Sources, SourceState
from service.sources import SOURCES, Source


async def list_sources(request: Request) -> Response:
    """Return every source, also those that were never read."""
    async with state_of(request).pool.connection() as connection:
        return json_response(Sources(sources=await sources_of(connection, os.environ)))


async def sources_of(connection: Connection, environ: Mapping[str, str]) -> list[SourceState]:
    """Return the state of every source, by name."""
    stored = await stored_sources(connection, SOURCES)
    credentials = await credential_states(connection, environ)
    return [
        _state(name, source, stored[name], credentials.get(name, CredentialState(origin=None)))
        for name, source in sorted(SOURCES.items())
    ]


def _state(name: str, source: Source, found: StoredSource, credentials: CredentialState) -> SourceState:
    advised = credentials.problem or _advice(name, source, found, credentials)
    return SourceState(
        service=name,
        configured=not source.credentials or credentials.origin is not None,
        credentials=credentials.origin,
        stored_account=credentials.account,
        advice=advised.text if advised else None,
        advice_code=advised.code if advised else None,
        params=advised.params if advised else {},
        **msgspec.structs.asdict(found),
    )


def _advice(name: str, source: Source, found: StoredSource, credentials: CredentialState) -> Advice | None:
    if not source.remote:
        command = f"lifetracer import {source.command.removeprefix('import-')} FILE"
        return None if found.last_synced_at else advice("import_file", command=command)
    if credentials.origin is None:
        variables = [list(names) for names in source.credentials]
        return advice("connect_source", command=source.connect, variables=variables)
    if found.wait is not None:
        return None
    if found.last_synced_at is None:
        return advice("sync_source", command=f"lifetracer run connector {name}", request=f"POST /api/sync/{name}")
    resets = found.quota_resets_at
    if found.quota_remaining == 0 and resets and resets > datetime.now(UTC):
        return advice("quota_used_up", resetsAt=instant(resets))
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

"""The sources: whether each is set up, when it was read last, and what to do."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.domain import Sources, SourceState
from service.api.operations import Operation, json_response
from service.api.state import state_of
from service.credentials.environment import CredentialState, credential_states
from service.database.pool import Connection, all_rows, one
from service.jobs.registry import SOURCES, Source, missing

_STATES = "select service, last_synced_at, row_count as rows, quota_remaining, quota_resets_at from marts.source_status"


async def list_sources(request: Request) -> Response:
    """Return every source, also those that were never read."""
    async with state_of(request).pool.connection() as connection:
        return json_response(Sources(sources=await sources_of(connection, os.environ)))


async def sources_of(connection: Connection, environ: Mapping[str, str]) -> list[SourceState]:
    """Return the state of every source, by name."""
    # Before the first transform there are no marts, and a source is just not read yet.
    known = await one(connection, "select to_regclass('marts.source_status') is not null as there")
    rows = await all_rows(connection, _STATES) if known and known["there"] else []
    states = {row["service"]: row for row in rows}
    credentials = await credential_states(connection, environ)
    return [
        _state(name, source, states.get(name), environ, credentials.get(name, CredentialState(origin=None)))
        for name, source in sorted(SOURCES.items())
    ]


def _state(
    name: str,
    source: Source,
    row: Mapping[str, Any] | None,
    environ: Mapping[str, str],
    credentials: CredentialState,
) -> SourceState:
    found = row or {}
    return SourceState(
        service=name,
        configured=not source.credentials or credentials.origin is not None,
        credentials=credentials.origin,
        stored_account=credentials.account,
        last_synced_at=found.get("last_synced_at"),
        rows=found.get("rows") or 0,
        quota_remaining=found.get("quota_remaining"),
        quota_resets_at=found.get("quota_resets_at"),
        advice=credentials.problem or _advice(name, source, found, environ, credentials),
    )


def _advice(
    name: str,
    source: Source,
    row: Mapping[str, Any],
    environ: Mapping[str, str],
    credentials: CredentialState,
) -> str | None:
    if not source.remote:
        is_read = row.get("last_synced_at") is not None
        return None if is_read else f"Import a file: lifetracer import {source.command.removeprefix('import-')} FILE."
    if credentials.origin is None:
        return f"Run `{source.connect}`, or set {missing(source, environ)} in the environment of LifeTracer."
    if row.get("last_synced_at") is None:
        return f"Read it: lifetracer run connector {name}, or POST /api/sync/{name}."
    resets = row.get("quota_resets_at")
    if row.get("quota_remaining") == 0 and resets and resets > datetime.now(UTC):
        return f"The quota is used up; it is full again at {resets.isoformat(timespec='seconds')}."
    return None


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="GET",
            path="/api/sources",
            name="listSources",
            summary="The sources: set up or not, last read, rows, quota",
            handler=list_sources,
            answers={200: Sources},
        )
    ]

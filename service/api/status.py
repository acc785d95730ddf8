"""Liveness, readiness, the state of the whole, and the OpenAPI document."""

import os

import anyio
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.problems import ProblemError, out_of_reach, shutting_down
from service.api.state import state_of
from service.database.pool import CONNECTION_ERRORS
from service.queries.status import status
from service.queries.warnings import warnings
from service.schedules import store as schedules
from service.schedules.types import Schedule
from service.schemas.jobs import Health, Ready
from service.schemas.problem_kinds.requests import DatabaseUnavailable, ShuttingDown, WorkerStopped
from service.schemas.status import GatewayStatus, NextRun
from service.version import VERSION

READY_SECONDS = 3.0


async def health(request: Request) -> Response:
    """Return whether the event loop turns (it does: this runs), the supervisor lives and the database can be opened."""
    state = state_of(request)
    if state.unusable:
        raise out_of_reach(state.unusable)
    if not state.supervisor_alive():
        raise ProblemError(WorkerStopped(), "The worker has ended; the gateway must be started again.")
    return json_response(Health(status="ok", version=VERSION))


async def ready(request: Request) -> Response:
    """Return whether a job would be accepted now."""
    state = state_of(request)
    if state.draining:
        raise shutting_down("The gateway shuts down.")

    async def answers() -> bool:
        with anyio.fail_after(READY_SECONDS):
            async with state.pool.connection() as connection:
                await connection.execute("select 1")
        return True

    try:
        # Anyone may ask, so all who do within a second share one connection.
        await state.readiness.get("database", int(anyio.current_time()), answers)
    except (*CONNECTION_ERRORS, TimeoutError):
        raise out_of_reach("The database does not answer.") from None
    return json_response(Ready(status="ready", version=VERSION))


async def show_status(request: Request) -> Response:
    """Return the state of the whole, with warnings."""
    state = state_of(request)
    now = state.clock.now()
    async with state.pool.connection() as connection:
        warned = await warnings(connection, os.environ, now)
        following = _next_run(await schedules.load_all(connection, now=now))
        return json_response(
            await status(connection, is_embedded=state.is_embedded, next_run=following, warnings=warned)
        )


def _next_run(found: list[Schedule]) -> NextRun | None:
    """Return what starts next of all schedules that are not paused."""
    coming = [
        NextRun(schedule=one.name, stage=one.stage, at=one.next_run_at) for one in found if one.next_run_at is not None
    ]
    return min(coming, key=lambda run: (run.at, run.schedule), default=None)


async def document(request: Request) -> Response:
    """Return the OpenAPI document."""
    return Response(request.app.state.openapi, media_type="application/json")


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="GET",
            path="/health",
            name="health",
            summary="Liveness",
            handler=health,
            answers={200: Health},
            problems=(DatabaseUnavailable, WorkerStopped),
            scope=None,
        ),
        Operation(
            method="GET",
            path="/ready",
            name="ready",
            summary="Readiness",
            handler=ready,
            answers={200: Ready},
            problems=(DatabaseUnavailable, ShuttingDown),
            scope=None,
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/status",
            name="showStatus",
            summary="The state of the whole: data, worker, queue, database, last pipeline, next run, warnings",
            handler=show_status,
            answers={200: GatewayStatus},
        ),
        Operation(
            method="GET",
            scope="read",
            path="/openapi.json",
            name="openapi",
            summary="This document",
            handler=document,
            answers={200: "application/json"},
        ),
    ]

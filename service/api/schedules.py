"""Schedules: what starts by itself, when, and what became of it."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.idempotency import IDEMPOTENCY_KEY, accept_idempotently, traceparent_of
from service.api.job_lookup import job_answer
from service.api.operations import Operation, Parameter, json_response, read_input
from service.api.problems import ProblemError
from service.api.state import state_of
from service.database.pool import Connection
from service.jobs.accept import accept
from service.schedules import store
from service.schedules.types import NAME_PATTERN, Schedule, ScheduleInput, Schedules
from service.schedules.validation import InvalidScheduleError, check_name, checked
from service.schemas.jobs import Job, NoInput

_PATH = "/api/schedules/{name}"
_NAME = Parameter(
    name="name",
    where="path",
    description="The schedule.",
    schema={"type": "string", "pattern": f"^{NAME_PATTERN}$"},
)


async def list_schedules(request: Request) -> Response:
    """Return all schedules by name."""
    state = state_of(request)
    async with state.pool.connection() as connection:
        found = await store.load_all(connection, now=state.clock.now())
    return json_response(Schedules(schedules=found))


async def show_schedule(request: Request) -> Response:
    """Return one schedule."""
    state, name = state_of(request), _name(request)
    async with state.pool.connection() as connection:
        schedule = await store.load(connection, name, now=state.clock.now())
    if schedule is None:
        raise _unknown(name)
    return json_response(schedule)


async def put_schedule(request: Request) -> Response:
    """Write a schedule whole, a new one or in place of the old."""
    state, name = state_of(request), request.path_params["name"]
    given = await read_input(request, ScheduleInput)
    try:
        check_name(name)
        given = checked(given)
    except InvalidScheduleError as error:
        raise ProblemError(422, "The schedule cannot be used.", errors=error.findings) from None
    async with state.pool.connection() as connection:
        schedule = await store.put(connection, name, given, now=state.clock.now())
    return json_response(schedule)


async def remove_schedule(request: Request) -> Response:
    """Remove a schedule; what it started goes on."""
    state, name = state_of(request), _name(request)
    async with state.pool.connection() as connection:
        schedule = await store.remove(connection, name, now=state.clock.now())
    if schedule is None:
        raise _unknown(name)
    return json_response(schedule)


async def run_schedule(request: Request) -> Response:
    """Start what the schedule starts, now, also while it is paused."""
    state, name = state_of(request), _name(request)
    await read_input(request, NoInput)

    async def make(connection: Connection) -> dict[str, Any]:
        schedule = await store.load(connection, name, now=state.clock.now(), keep=True)
        if schedule is None:
            raise _unknown(name)
        job, coalesced = await accept(
            connection, stage=schedule.stage, input_=schedule.input, traceparent=traceparent_of(request)
        )
        await store.add_manual_run(connection, name, job.id, now=state.clock.now())
        return await job_answer(connection, job, coalesced=coalesced)

    return await accept_idempotently(request, ["schedule", name], make)


def _name(request: Request) -> str:
    name: str = request.path_params["name"]
    if not re.fullmatch(NAME_PATTERN, name):
        raise _unknown(name)
    return name


def _unknown(name: str) -> ProblemError:
    return ProblemError(404, f"There is no schedule {name}; GET /api/schedules lists them.")


def operations() -> list[Operation]:
    """Return the operations on schedules."""
    one_schedule: dict[str, Any] = {"path": _PATH, "parameters": (_NAME,), "answers": {200: Schedule}}
    return [
        Operation(
            method="GET",
            path="/api/schedules",
            name="listSchedules",
            summary="All schedules, with their next and last runs",
            handler=list_schedules,
            answers={200: Schedules},
        ),
        Operation(
            method="GET",
            name="showSchedule",
            summary="One schedule",
            handler=show_schedule,
            problems=(404,),
            **one_schedule,
        ),
        Operation(
            method="PUT",
            name="putSchedule",
            summary="Write a schedule whole, a new one or in place of the old",
            handler=put_schedule,
            body=ScheduleInput,
            body_required=True,
            **one_schedule,
        ),
        Operation(
            method="DELETE",
            name="removeSchedule",
            summary="Remove a schedule; what it started goes on",
            handler=remove_schedule,
            problems=(404,),
            **one_schedule,
        ),
        Operation(
            method="POST",
            path=f"{_PATH}/run",
            name="runSchedule",
            summary="Start what the schedule starts, now",
            handler=run_schedule,
            body=NoInput,
            parameters=(_NAME, IDEMPOTENCY_KEY),
            answers={202: Job},
            problems=(404,),
        ),
    ]

"""Schedules: what starts by itself, when, and what became of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.idempotency import IDEMPOTENCY_KEY, accept_idempotently, traceparent_of
from service.api.job_lookup import job_answer
from service.api.operations import Operation, json_response, read_input
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import state_of
from service.database.pool import Connection
from service.jobs.accept import accept
from service.schedules import store
from service.schedules.types import NAME_PATTERN, Schedule, ScheduleInput, Schedules
from service.schedules.validation import InvalidScheduleError, checked
from service.schemas.jobs import Job, NoInput
from service.schemas.problem_kinds.requests import ShuttingDown
from service.schemas.problem_kinds.work import IdempotencyKeyReused, InvalidSchedule, ScheduleNotFound

_PATH = "/api/schedules/{name}"


async def list_schedules(request: Request) -> Response:
    """Return all schedules by name."""
    state = state_of(request)
    async with state.pool.connection() as connection:
        found = await store.load_all(connection, now=state.clock.now())
    return json_response(Schedules(schedules=found))


async def show_schedule(request: Request) -> Response:
    """Return one schedule."""
    state, name = state_of(request), value_of(request, "name")
    async with state.pool.connection() as connection:
        schedule = await store.load(connection, name, now=state.clock.now())
    if schedule is None:
        raise _unknown(name)
    return json_response(schedule)


async def put_schedule(request: Request) -> Response:
    """Write a schedule whole, a new one or in place of the old."""
    state, name = state_of(request), value_of(request, "name")
    given = await read_input(request, ScheduleInput)
    try:
        given = checked(given)
    except InvalidScheduleError as error:
        raise ProblemError(InvalidSchedule(), "The schedule cannot be used.", errors=error.findings) from None
    async with state.pool.connection() as connection:
        schedule = await store.put(connection, name, given, now=state.clock.now())
    return json_response(schedule)


async def remove_schedule(request: Request) -> Response:
    """Remove a schedule; what it started goes on."""
    state, name = state_of(request), value_of(request, "name")
    async with state.pool.connection() as connection:
        schedule = await store.remove(connection, name, now=state.clock.now())
    if schedule is None:
        raise _unknown(name)
    return json_response(schedule)


async def run_schedule(request: Request) -> Response:
    """Start what the schedule starts, now, also while it is paused."""
    state, name = state_of(request), value_of(request, "name")
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


def _unknown(name: str) -> ProblemError:
    return ProblemError(ScheduleNotFound(name=name), f"There is no schedule {name}; GET /api/schedules lists them.")


_SCHEMA = {"type": "string", "pattern": f"^{NAME_PATTERN}$"}
_NAME = Parameter(name="name", where="path", description="The schedule.", schema=_SCHEMA, absent=_unknown)
# A new one, whose name has to be possible.
_NEW_NAME = Parameter(name="name", where="path", description="The schedule.", schema=_SCHEMA)


def operations() -> list[Operation]:
    """Return the operations on schedules."""
    one_schedule: dict[str, Any] = {"path": _PATH, "parameters": (_NAME,), "answers": {200: Schedule}}
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/schedules",
            name="listSchedules",
            summary="All schedules, with their next and last runs",
            handler=list_schedules,
            answers={200: Schedules},
        ),
        Operation(
            method="GET",
            scope="read",
            name="showSchedule",
            summary="One schedule",
            handler=show_schedule,
            problems=(ScheduleNotFound,),
            **one_schedule,
        ),
        Operation(
            method="PUT",
            scope="edit",
            name="putSchedule",
            summary="Write a schedule whole, a new one or in place of the old",
            handler=put_schedule,
            body=ScheduleInput,
            body_required=True,
            problems=(InvalidSchedule,),
            **{**one_schedule, "parameters": (_NEW_NAME,)},
        ),
        Operation(
            method="DELETE",
            scope="edit",
            name="removeSchedule",
            summary="Remove a schedule; what it started goes on",
            handler=remove_schedule,
            problems=(ScheduleNotFound,),
            **one_schedule,
        ),
        Operation(
            method="POST",
            scope="run",
            path=f"{_PATH}/run",
            name="runSchedule",
            summary="Start what the schedule starts, now",
            handler=run_schedule,
            body=NoInput,
            parameters=(_NAME, IDEMPOTENCY_KEY),
            answers={202: Job},
            problems=(ScheduleNotFound, IdempotencyKeyReused, ShuttingDown),
        ),
    ]

"""Schedules: what starts by itself, when, and what became of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.etags import IF_MATCH, check_match, etag_of, wants_match
from service.api.idempotency import IDEMPOTENCY_KEY, accept_idempotently, origin_of, traceparent_of
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
from service.schemas.problem_kinds.requests import ChangedMeanwhile, ShuttingDown
from service.schemas.problem_kinds.work import IdempotencyKeyReused, InvalidSchedule, ScheduleNotFound

_PATH = "/api/schedules/{name}"
_SET = ("name", *ScheduleInput.__struct_fields__, "created_at", "updated_at")


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
    return _answer(schedule)


async def put_schedule(request: Request) -> Response:
    """Write a schedule whole, a new one or in place of the old."""
    state, name = state_of(request), value_of(request, "name")
    given = await read_input(request, ScheduleInput)
    try:
        given = checked(given)
    except InvalidScheduleError as error:
        raise ProblemError(InvalidSchedule(), "The schedule cannot be used.", errors=error.findings) from None
    async with state.pool.connection() as connection:
        await _check_unchanged(request, connection, name)
        schedule = await store.put(connection, name, given, now=state.clock.now())
    return _answer(schedule)


async def remove_schedule(request: Request) -> Response:
    """Remove a schedule; what it started goes on."""
    state, name = state_of(request), value_of(request, "name")
    async with state.pool.connection() as connection:
        await _check_unchanged(request, connection, name)
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
            connection,
            stage=schedule.stage,
            input_=schedule.input,
            traceparent=traceparent_of(request),
            started_by=origin_of(request),
        )
        await store.add_manual_run(connection, name, job.id, now=state.clock.now())
        return await job_answer(connection, job, coalesced=coalesced)

    return await accept_idempotently(request, ["schedule", name], make)


def _answer(schedule: Schedule) -> Response:
    return json_response(schedule, headers={"ETag": _etag(schedule)})


def _etag(schedule: Schedule) -> str:
    """Return the ETag of how the schedule is set: its runs do not change it."""
    return etag_of([getattr(schedule, name) for name in _SET])


async def _check_unchanged(request: Request, connection: Connection, name: str) -> None:
    """Refuse a change of another version of the schedule, which stays as it is until the transaction ends.

    Raises:
        ProblemError: 412.
    """
    if wants_match(request):
        await store.lock(connection, name)
        schedule = await store.load(connection, name, now=state_of(request).clock.now())
        check_match(request, None if schedule is None else _etag(schedule))


def _unknown(name: str) -> ProblemError:
    return ProblemError(ScheduleNotFound(name=name), f"There is no schedule {name}; GET /api/schedules lists them.")


_SCHEMA = {"type": "string", "pattern": f"^{NAME_PATTERN}$"}
_NAME = Parameter(name="name", where="path", description="The schedule.", schema=_SCHEMA, absent=_unknown)
# A new one, whose name has to be possible.
_NEW_NAME = Parameter(name="name", where="path", description="The schedule.", schema=_SCHEMA)


def operations() -> list[Operation]:
    """Return the operations on schedules."""
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
        *_operations_on_one(),
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


def _operations_on_one() -> list[Operation]:
    one_schedule: dict[str, Any] = {"path": _PATH, "parameters": (_NAME,), "answers": {200: Schedule}}
    return [
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
            problems=(InvalidSchedule, ChangedMeanwhile),
            **{**one_schedule, "parameters": (_NEW_NAME, IF_MATCH)},
        ),
        Operation(
            method="DELETE",
            scope="edit",
            name="removeSchedule",
            summary="Remove a schedule; what it started goes on",
            handler=remove_schedule,
            problems=(ScheduleNotFound, ChangedMeanwhile),
            **{**one_schedule, "parameters": (_NAME, IF_MATCH)},
        ),
    ]

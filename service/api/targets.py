"""Targets: what the person wants, every change kept. The rules live in SQL functions of the pipelines' migrations."""

import msgspec
import psycopg
from starlette.requests import Request
from starlette.responses import Response

from naming import category_key
from service.api.operations import Operation, Parameter, json_response, read_body, read_input
from service.api.problems import ProblemError
from service.api.state import state_of
from service.categories.known import UnknownCategoryError
from service.database.pool import one
from service.errors import InputError
from service.queries import targets as queries
from service.schemas.domain import DAY_TYPES, Target, TargetInput, TargetKey, Targets
from service.schemas.jobs import ProblemDetail
from service.targets.write import Wanted, write

ACCEPT_NEW = "With `new` it becomes one."
# SQLSTATEs of app.set_target and app.decide_proposal.
_STATUS = {"LT001": 422, "LT002": 404, "LT003": 409, "LT004": 422, "LT006": 409}


def refused(error: psycopg.Error) -> ProblemError | None:
    """Return the problem that a rule of the SQL functions stands for, or None for any other error."""
    status = _STATUS.get(error.sqlstate or "")
    if status is None:
        return None
    return ProblemError(status, error.diag.message_primary or "The change is refused.")


async def list_targets(request: Request) -> Response:
    """Return the current targets, most important first."""
    async with state_of(request).pool.connection() as connection:
        targets = await queries.current_targets(connection)
    return json_response(Targets(targets=targets))


async def target_history(request: Request) -> Response:
    """Return every version, closed ones too."""
    query = request.query_params
    category, day_type = query.get("category"), query.get("dayType")
    if category is not None and "\0" in category:
        raise ProblemError(422, "category contains NUL, which no category has.")
    if day_type is not None and day_type not in DAY_TYPES:
        raise ProblemError(422, f"dayType={day_type} is not known; use one of: {', '.join(DAY_TYPES)}.")
    key = None if category is None else category_key(category)
    async with state_of(request).pool.connection() as connection:
        targets = await queries.target_history(connection, category_key=key, day_type=day_type)
    return json_response(Targets(targets=targets))


async def set_target(request: Request) -> Response:
    """Write a target, or its next version."""
    given = await read_input(request, TargetInput)
    wanted = Wanted(
        category=given.category,
        day_type=given.day_type,
        minutes=given.minutes,
        direction=given.direction,
        priority=given.priority,
        note=given.note,
        is_new=given.new,
        since=given.since,
        replacing=given.replace,
    )
    try:
        async with state_of(request).pool.connection() as connection:
            row = await write(connection, wanted, accept=ACCEPT_NEW)
    except UnknownCategoryError as error:
        raise ProblemError(422, str(error), errors=[ProblemDetail(pointer="/category", detail=str(error))]) from None
    except InputError as error:
        raise ProblemError(409, str(error)) from None
    except psycopg.DatabaseError as error:
        raise refused(error) or error from None
    return json_response(queries.target_of(row))


async def close_target(request: Request) -> Response:
    """Close a target; it stays in the history."""
    if query := dict(request.query_params):
        if await read_body(request):
            raise ProblemError(422, "Name the target in the body or in the query, not in both.")
        try:
            key = msgspec.convert(query, TargetKey)
        except msgspec.ValidationError as error:
            raise ProblemError(422, f"The query cannot be used: {error}.") from None
    else:
        key = await read_input(request, TargetKey)
    statement = "select * from app.close_target(%s, %s, now()) where id is not null"
    try:
        async with state_of(request).pool.connection() as connection:
            row = await one(connection, statement, category_key(key.category), key.day_type)
    except psycopg.DatabaseError as error:
        raise refused(error) or error from None
    if row is None:
        raise ProblemError(404, f"There is no current target for {key.category} on {key.day_type} days.")
    return json_response(queries.target_of(row))


def operations() -> list[Operation]:
    """Return these operations."""
    category = Parameter(name="category", where="query", description="Any category.", schema={"type": "string"})
    day_type = Parameter(
        name="dayType",
        where="query",
        description="Which days; without it `all`, in the history every one.",
        schema={"type": "string", "enum": list(DAY_TYPES)},
    )
    return [
        Operation(
            method="GET",
            path="/api/targets",
            name="listTargets",
            summary="The current targets",
            handler=list_targets,
            answers={200: Targets},
        ),
        Operation(
            method="PUT",
            path="/api/targets",
            name="setTarget",
            summary="Write a target, or its next version",
            handler=set_target,
            body=TargetInput,
            body_required=True,
            answers={200: Target},
            problems=(409,),
        ),
        Operation(
            method="DELETE",
            path="/api/targets",
            name="closeTarget",
            summary="Close a target, named in the body or in the query",
            handler=close_target,
            body=TargetKey,
            parameters=(category, day_type),
            answers={200: Target},
            problems=(404,),
        ),
        Operation(
            method="GET",
            path="/api/targets/history",
            name="targetHistory",
            summary="Every version of the targets",
            handler=target_history,
            parameters=(category, day_type),
            answers={200: Targets},
        ),
    ]

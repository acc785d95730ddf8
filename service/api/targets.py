"""Targets: what the person wants, every change kept. The rules live in SQL functions of the pipelines' migrations."""

import psycopg
from starlette.requests import Request
from starlette.responses import Response

from naming import category_key
from service.api.etags import IF_MATCH, check_match, etag_of, wants_match
from service.api.operations import Operation, json_response, read_body, read_input
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.refusals import refusal
from service.api.state import state_of
from service.categories.known import UnknownCategoryError
from service.database.pool import Connection, one
from service.errors import InputError
from service.queries import targets as queries
from service.schemas.domain import CATEGORY_LENGTH, DAY_TYPES, NO_NUL, Target, TargetInput, TargetKey, Targets
from service.schemas.problem_kinds.domain import (
    DayFull,
    InvalidTarget,
    LaterVersions,
    TargetNamedTwice,
    TargetNotFound,
    UnknownCategory,
)
from service.schemas.problem_kinds.requests import ChangedMeanwhile, InvalidBody, NotTransformed
from service.schemas.problems import ProblemDetail
from service.targets.write import Wanted, write

ACCEPT_NEW = "With `new` it becomes one."


def unknown_category(name: str, error: UnknownCategoryError, *, pointer: str | None = None) -> ProblemError:
    """Make the problem of a category that is not known.

    Args:
        name: as it was written.
        error: names the nearest ones.
        pointer: where it stands in the body, if it does.
    """
    detail = str(error)
    errors = None if pointer is None else [ProblemDetail(pointer=pointer, detail=detail, code="unknown-category")]
    return ProblemError(UnknownCategory(category=name, nearest=error.nearest), detail, errors=errors)


async def list_targets(request: Request) -> Response:
    """Return the current targets, most important first."""
    async with state_of(request).pool.connection() as connection:
        targets = await _current(connection)
    return json_response(targets, headers={"ETag": etag_of(targets)})


async def target_history(request: Request) -> Response:
    """Return every version, closed ones too."""
    category, day_type = value_of(request, "category"), value_of(request, "dayType")
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
            await _check_unchanged(request, connection)
            row = await write(connection, wanted, accept=ACCEPT_NEW)
            etag = etag_of(await _current(connection))
    except UnknownCategoryError as error:
        raise unknown_category(given.category, error, pointer="/category") from None
    except InputError as error:
        raise ProblemError(NotTransformed(), str(error)) from None
    except psycopg.DatabaseError as error:
        raise refusal(error) or error from None
    return json_response(queries.target_of(row), headers={"ETag": etag})


async def close_target(request: Request) -> Response:
    """Close a target; it stays in the history."""
    key = await _named(request)
    statement = "select * from app.close_target(%s, %s, now()) where id is not null"
    try:
        async with state_of(request).pool.connection() as connection:
            await _check_unchanged(request, connection)
            row = await one(connection, statement, category_key(key.category), key.day_type)
            etag = etag_of(await _current(connection))
    except psycopg.DatabaseError as error:
        raise refusal(error) or error from None
    if row is None:
        detail = f"There is no current target for {key.category} on {key.day_type} days."
        raise ProblemError(TargetNotFound(category=key.category, day_type=key.day_type), detail)
    return json_response(queries.target_of(row), headers={"ETag": etag})


async def _current(connection: Connection) -> Targets:
    return Targets(targets=await queries.current_targets(connection))


async def _check_unchanged(request: Request, connection: Connection) -> None:
    """Refuse a change that was made from other targets than the current ones; these stay until the transaction ends.

    Raises:
        ProblemError: 412.
    """
    if wants_match(request):
        await queries.lock(connection)
        check_match(request, etag_of(await _current(connection)))


async def _named(request: Request) -> TargetKey:
    """Return the target that the query or the body names.

    Raises:
        ProblemError: 422.
    """
    if not request.query_params:
        return await read_input(request, TargetKey)
    if await read_body(request):
        raise ProblemError(TargetNamedTwice(), "Name the target in the body or in the query, not in both.")
    category, day_type = value_of(request, "category"), value_of(request, "dayType")
    if category is None:
        finding = ProblemDetail(pointer="/category", detail="The query has no category.", code="missing")
        raise ProblemError(InvalidBody(), "The target has no category.", errors=[finding])
    return TargetKey(category=category, day_type=day_type or "all")


_CATEGORY = Parameter(
    name="category",
    where="query",
    description="Any category.",
    schema={"type": "string", "minLength": 1, "maxLength": CATEGORY_LENGTH, "pattern": NO_NUL},
)
_DAY_TYPE = Parameter(
    name="dayType",
    where="query",
    description="Which days; without it `all`, in the history every one.",
    schema={"type": "string", "enum": list(DAY_TYPES)},
)


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/targets",
            name="listTargets",
            summary="The current targets",
            handler=list_targets,
            answers={200: Targets},
        ),
        Operation(
            method="PUT",
            scope="edit",
            path="/api/targets",
            name="setTarget",
            summary="Write a target, or its next version",
            handler=set_target,
            body=TargetInput,
            body_required=True,
            parameters=(IF_MATCH,),
            answers={200: Target},
            problems=(ChangedMeanwhile, UnknownCategory, DayFull, InvalidTarget, LaterVersions, NotTransformed),
        ),
        Operation(
            method="DELETE",
            scope="edit",
            path="/api/targets",
            name="closeTarget",
            summary="Close a target, named in the body or in the query",
            handler=close_target,
            body=TargetKey,
            parameters=(_CATEGORY, _DAY_TYPE, IF_MATCH),
            answers={200: Target},
            problems=(ChangedMeanwhile, TargetNotFound, TargetNamedTwice, DayFull, InvalidTarget),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/targets/history",
            name="targetHistory",
            summary="Every version of the targets",
            handler=target_history,
            parameters=(_CATEGORY, _DAY_TYPE),
            answers={200: Targets},
        ),
    ]

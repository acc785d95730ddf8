"""The stored settings: time zone, country, language and person, every earlier value kept."""

from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from service.api.auth import caller_of
from service.api.etags import IF_MATCH, check_match, etag_of, wants_match
from service.api.operations import Operation, json_response, read_input
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import state_of
from service.queries import settings as queries
from service.schemas.base import Input
from service.schemas.domain import NO_NUL
from service.schemas.problem_kinds.domain import InvalidSetting, SettingNotFound
from service.schemas.problem_kinds.requests import ChangedMeanwhile
from service.schemas.problems import ProblemDetail
from stored_settings import NAMES, InvalidValueError
from stored_settings.record import NONE


class SettingInput(Input, kw_only=True):
    """A new value; null or `none` stands for no country, or for no choice of a person."""

    value: Annotated[str, Meta(max_length=200, pattern=NO_NUL)] | None


async def list_settings(request: Request) -> Response:
    """Return the current settings."""
    async with state_of(request).pool.connection() as connection:
        found = await queries.current(connection)
    return json_response(queries.answer(found), headers={"ETag": etag_of(found)})


async def setting_history(request: Request) -> Response:
    """Return every value of a setting, newest first."""
    name = value_of(request, "name")
    async with state_of(request).pool.connection() as connection:
        found = await queries.history(connection, name)
    return json_response(queries.SettingVersions(versions=found))


async def put_setting(request: Request) -> Response:
    """Change a setting, and return what it changes."""
    name = value_of(request, "name")
    given = await read_input(request, SettingInput)
    text = NONE if given.value is None else given.value
    caller = caller_of(request)
    set_by = f"the API, key {caller.key_id}" if caller.key_id else "the API, admin key"
    try:
        async with state_of(request).pool.connection() as connection:
            if wants_match(request):
                await queries.lock(connection)
                check_match(request, etag_of(await queries.current(connection)))
            changed = await queries.change(connection, name, text, set_by=set_by)
            etag = etag_of(await queries.current(connection))
    except InvalidValueError as error:
        finding = ProblemDetail(pointer="/value", detail=str(error))
        kind = InvalidSetting(name=name)
        raise ProblemError(kind, "The setting cannot have this value.", errors=[finding]) from None
    return json_response(changed, headers={"ETag": etag})


def _no_such_setting(name: str) -> ProblemError:
    kind = SettingNotFound(name=name, known=list(NAMES))
    return ProblemError(kind, f"There is no setting {name}; the settings are {', '.join(NAMES)}.")


def operations() -> list[Operation]:
    """Return the operations on settings."""
    name = Parameter(
        name="name",
        where="path",
        description="The setting.",
        schema={"type": "string", "enum": list(NAMES)},
        absent=_no_such_setting,
    )
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/settings",
            name="listSettings",
            summary="Time zone, country, language and person, and where they come from",
            handler=list_settings,
            answers={200: queries.Settings},
        ),
        Operation(
            method="PUT",
            scope="edit",
            path="/api/settings/{name}",
            name="putSetting",
            summary="Change a setting; the answer names what will be rebuilt",
            handler=put_setting,
            body=SettingInput,
            body_required=True,
            parameters=(name, IF_MATCH),
            answers={200: queries.SettingChange},
            problems=(ChangedMeanwhile, SettingNotFound, InvalidSetting),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/settings/{name}/history",
            name="settingHistory",
            summary="Every value of a setting, newest first",
            handler=setting_history,
            parameters=(name,),
            answers={200: queries.SettingVersions},
            problems=(SettingNotFound,),
        ),
    ]

"""Checks of the credentials of a source: one call by a child process of the connector, outside the queue."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response, read_input
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import State, state_of
from service.connect.check import CheckError, CheckTimeoutError, check
from service.credentials.environment import source_environment
from service.errors import ConfigurationError
from service.queries.sources import masked
from service.schemas.connections import CheckCode, CheckParams, SourceCheck
from service.schemas.jobs import NoInput
from service.schemas.problem_kinds.access import CheckUnderWay
from service.schemas.problem_kinds.work import SourceNotFound
from service.sources import SOURCES, missing, remote_sources

LIMIT_SECONDS = 10.0
_CODES: Mapping[int, CheckCode] = {os.EX_CONFIG: "refused", os.EX_DATAERR: "refused", os.EX_TEMPFAIL: "unavailable"}


def _no_such_source(given: str) -> ProblemError:
    kind = SourceNotFound(service=given, known=remote_sources())
    return ProblemError(kind, f"There is no service {given}; known: {', '.join(remote_sources())}.")


SERVICE = Parameter(
    name="service",
    where="path",
    description="The source.",
    schema={"type": "string", "enum": remote_sources()},
    absent=_no_such_source,
)


def code_of(error: CheckError) -> CheckCode:
    """Return the code of a failed check."""
    return "too-slow" if isinstance(error, CheckTimeoutError) else _CODES.get(error.exit_code, "failed")


async def run_check(
    state: State, service: str, values: Mapping[str, str], environ: Mapping[str, str]
) -> dict[str, Any]:
    """Return the account that the service shows, by one call of at most ten seconds.

    Raises:
        CheckError: when the credentials cannot be used.
        ProblemError: 409 while another check of the source runs.
    """
    with _alone(state, service):
        return await to_thread.run_sync(
            lambda: check(service, values, lambda _: None, environ, limit_seconds=LIMIT_SECONDS)
        )


@contextmanager
def _alone(state: State, service: str) -> Iterator[None]:
    if service in state.checking:
        raise ProblemError(
            CheckUnderWay(service=service), f"{service} is being checked already; try again in a moment."
        )
    state.checking.add(service)
    try:
        yield
    finally:
        state.checking.discard(service)


async def check_source(request: Request) -> Response:
    """Check the credentials that a sync would use."""
    await read_input(request, NoInput)
    return json_response(await _checked(state_of(request), value_of(request, "service")))


async def _checked(state: State, service: str) -> SourceCheck:
    source = SOURCES[service]
    try:
        async with state.pool.connection() as connection:
            environ = await source_environment(connection, service, os.environ)
    except ConfigurationError as error:
        return _failure("not-decryptable", str(error))
    if missing(source, environ) is not None:
        return _failure("not-connected", f"The source is not connected; run `{source.connect}`.")
    names = {name for names in source.credentials for name in names}
    values = {name: value for name, value in environ.items() if {name, name.removesuffix("_FILE")} & names}
    try:
        account = await run_check(state, service, values, environ)
    except CheckError as error:
        return _failure(code_of(error), str(error))
    params = CheckParams(account=masked(account["account"]), quota_remaining=account.get("quota_remaining"))
    return SourceCheck(ok=True, code="ok", params=params, message=None)


def _failure(code: CheckCode, message: str) -> SourceCheck:
    return SourceCheck(ok=False, code=code, params=CheckParams(), message=message)


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="POST",
            scope="run",
            path="/api/sources/{service}/check",
            name="checkSource",
            summary="Check the credentials of a source with one call, in at most ten seconds and beside the queue",
            handler=check_source,
            body=NoInput,
            answers={200: SourceCheck},
            parameters=(SERVICE,),
            problems=(SourceNotFound, CheckUnderWay),
        )
    ]

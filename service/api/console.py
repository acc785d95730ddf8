"""The sign-in of the console: one-time links, attempts and sessions, shared by all gateways of a database."""

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response, read_input
from service.api.problems import ProblemError
from service.api.state import state_of
from service.auth import console_links, sign_ins
from service.schemas.console import (
    AttemptInput,
    ConsoleEpoch,
    ConsoleLink,
    Redeemed,
    RedeemInput,
    SignInAttempts,
)
from service.schemas.jobs import NoInput
from service.schemas.problem_kinds.access import LinkGone

_NO_STORE = {"Cache-Control": "no-store"}


async def make_link(request: Request) -> Response:
    """Make a link into the console."""
    await read_input(request, NoInput)
    state = state_of(request)
    async with state.pool.connection() as connection:
        token, expires_at = await console_links.make_link(connection, now=state.clock.now())
    return json_response(ConsoleLink(token=token, expires_at=expires_at), status=201, headers=_NO_STORE)


async def redeem_link(request: Request) -> Response:
    """Use up a link."""
    given = await read_input(request, RedeemInput)
    state = state_of(request)
    async with state.pool.connection() as connection:
        if not await console_links.redeem_link(connection, given.token, now=state.clock.now()):
            raise ProblemError(
                LinkGone(), "This link was used or has expired; POST /api/console/links makes a new one."
            )
        epoch = await sign_ins.current_epoch(connection)
    return json_response(Redeemed(epoch=epoch), headers=_NO_STORE)


async def report_attempt(request: Request) -> Response:
    """Count an attempt to sign in, or forget the failures before a success."""
    given = await read_input(request, AttemptInput)
    state = state_of(request)
    async with state.pool.connection() as connection:
        if given.outcome == "succeeded":
            await sign_ins.end_attempt(connection, given.client)
            return json_response(SignInAttempts(failures=0, locked_until=None))
        attempts = await sign_ins.begin_attempt(
            connection, given.client, is_known_device=given.is_known_device, now=state.clock.now()
        )
    return json_response(SignInAttempts(failures=attempts.failures, locked_until=attempts.locked_until))


async def show_epoch(request: Request) -> Response:
    """Return the epoch of the sessions that count."""
    async with state_of(request).pool.connection() as connection:
        return json_response(ConsoleEpoch(epoch=await sign_ins.current_epoch(connection)))


async def sign_out_everywhere(request: Request) -> Response:
    """Begin the next epoch."""
    await read_input(request, NoInput)
    async with state_of(request).pool.connection() as connection:
        return json_response(ConsoleEpoch(epoch=await sign_ins.next_epoch(connection)))


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="POST",
            scope="admin",
            path="/api/console/links",
            name="makeConsoleLink",
            summary="Make a link into the console, for one sign-in within ten minutes",
            handler=make_link,
            body=NoInput,
            answers={201: ConsoleLink},
        ),
        Operation(
            method="POST",
            scope="console",
            path="/api/console/links/redeem",
            name="redeemConsoleLink",
            summary="Use up a link into the console",
            handler=redeem_link,
            body=RedeemInput,
            body_required=True,
            answers={200: Redeemed},
            problems=(LinkGone,),
        ),
        Operation(
            method="POST",
            scope="console",
            path="/api/console/attempts",
            name="reportSignIn",
            summary="Report an attempt to sign in, before and after; the answer says whether the client has to wait",
            handler=report_attempt,
            body=AttemptInput,
            body_required=True,
            answers={200: SignInAttempts},
        ),
        *_epoch_operations(),
    ]


def _epoch_operations() -> list[Operation]:
    return [
        Operation(
            method="GET",
            scope="console",
            path="/api/console/epoch",
            name="showConsoleEpoch",
            summary="The epoch of the console's sessions",
            handler=show_epoch,
            answers={200: ConsoleEpoch},
        ),
        Operation(
            method="POST",
            scope="console",
            path="/api/console/epoch",
            name="signOutEverywhere",
            summary="End all sessions of the console",
            handler=sign_out_everywhere,
            body=NoInput,
            answers={200: ConsoleEpoch},
        ),
    ]

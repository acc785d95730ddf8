"""Idempotency keys: the same request with the same key is done once, and its first answer is given again."""

from collections.abc import Awaitable, Callable
from typing import Any

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import Response

from service.api.auth import caller_of
from service.api.operations import POLL_LATER, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError, shutting_down
from service.api.state import state_of
from service.database.pool import Connection
from service.jobs.accept import digest
from service.jobs.model import StartedBy
from service.observe import tracing
from service.schemas.problem_kinds.work import IdempotencyKeyReused

KEY_LIMIT = 200
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    where="header",
    description="The same key with the same request gives the first answer again, with another request 422. It is kept "
    "for LIFETRACER_KEEP_IDEMPOTENCY_HOURS, 24 by default.",
    schema={"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
)

Answer = dict[str, Any]


async def accept_idempotently(request: Request, what: Any, make: Callable[[Connection], Awaitable[Answer]]) -> Response:
    """Answer 202 with what `make` did in one transaction, or with what it answered to this key before.

    Args:
        what: what the request asks for; it must be the same each time the key is used.

    Raises:
        ProblemError: 422 for a key that was used for another request, 503 while draining.
    """
    state = state_of(request)
    if state.draining:
        raise shutting_down("The gateway shuts down and accepts no more jobs.")
    key: str | None = value_of(request, IDEMPOTENCY_KEY.name)
    async with state.pool.connection() as connection:
        answer = await make(connection) if key is None else await _once(connection, key, digest(what), make)
    return json_response(answer, status=202, headers={"Location": f"/api/jobs/{answer['jobId']}", **POLL_LATER})


def origin_of(request: Request) -> StartedBy:
    """Return the origin of a job that the request starts: the name of its key."""
    return StartedBy("key", caller_of(request).key_name)


def traceparent_of(request: Request) -> str | None:
    """Return the trace context (W3C) that the accepted job goes on with, if the request has one."""
    return tracing.valid(request.headers.get("traceparent"))


async def _once(
    connection: Connection, key: str, request_digest: str, make: Callable[[Connection], Awaitable[Answer]]
) -> Answer:
    async with connection.pipeline():
        # Two posts with the same new key at the same moment: the second waits for the first's answer.
        await connection.execute("select pg_advisory_xact_lock(hashtextextended('idempotency:' || %s, 0))", [key])
        cursor = await connection.execute("select request_digest, response from idempotency_keys where key = %s", [key])
    known = await cursor.fetchone()
    if known is None:
        answer = await make(connection)
        await connection.execute(
            "insert into idempotency_keys (key, request_digest, response) values (%s, %s, %s)",
            [key, request_digest, Jsonb(answer)],
        )
        return answer
    if known["request_digest"] != request_digest:
        raise ProblemError(IdempotencyKeyReused(), "This Idempotency-Key was used for another request; use a new one.")
    first: Answer = known["response"]
    return first

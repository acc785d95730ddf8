"""POST: a job is accepted durably and answered with 202 at once."""

from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Handler, Operation, Parameter, decode_body, json_response, read_body
from service.api.problems import ProblemError, unavailable
from service.api.state import State, state_of
from service.api.types import Input, Job, NoInput, PipelineInput, ReportInput, SyncInput, job_of
from service.database.pool import Connection, all_rows, one
from service.jobs.accept import accept, digest
from service.jobs.registry import PIPELINE, remote_sources
from service.observe import tracing

KEY_LIMIT = 200
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    where="header",
    description="The same key with the same request gives the first answer again, with another request 422.",
    schema={"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
)
_ANSWERS = {202: Job}
_PROBLEMS = (400, 408, 413, 422, 503)


async def _accept(request: Request, stage: str, input_type: type[Input], **fixed: str) -> Response:
    refuse_while_draining(state_of(request))
    body = await read_body(request)
    input_ = {**fixed, **msgspec.to_builtins(decode_body(body, input_type))}
    async with state_of(request).pool.connection() as connection:
        answer, _ = await take_in(connection, request, stage, input_)
    return accepted(answer)


def refuse_while_draining(state: State) -> None:
    """Accept nothing while the gateway shuts down.

    Raises:
        ProblemError: 503.
    """
    if state.draining:
        raise unavailable("The gateway shuts down and accepts no more jobs.", retry_after=10)


async def take_in(
    connection: Connection, request: Request, stage: str, input_: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Accept a job in the caller's transaction.

    Returns:
        The answer, and whether it is a new one: a known Idempotency-Key gives the first answer again.

    Raises:
        ProblemError: 422 when the Idempotency-Key cannot be used.
    """
    key = _idempotency_key(request)
    traceparent = tracing.valid(request.headers.get("traceparent"))
    known = await _known_answer(connection, key, digest([stage, input_])) if key is not None else None
    return known or await _new_answer(connection, stage, input_, key, traceparent), known is None


def accepted(answer: dict[str, Any]) -> Response:
    """Answer with 202 and where the job is."""
    return json_response(answer, status=202, headers={"Location": f"/api/jobs/{answer['jobId']}"})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= KEY_LIMIT:
        raise ProblemError(422, f"An Idempotency-Key has 1 to {KEY_LIMIT} characters.")
    return key


async def _new_answer(
    connection: Connection, stage: str, input_: dict[str, Any], key: str | None, traceparent: str | None
) -> dict[str, Any]:
    job, coalesced = await accept(connection, stage=stage, input_=input_, traceparent=traceparent)
    steps = await all_rows(
        connection, "select * from jobs where parent_id = %s order by step_group, created_at, id", job["id"]
    )
    answer: dict[str, Any] = msgspec.to_builtins(job_of(job, steps, coalesced=coalesced))
    if key is not None:
        await connection.execute(
            "insert into idempotency_keys (key, request_digest, response) values (%s, %s, %s)",
            [key, digest([stage, input_]), Jsonb(answer)],
        )
    return answer


async def _known_answer(connection: Connection, key: str, request_digest: str) -> dict[str, Any] | None:
    """Return the first answer to this key, or None when the key is new.

    Raises:
        ProblemError: 422 when the key was used for another request.
    """
    # Two posts with the same new key at the same moment: the second waits for the first's answer.
    await connection.execute("select pg_advisory_xact_lock(hashtextextended('idempotency:' || %s, 0))", [key])
    known = await one(connection, "select request_digest, response from idempotency_keys where key = %s", key)
    if known is None:
        return None
    if known["request_digest"] != request_digest:
        raise ProblemError(422, "This Idempotency-Key was used for another request; use a new one.")
    answer: dict[str, Any] = known["response"]
    return answer


async def sync(request: Request) -> Response:
    """Run the connector for one service."""
    service = request.path_params["service"]
    if service not in remote_sources():
        raise ProblemError(404, f"There is no service {service}; known: {', '.join(remote_sources())}.")
    return await _accept(request, "connector", SyncInput, service=service)


async def transform(request: Request) -> Response:
    """Run the transform."""
    return await _accept(request, "transform", NoInput)


async def analyze(request: Request) -> Response:
    """Run the analyzer."""
    return await _accept(request, "analyzer", NoInput)


async def adjust(request: Request) -> Response:
    """Run the adjuster."""
    return await _accept(request, "adjuster", NoInput)


async def report(request: Request) -> Response:
    """Print a report."""
    return await _accept(request, "reporter", ReportInput)


async def pipeline(request: Request) -> Response:
    """Run the whole chain."""
    return await _accept(request, PIPELINE, PipelineInput)


def operations() -> list[Operation]:
    """Return the POST operations that take jobs in."""

    def post(path: str, name: str, summary: str, handler: Handler, body: type[Input], **more: Any) -> Operation:
        parameters = (IDEMPOTENCY_KEY, *more.pop("parameters", ()))
        return Operation(
            method="POST",
            path=path,
            name=name,
            summary=summary,
            handler=handler,
            body=body,
            answers=_ANSWERS,
            parameters=parameters,
            problems=more.pop("problems", _PROBLEMS),
        )

    service = Parameter(
        name="service",
        where="path",
        description="The source to read.",
        schema={"type": "string", "enum": remote_sources()},
    )
    return [
        post(
            "/api/sync/{service}",
            "sync",
            "Read one source into raw",
            sync,
            SyncInput,
            parameters=(service,),
            problems=(400, 404, 408, 413, 422, 503),
        ),
        post("/api/transform", "transform", "Build staging, core and marts from raw", transform, NoInput),
        post("/api/analyze", "analyze", "Estimate the next days from the past", analyze, NoInput),
        post("/api/adjust", "adjust", "Propose changes of targets", adjust, NoInput),
        post("/api/report", "report", "Print a report from marts", report, ReportInput),
        post(
            "/api/pipeline", "pipeline", "Sync all sources, transform and report, as one job", pipeline, PipelineInput
        ),
    ]

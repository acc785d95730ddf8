"""POST: a job is accepted durably and answered with 202 at once."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from service.api.idempotency import IDEMPOTENCY_KEY, accept_idempotently, origin_of, traceparent_of
from service.api.job_lookup import JOB_ID, found_job, job_answer
from service.api.operations import Handler, Operation, read_input
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.database.pool import Connection
from service.jobs.accept import accept
from service.jobs.registry import CONNECTOR, PIPELINE
from service.jobs.retry import retry
from service.schemas.base import Input
from service.schemas.jobs import Job, NoInput, PipelineInput, ReportInput, SyncInput
from service.schemas.problem_kinds.requests import ShuttingDown
from service.schemas.problem_kinds.work import (
    IdempotencyKeyReused,
    JobNotFinished,
    JobNotFound,
    NothingToPlan,
    PlanAndDryRun,
    SourceNotFound,
)
from service.sources import refused_sync, remote_sources

_ANSWERS = {202: Job}


async def _accept(request: Request, stage: str, input_type: type[Input]) -> Response:
    return await _accept_input(request, stage, msgspec.to_builtins(await read_input(request, input_type)))


async def _accept_input(request: Request, stage: str, input_: dict[str, Any]) -> Response:
    async def make(connection: Connection) -> dict[str, Any]:
        job, coalesced = await accept(
            connection,
            stage=stage,
            input_=input_,
            traceparent=traceparent_of(request),
            started_by=origin_of(request),
        )
        return await job_answer(connection, job, coalesced=coalesced)

    return await accept_idempotently(request, [stage, input_], make)


async def sync(request: Request) -> Response:
    """Run the connector for one service."""
    service: str = value_of(request, "service")
    input_ = await read_input(request, SyncInput)
    if refused := refused_sync(service, plan=input_.plan, dry_run=input_.dry_run):
        raise ProblemError(PlanAndDryRun() if input_.dry_run else NothingToPlan(service=service), refused)
    return await _accept_input(request, CONNECTOR, {"service": service, **msgspec.to_builtins(input_)})


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


async def retry_job(request: Request) -> Response:
    """Do a final job again, as a new one."""

    async def make(connection: Connection) -> dict[str, Any]:
        job = await found_job(connection, request, keep=True)
        if not job.is_final:
            kind = JobNotFinished(job_status=job.status)
            raise ProblemError(kind, f"The job is {job.status}; it can be retried when it has ended.")
        new, coalesced = await retry(
            connection, job, traceparent=traceparent_of(request), started_by=origin_of(request)
        )
        return await job_answer(connection, new, coalesced=coalesced)

    return await accept_idempotently(request, ["retry", str(value_of(request, "job_id"))], make)


def _no_such_service(given: str) -> ProblemError:
    kind = SourceNotFound(service=given, known=remote_sources())
    return ProblemError(kind, f"There is no service {given}; known: {', '.join(remote_sources())}.")


def operations() -> list[Operation]:
    """Return the POST operations that take jobs in."""
    service = Parameter(
        name="service",
        where="path",
        description="The source to read.",
        schema={"type": "string", "enum": remote_sources()},
        absent=_no_such_service,
    )
    return [
        _post(
            "/api/sync/{service}",
            "sync",
            "Read one source into raw",
            sync,
            SyncInput,
            parameters=(service,),
            problems=(SourceNotFound, PlanAndDryRun, NothingToPlan),
        ),
        _post("/api/transform", "transform", "Build staging, core and marts from raw", transform, NoInput),
        _post("/api/analyze", "analyze", "Estimate the next days from the past", analyze, NoInput),
        _post("/api/adjust", "adjust", "Propose changes of targets", adjust, NoInput),
        _post("/api/report", "report", "Print a report from marts", report, ReportInput),
        _post(
            "/api/pipeline", "pipeline", "Sync all sources, transform and report, as one job", pipeline, PipelineInput
        ),
        Operation(
            method="POST",
            scope="run",
            path="/api/jobs/{job_id}/retry",
            name="retryJob",
            summary="Do a final job again as a new one; a pipeline from its first step that did not succeed on",
            handler=retry_job,
            answers=_ANSWERS,
            parameters=(JOB_ID, IDEMPOTENCY_KEY),
            problems=(JobNotFound, JobNotFinished, IdempotencyKeyReused, ShuttingDown),
        ),
    ]


def _post(path: str, name: str, summary: str, handler: Handler, body: type[Input], **more: Any) -> Operation:
    parameters = (IDEMPOTENCY_KEY, *more.pop("parameters", ()))
    return Operation(
        method="POST",
        scope="run",
        path=path,
        name=name,
        summary=summary,
        handler=handler,
        body=body,
        answers=_ANSWERS,
        parameters=parameters,
        problems=(IdempotencyKeyReused, ShuttingDown, *more.pop("problems", ())),
    )

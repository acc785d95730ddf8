"""The Starlette application."""

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from service.api import (
    categories,
    checks,
    console,
    days,
    forecasts,
    jobs,
    kinds,
    logs,
    metrics,
    periods,
    problems,
    proposals,
    reports,
    schedules,
    settings,
    source_connections,
    sources,
    status,
    submissions,
    summary,
    targets,
)
from service.api.auth import Authenticator
from service.api.middleware import ApiMiddleware
from service.api.openapi import document
from service.api.state import State
from service.database.pool import CONNECTION_ERRORS


def create_app(state: State, *, api_key: str) -> ApiMiddleware:
    """Build the application around a gateway's state."""
    work = (status, kinds, submissions, jobs, logs, schedules, settings)
    answers = (summary, days, periods, forecasts, targets, categories, proposals, reports, metrics)
    access = (sources, checks, source_connections, console)
    operations = [operation for module in (*work, *answers, *access) for operation in module.operations()]
    app = Starlette(
        routes=[operation.route() for operation in operations],
        exception_handlers={
            problems.ProblemError: problems.on_problem,
            HTTPException: problems.on_http_exception,
            **dict.fromkeys(problems.NOT_TRANSFORMED, problems.on_not_transformed),
            **dict.fromkeys(CONNECTION_ERRORS, problems.on_outage),
            Exception: problems.on_fault,
        },
    )
    # A path with a slash too much is a 404 and no redirect, which the document would have to name.
    app.router.redirect_slashes = False
    app.state.gateway = state
    # Encoded once: it is the largest answer, and anyone with a key may request it all the time.
    app.state.openapi = msgspec.json.encode(document(operations))
    # Outermost: also the answer to a fault carries a request id.
    return ApiMiddleware(app, authenticator=Authenticator(state, api_key=api_key), access_log=state.access_log)

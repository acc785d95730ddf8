"""A stand-in of Toggl Track that speaks API v9 and Reports v3 over HTTP, with the habits that hurt its users.

Only `AccountStore` changes the account; the stand-in reads.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import toggl_json, toggl_params, toggl_reports
from sandbox.account import Account
from sandbox.store import AccountStore
from sandbox.toggl_gate import Gate, Kind, Quota, Rate
from sandbox.toggl_habits import Habits
from sandbox.toggl_params import BadRequestError

TOKEN = "sandbox-token"  # noqa: S105 the well-known token of the sandbox opens nothing else
MAX_ROWS = 1000
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    account: Account | AccountStore,
    *,
    now: Callable[[], datetime],
    token: str = TOKEN,
    quota: Quota | None = None,
    rate: Rate | None = None,
    clock: Callable[[], float] = time.monotonic,
    habits: Habits | None = None,
) -> Starlette:
    """Build the stand-in.

    Args:
        account: what it serves; a store can change while it is served.
        now: the instant that counts as now for the account (a demo freezes it).
        token: the API token of the account.
        quota: calls in a sliding hour; None = generous.
        rate: the leaky bucket; None = no limit.
        clock: growing seconds for quota and rate.
        habits: what it does where the documentation is silent, and whom it refuses.
    """
    store = account if isinstance(account, AccountStore) else AccountStore(account, now=now)
    habits = habits or Habits()
    service = _Toggl(store, now=now, token=token, habits=habits)
    gate = Gate(token=token, quota=quota or Quota(), rate=rate, clock=clock)

    def get(path: str, kind: Kind, endpoint: Endpoint) -> Route:
        return Route(path, _dated(_guarded(gate, kind, endpoint), now, habits), methods=["GET"])

    search = _dated(_guarded(gate, "workspace", service.search), now, habits)
    return Starlette(
        routes=[
            get("/api/v9/me", "user", service.me),
            get("/api/v9/me/time_entries", "user", service.time_entries),
            get("/api/v9/me/projects", "user", service.masters(toggl_json.projects)),
            get("/api/v9/me/clients", "user", service.masters(toggl_json.clients)),
            get("/api/v9/me/tags", "user", service.masters(toggl_json.tags)),
            get("/api/v9/me/workspaces", "user", service.masters(toggl_json.workspaces)),
            Route("/reports/api/v3/workspace/{workspace:int}/search/time_entries", search, methods=["POST"]),
        ]
    )


def _guarded(gate: Gate, kind: Kind, endpoint: Endpoint) -> Endpoint:
    """Put the gate before an endpoint, the quota headers on its answer, and its complaints into a 400."""

    async def guarded(request: Request) -> Response:
        refusal = gate.refuse(request, kind)
        if refusal is not None:
            return refusal
        try:
            response = await endpoint(request)
        except BadRequestError as error:
            response = JSONResponse(str(error), status_code=400)
        if response.status_code != 402:  # noqa: PLR2004 "not in your plan" shows in the missing headers
            response.headers.update(gate.headers(kind))
        return response

    return guarded


def _dated(endpoint: Endpoint, now: Callable[[], datetime], habits: Habits) -> Endpoint:
    """Put the service's clock on every answer, refusals included."""

    async def dated(request: Request) -> Response:
        response = await endpoint(request)
        if habits.sends_date:
            response.headers["Date"] = format_datetime(now().astimezone(UTC), usegmt=True)
        return response

    return dated


class _Toggl:
    """The endpoints."""

    def __init__(self, store: AccountStore, *, now: Callable[[], datetime], token: str, habits: Habits) -> None:
        self._store = store
        self._now = now
        self._token = token
        self._habits = habits

    async def me(self, request: Request) -> Response:
        query = toggl_params.allow(request, {"with_related_data"})
        related = toggl_params.boolean("with_related_data", query.get("with_related_data", "false"))
        return JSONResponse(toggl_json.me(self._store.snapshot(), self._now(), related=related, token=self._token))

    def masters(self, shape: Callable[[Account], list[dict[str, Any]] | None]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            toggl_params.allow(request, ())
            return JSONResponse(shape(self._store.snapshot()))

        return endpoint

    async def time_entries(self, request: Request) -> Response:
        query = toggl_params.allow(request, {"start_date", "end_date", "since", "meta", "include_sharing"})
        for name in {"meta", "include_sharing"} & set(query):
            toggl_params.boolean(name, query[name])
        account = self._store.snapshot()
        if "since" in query:
            return self._since(account, query)
        first = earliest = toggl_params.earliest(self._now())
        end = None
        if ("start_date" in query) != ("end_date" in query):
            raise BadRequestError("start_date and end_date must be used together")
        if "start_date" in query:
            first = toggl_params.moment("start_date", query["start_date"])
            end = toggl_params.moment("end_date", query["end_date"])
            if first < earliest:
                raise BadRequestError(f"start_date must not be earlier than {earliest:%Y-%m-%d}")
            if end < first:
                raise BadRequestError("end_date must not be before start_date")
        chosen = [
            entry
            for entry in account.entries
            if entry.deleted_at is None
            and entry.user_id is None
            and (entry.start > first or (entry.start == first and not self._habits.start_exclusive))
            and (end is None or entry.start < end or (self._habits.end_inclusive and entry.start == end))
        ]
        newest = sorted(chosen, key=lambda entry: (entry.start, entry.id), reverse=True)[:MAX_ROWS]
        return JSONResponse(toggl_json.entries(account, newest))

    def _since(self, account: Account, query: Any) -> Response:
        """Answer with everything changed since, the deleted included."""
        if "start_date" in query or "end_date" in query:
            raise BadRequestError("since cannot be combined with start_date and end_date")
        since, earliest = toggl_params.unix("since", query["since"]), toggl_params.earliest(self._now())
        if since < earliest:
            raise BadRequestError(f"since must not be earlier than {earliest:%Y-%m-%d}")
        changed = [entry for entry in account.entries if entry.user_id is None and entry.at >= since]
        return JSONResponse(toggl_json.entries(account, changed))

    async def search(self, request: Request) -> Response:
        workspace, habits = request.path_params["workspace"], self._habits
        if not habits.reports_in_plan or workspace in habits.workspaces_without_reports:
            return PlainTextResponse("Feature is not available in your plan", status_code=402)
        account = self._store.snapshot(self._now() - habits.report_lag if habits.report_lag else None)
        if workspace in habits.closed_workspaces or workspace not in {space.id for space in account.workspaces}:
            return JSONResponse("User does not have access to this resource.", status_code=403)
        body = await toggl_params.json_object(request)
        page = toggl_reports.search(account, workspace, body, habits)
        return JSONResponse(page.rows, headers=page.headers)

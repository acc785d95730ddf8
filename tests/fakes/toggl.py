"""Toggl with faults: the sandbox's stand-in over real HTTP, told by a test what to break next.

with FakeToggl(account, now=lambda: NOW) as toggl:
    toggl.fail_next("rate")                          # one 429 with an HTML body
    toggl.fail_next("quota", resets_in=1200)         # 402 with the quota headers
    toggl.fail_next("plan", path="/reports/")        # 402 without them, for reports only
    toggl.fail_next("error", times=3, status=503)
    toggl.store.delete_entry(7)
    sync(toggl.origin)
    assert [request.path for request in toggl.requests] == [...]
"""

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.account import Account
from sandbox.server import serve
from sandbox.store import AccountStore
from sandbox.toggl import TOKEN, create_app
from sandbox.toggl_gate import Quota, Rate
from sandbox.toggl_reports import LARGEST_PAGE
from tests.fakes.faults import FAULTS, Faults

Kind = Literal[
    "quota",  # 402 with X-Toggl-Quota-*; options: remaining=0, resets_in=60
    "plan",  # 402 without those headers
    "rate",  # 429 with an HTML body; option: retry_after
    "error",  # 5xx; option: status=500
    "gone",  # 410
    "forbidden",  # 403
    "html",  # 200 with an HTML page instead of JSON
    "truncated",  # the right answer, its JSON cut in the middle, the HTTP around it intact
    "cut",  # the right answer, the connection lost in the middle of its body
    "drop",  # the connection lost before a byte was answered
    "timeout",  # no answer until the client gives up
    "null",  # null instead of the list
    "empty_lists",  # the right answer, every list in it null
]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A request as it arrived; never its credentials. `body` is the parsed JSON of a POST."""

    method: str
    path: str
    params: dict[str, str]
    body: dict[str, Any] | None = None
    fault: str | None = None


@dataclass
class _Planned:
    kind: str
    times: int
    path: str | None
    after: int
    options: dict[str, Any] = field(default_factory=dict)


class FakeToggl:
    """A running stand-in.

    Args:
        account_or_store: what it serves.
        now: the instant that counts as now.
        token: the API token that is right.
        page_size: rows of a report page at most.
        quota: calls in a sliding hour.
        rate: the leaky bucket; None = none.
        clock: growing seconds, what quota and rate are measured by.
        reports_in_plan: False = reports answer 402 without quota headers.
        end_inclusive: whether `end_date` of a range includes an entry that starts exactly then.
    """

    def __init__(
        self,
        account_or_store: Account | AccountStore,
        *,
        now: Callable[[], datetime],
        token: str = TOKEN,
        page_size: int = LARGEST_PAGE,
        quota: Quota | None = None,
        rate: Rate | None = None,
        clock: Callable[[], float] = time.monotonic,
        reports_in_plan: bool = True,
        end_inclusive: bool = False,
    ) -> None:
        store = account_or_store
        self.store = store if isinstance(store, AccountStore) else AccountStore(store, now=now)
        self.token = token
        self.requests: list[Recorded] = []
        self._planned: list[_Planned] = []
        self._faults = Faults()
        self._exit = contextlib.ExitStack()
        self._origin: str | None = None
        self._app: ASGIApp = create_app(
            self.store,
            now=now,
            token=token,
            quota=quota,
            rate=rate,
            clock=clock,
            page_size=page_size,
            reports_in_plan=reports_in_plan,
            end_inclusive=end_inclusive,
        )

    @property
    def origin(self) -> str:
        """What TOGGL_API_URL has to be."""
        assert self._origin is not None, "FakeToggl is a context manager"
        return self._origin

    def fail_next(self, kind: Kind, times: int = 1, *, path: str | None = None, after: int = 0, **options: Any) -> None:
        """Break the next requests.

        Args:
            kind: what goes wrong, see `Kind`.
            times: how many requests.
            path: only requests whose path contains this.
            after: how many (matching) requests go well before.
            options: of the kind.
        """
        if kind not in FAULTS:
            raise ValueError(f"unknown fault {kind}")
        self._planned.append(_Planned(kind, times, path, after, options))

    def __enter__(self) -> Self:
        self._origin = self._exit.enter_context(serve(self._serve))
        # Runs before the server stops, which waits for open requests.
        self._exit.callback(self._faults.release)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exit.close()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        planned = self._next_fault(scope["path"])
        self.requests.append(
            Recorded(
                method=scope["method"],
                path=scope["path"],
                params=dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
                body=_json(body),
                fault=planned.kind if planned else None,
            )
        )
        app = self._app if planned is None else self._faults.app(planned.kind, planned.options, self._app)
        await app(scope, _replay(body, receive), send)

    def _next_fault(self, path: str) -> _Planned | None:
        """Return the first fault that is due for this path; the ones behind it wait."""
        for planned in self._planned:
            if planned.path is not None and planned.path not in path:
                continue
            if planned.after > 0:
                planned.after -= 1
                continue
            planned.times -= 1
            if planned.times <= 0:
                self._planned.remove(planned)
            return planned
        return None


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        body += chunk
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read to the application once more."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

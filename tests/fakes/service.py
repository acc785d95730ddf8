"""A stand-in on a real socket that records what arrives and breaks what a test has planned to break."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.server import serve
from tests.fakes.faults import Faults


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


@dataclass
class _Action:
    run: Callable[[], object]
    path: str
    after: int


class FakeService:
    """A running stand-in; who derives from it sets `_app`, the application that answers well.

    Attributes:
        requests: all that arrived, without their credentials.
    """

    _app: ASGIApp

    def __init__(self, faults: Faults) -> None:
        self.requests: list[Recorded] = []
        self._planned: list[_Planned] = []
        self._actions: list[_Action] = []
        self._faults = faults
        self._exit = contextlib.ExitStack()
        self._origin: str | None = None

    @property
    def origin(self) -> str:
        """What the setting of the service's address has to be."""
        assert self._origin is not None, "a stand-in is a context manager"
        return self._origin

    def plan(self, kind: str, times: int, *, path: str | None, after: int, options: dict[str, Any]) -> None:
        """Break the next requests.

        Args:
            kind: what goes wrong, one of the faults' kinds.
            times: how many requests.
            path: only requests whose path contains this.
            after: how many (matching) requests go well before.
            options: of the kind.
        """
        if kind not in self._faults.kinds:
            raise ValueError(f"unknown fault {kind}")
        self._planned.append(_Planned(kind, times, path, after, options))

    def before_request(self, action: Callable[[], object], *, path: str, after: int = 0) -> None:
        """Run an action once, just before a request is answered: a change between two pages.

        Args:
            action: changes the store.
            path: only requests whose path contains this count.
            after: how many of them are answered before.
        """
        self._actions.append(_Action(action, path, after))

    def forget_faults(self) -> None:
        """Take back the faults and actions that are still planned."""
        self._planned.clear()
        self._actions.clear()

    def __enter__(self) -> Self:
        self._origin = self._exit.enter_context(serve(self._serve))
        # Runs before the server stops, which waits for open requests.
        self._exit.callback(self._faults.release)
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        self._run_actions(scope["path"])
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

    def _run_actions(self, path: str) -> None:
        for action in [action for action in self._actions if action.path in path]:
            if action.after > 0:
                action.after -= 1
            else:
                self._actions.remove(action)
                action.run()

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

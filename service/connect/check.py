"""Check the credentials of a source with one call, in a child process of the connector outside the queue."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from service.errors import UserError
from service.jobs.redaction import redact, secrets_of
from service.jobs.registry import STAGES, variables
from service.sources import SOURCES

PASSED_ON = ("PATH", "HOME", "LANG", "TZ")


class CheckError(UserError):
    """The credentials cannot be used, or not now.

    Attributes:
        exit_code: of the connector.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class CheckTimeoutError(CheckError):
    """The check took too long, and was ended."""


def check(
    service: str,
    values: Mapping[str, str],
    report: Callable[[str], None],
    environ: Mapping[str, str] = os.environ,
    *,
    limit_seconds: float | None = None,
) -> dict[str, Any]:
    """Return the account that the service shows, with its workspaces or calendars.

    Args:
        service: the source.
        values: its credentials; they reach the child by its environment.
        report: called with the text of each retry.
        environ: where the other settings of the source come from.
        limit_seconds: after that time the check is ended.

    Raises:
        CheckError: with the connector's sentence and exit code; CheckTimeoutError after the limit.
    """
    connector, source = STAGES["connector"], SOURCES[service]
    credentials = {name for names in source.credentials for name in names}
    wanted = {*variables(connector, {"service": service}), *PASSED_ON}
    others = {
        name: value
        for name, value in environ.items()
        if name in wanted and not {name, name.removesuffix("_FILE")} & credentials
    }
    child_environ = {**others, **values, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    secrets = secrets_of({**child_environ, "DATABASE_URL": ""})
    child = subprocess.Popen(
        [*connector.argv, f"check-{source.command}"],
        env=child_environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert child.stdout is not None
    ended = threading.Event()
    with child, _ended_after(child, limit_seconds, ended):
        result, problem = _read((_event(redact(line, secrets)) for line in child.stdout), report)
    if ended.is_set():
        raise CheckTimeoutError(f"The check took longer than {limit_seconds:.0f} seconds.", os.EX_TEMPFAIL)
    if result is None or child.returncode != os.EX_OK:
        raise CheckError(problem or "The connector exited without a result.", child.returncode or 1)
    return result


@contextmanager
def _ended_after(child: "subprocess.Popen[str]", seconds: float | None, ended: threading.Event) -> Iterator[None]:
    """Kill the child when the block takes longer, and set the event then."""
    if seconds is None:
        yield
        return

    def end() -> None:
        ended.set()
        child.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(events: Iterable[dict[str, Any]], report: Callable[[str], None]) -> tuple[dict[str, Any] | None, str]:
    """Return the connector's result and its error; a text that is no event, such as a crash, counts as an error."""
    result: dict[str, Any] | None = None
    problem = ""
    for event in events:
        match event.get("event"):
            case "result":
                result = event
            case "error":
                problem = f"{problem} {event.get('message')}".strip()
            case "log":
                report(str(event.get("message")))
            case None:
                problem = problem or str(event["text"])
    return result, problem


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    return event if isinstance(event, dict) and "event" in event else {"text": line.strip()}

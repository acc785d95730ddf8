"""The events of a stage that the worker itself reads: result, progress, error, retry and wait."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from service.jobs.redaction import redact
from service.jobs.stage_lines import EVENT_LIMIT, StageLine

# The longest pauses that a stage may request.
RETRY_LIMIT_SECONDS = 24 * 3600.0
WAIT_LIMIT = timedelta(days=2)
REASON_LIMIT_CHARACTERS = 40
LEFT_LIMIT = 2**31 - 1
# A person reads no further.
MESSAGE_LIMIT_CHARACTERS = 8000

# The beginning of an event that is too long to be parsed; `emit` writes level and event first.
_NEEDED_EVENT = re.compile(r'\{(?:"level": *"\w*", *)?"event": *"(result|error|retry|wait)"')


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A pause that the stage has requested.

    Attributes:
        reason: a word for machines, such as `quota`.
        until: when the stage can continue.
        left: requests that the rest of the work needs; None = not known.
    """

    reason: str
    until: datetime
    left: int | None


@dataclass(kw_only=True)
class StageOutput:
    """What the events of a run have said so far.

    Attributes:
        too_long: the name of an event that could not be read, because it is longer than EVENT_LIMIT.
    """

    result: Any = None
    error: str | None = None
    error_kind: str | None = None
    retry_after: float | None = None
    wait: Wait | None = None
    progress: dict[str, Any] | None = None
    too_long: str | None = None

    @property
    def message(self) -> str | None:
        """Return the sentence for people why the run failed, if there is one."""
        if self.too_long is not None and self.error is None:
            return (
                f"The stage printed a {self.too_long} event of more than {EVENT_LIMIT:,} bytes, which was not stored."
            )
        return self.error

    def read(self, event: dict[str, Any]) -> None:
        """Take over an event of the stage."""
        match event.get("event"):
            case "result":
                self.result = {key: value for key, value in event.items() if key not in {"event", "level"}}
            case "progress":
                self.progress = {key: event.get(key) for key in ("done", "total", "unit")}
            case "error":
                self.error = _cut(str(event.get("message") or "")) or self.error
                self.error_kind = event.get("kind") or self.error_kind
            case "retry" if isinstance(event.get("after_seconds"), int | float):
                self.retry_after = min(max(0.0, event["after_seconds"]), RETRY_LIMIT_SECONDS)
            case "wait":
                self.wait = _wait_of(event)
            case _:
                pass

    def read_too_long(self, line: StageLine) -> None:
        """Note that a needed event was longer than EVENT_LIMIT."""
        if found := _NEEDED_EVENT.match(line.text):
            self.too_long = found[1]


def parse_event(text: str, secrets: Sequence[str]) -> dict[str, Any] | None:
    """Return the event of a line, redacted and as it can be stored; None when the line is no event."""
    if not text.startswith("{"):
        return None
    try:
        # NaN and Infinity are Python's own; jsonb has no such thing.
        value = _storable(json.loads(text, parse_constant=lambda _: None), secrets)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and "event" in value else None


def _storable(value: Any, secrets: Sequence[str]) -> Any:
    """Redact secrets, and replace what JSON can say and jsonb cannot keep: NUL, half a surrogate pair, 1e999."""
    if isinstance(value, str):
        return redact(value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8"), secrets)
    if isinstance(value, dict):
        return {_storable(key, secrets): _storable(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item, secrets) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cut(message: str) -> str:
    whole = len(message) <= MESSAGE_LIMIT_CHARACTERS
    return message if whole else message[:MESSAGE_LIMIT_CHARACTERS] + " … (cut)"


def _wait_of(event: dict[str, Any]) -> Wait | None:
    """Return the requested pause, at most WAIT_LIMIT long; None when the event has no usable time."""
    try:
        until = datetime.fromisoformat(str(event.get("until"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    left = event.get("left")
    return Wait(
        reason=str(event.get("reason") or "wait")[:REASON_LIMIT_CHARACTERS],
        until=min(until, datetime.now(UTC) + WAIT_LIMIT),
        left=left if isinstance(left, int) and 0 <= left <= LEFT_LIMIT else None,
    )

"""A stored log line as people read it."""

import json
from collections.abc import Mapping
from typing import Any


def as_text(line: Mapping[str, Any], *, stage: str) -> str:
    """Return `time level stage text`, with a JSON event rendered as text."""
    at = line["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{at} {line['level']:<7} {stage:<9} {render_event(line['line'])}\n"


def render_event(text: str) -> str:
    """Return an event as `message key=value …`; any other text as it is."""
    if not text.startswith("{"):
        return text
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(event, dict) or "event" not in event:
        return text
    name, message = event.pop("event"), event.pop("message", None)
    event.pop("level", None)
    head = str(message) if message else str(name)
    return " ".join([head, *(f"{key}={_short(value)}" for key, value in event.items() if value is not None)])


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

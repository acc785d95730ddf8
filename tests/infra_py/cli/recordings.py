"""Recordings of the engine's events, written by our own runs: one JSON file for each scenario and engine version."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.automation import EngineEvent

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.events import Events
from infra_py.cli.oci_errors import Refusal
from tests.engine.installed import VERSION

FOLDER = Path(__file__).parent / "recorded_events"
STEPS = ("resourcePreEvent", "resOutputsEvent", "resOpFailedEvent")
STATE = ("type", "urn", "id", "custom")
# Folders of the computer that recorded are left out of texts.
FOLDERS = re.compile(r"(?:/[\w.+-]+)+/(?=(?:site-packages|infra_py|lib/python3\.\d+|project|tests)/|pulumi-)")

Event = dict[str, Any]


@dataclass(frozen=True)
class Recording:
    """The events of one failed run."""

    name: str
    engine: str
    events: list[Event]

    def __str__(self) -> str:
        return f"{self.name}-{self.engine}"


def load(path: Path) -> list[Event]:
    """Return the events of a run that a test has written down, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def collect(events: Iterable[Event]) -> Events:
    """Return what the command line collects of these events."""
    collected = Events()
    for event in events:
        collected(EngineEvent.from_json(event))
    return collected


def replay(events: Iterable[Event]) -> Refusal:
    """Return the diagnosis of these events."""
    collected = collect(events)
    found = diagnose(collected.failures(), collected.run_errors())
    assert found is not None
    return found


def write(name: str, events: list[Event]) -> None:
    """Write a recording without debug messages, settings, and folders of this computer."""
    FOLDER.mkdir(exist_ok=True)
    content = {"engine": VERSION, "events": [_reduced(event) for event in events if _is_kept(event)]}
    text = json.dumps(content, indent=1)
    (FOLDER / f"{name}-{VERSION}.json").write_text(text + "\n", encoding="utf-8")


def read() -> list[Recording]:
    """Return all recordings of all versions."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        name = path.stem.removesuffix(f"-{content['engine']}")
        found.append(Recording(name, content["engine"], content["events"]))
    return found


def _is_kept(event: Event) -> bool:
    return event.get("diagnosticEvent", {}).get("severity") != "debug" and "preludeEvent" not in event


def _reduced(event: Event) -> Event:
    reduced = {name: value for name, value in event.items() if name != "timestamp"}
    for name in STEPS:
        if name in event:
            reduced[name] = {**event[name], "metadata": _metadata(event[name]["metadata"])}
    if "diagnosticEvent" in event:
        reduced["diagnosticEvent"] = {
            **event["diagnosticEvent"],
            "message": FOLDERS.sub("", event["diagnosticEvent"]["message"]),
        }
    return reduced


def _metadata(metadata: Event) -> Event:
    states = {name: _state(metadata[name]) for name in ("old", "new") if metadata.get(name)}
    return {"op": metadata["op"], "urn": metadata["urn"], "type": metadata["type"], **states}


def _state(state: Event) -> Event:
    return {name: state[name] for name in STATE if name in state}

"""The plan of a run when the SDK raises "summary event never found": late events are enough, lost ones are reported.

No run of the real engine does this at will, so the SDK's stack is replaced by one that sends recorded events.
"""

import threading
from collections.abc import Callable
from typing import cast

import pytest
from pulumi.automation import EngineEvent, Stack

from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.preview import plan

from .made_events import MACHINE, Event, begun, error, numbered

SUMMARY: Event = {"summaryEvent": {"maybeCorrupt": False, "resourceChanges": {"create": 1}}}
END: Event = {"cancelEvent": {}}


class LateStack:
    """A stack whose preview fails in the SDK; its events come afterwards from another thread."""

    def __init__(self, *events: Event) -> None:
        self.events = numbered(*events)

    def preview(self, *, on_event: Callable[[EngineEvent], None]) -> None:
        def send() -> None:
            for event in self.events:
                on_event(EngineEvent.from_json(event))

        threading.Thread(target=send).start()
        raise RuntimeError("summary event never found")


def planned(monkeypatch: pytest.MonkeyPatch, *events: Event):
    monkeypatch.setattr("infra_py.cli.events.STREAM_SECONDS", 0.5)
    monkeypatch.setattr("infra_py.cli.events.FIRST_EVENT_SECONDS", 0.5)
    return plan(cast("Stack", LateStack(*events)), cast("Engine", None))


def test_a_plan_whose_last_events_are_late_is_complete(monkeypatch):
    found = planned(monkeypatch, begun(MACHINE), SUMMARY, END)
    assert found.summary() == "1 to create"


@pytest.mark.parametrize("events", [[begun(MACHINE), END], [begun(MACHINE), SUMMARY], []])
def test_a_plan_that_is_cut_off_is_not_trusted_and_names_the_cause(monkeypatch, events):
    with pytest.raises(CommandFailed, match=r"without a preview\. Pulumi's SDK: summary event never found\."):
        planned(monkeypatch, *events)


def test_an_error_beside_it_is_the_cause(monkeypatch):
    with pytest.raises(CommandFailed, match=r"without a preview\. no space left on device"):
        planned(monkeypatch, error("no space left on device"))

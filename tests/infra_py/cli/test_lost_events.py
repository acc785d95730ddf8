"""Events of the real engine that the SDK cannot read: a person learns of it, with the cause."""

import pytest
from pulumi.automation import EngineEvent

from tests.engine.installed import NEEDS_ENGINE

from .conftest import STACK

pytestmark = NEEDS_ENGINE


@pytest.fixture
def unreadable(monkeypatch):
    """Make the SDK fail at one kind of event."""

    def fail_at(kind: str) -> None:
        read = EngineEvent.from_json

        def fail(data):
            if kind in data:
                raise ValueError(f"{kind} has a new shape")
            return read(data)

        monkeypatch.setattr(EngineEvent, "from_json", fail)

    return fail_at


def test_a_preview_without_its_summary_names_the_cause(computer, unreadable):
    unreadable("summaryEvent")
    assert computer("preview", "--stack", STACK) == 1
    expected = "1 of the engine's events could not be read; the first: summaryEvent: summaryEvent has a new shape."
    assert f"The engine ended without a preview. {expected}" in computer.err


# In these tests a warning is an error, and that of the SDK would end its stream.
def test_a_preview_with_the_other_events_warns_that_some_are_lost(computer, unreadable):
    unreadable("preludeEvent")
    assert computer("preview", "--stack", STACK) == 0, computer.err
    assert "9 to create." in computer.out
    assert "the first: preludeEvent: preludeEvent has a new shape. What is shown of this run may be" in computer.err


def test_an_engine_that_sends_no_event_is_reported_with_the_sdks_own_words(computer, monkeypatch):
    monkeypatch.setattr("pulumi.automation._stack._EventsServicer.StreamEvents", lambda *_: None)
    monkeypatch.setattr("infra_py.cli.events.STREAM_SECONDS", 0)
    assert computer("preview", "--stack", STACK) == 1
    assert "The engine ended without a preview. Pulumi's SDK: summary event never found." in computer.err

"""The collection of events: complete in every order, from another thread, and late."""

import threading

import pytest
from pulumi.automation import EngineEvent

from infra_py.cli.events import Events, resource_name, resource_type

from . import recordings
from .made_events import MACHINE, PROVIDER_URN, STACK_URN, VOLUME, Event, begun, done, error, failed, numbered

END: Event = {"cancelEvent": {}}


def test_the_type_of_a_urn_is_without_parents():
    assert resource_type(MACHINE) == "oci:Core/instance:Instance"
    assert resource_name(MACHINE) == "Instance vm"
    assert resource_type("urn:pulumi:s::p::a:b:C::a::name") == "a:b:C"
    assert resource_type("") == resource_type("nothing like it") == ""


def test_errors_of_stack_and_providers_are_not_those_of_a_resource():
    events = recordings.collect(
        numbered(error("one", STACK_URN), error("two"), error("three", PROVIDER_URN), failed(PROVIDER_URN))
    )
    assert events.run_errors() == ["one", "two", "three"]
    assert events.failures() == []


def test_a_failure_has_all_errors_of_its_resource_in_the_engines_order():
    late, early = error("second", MACHINE), error("first", MACHINE)
    events = recordings.collect([{**late, "sequence": 2, "timestamp": 0}, {**early, "sequence": 1, "timestamp": 0}])
    (failure,) = events.failures()
    assert failure.messages == ("first", "second")
    assert failure.op is None


def test_a_failed_operation_that_the_engine_reports_by_a_warning_has_its_reason():
    """Engine 3.274.1, OnResourceStepPost: an AwaitError is a warning."""
    events = recordings.collect(numbered(error("resource is awaiting", MACHINE, severity="warning"), failed(MACHINE)))
    (failure,) = events.failures()
    assert failure.messages == ("resource is awaiting",)


def test_the_machine_is_made_when_its_creation_is_done_or_failed_after_it():
    assert recordings.collect(numbered(begun(MACHINE), done(MACHINE))).has_made_machine()
    assert recordings.collect(numbered(begun(MACHINE), failed(MACHINE, status=1))).has_made_machine()
    for events in (
        [begun(MACHINE), failed(MACHINE)],
        [done(MACHINE, "update")],
        [failed(MACHINE, op="update", status=1)],
        [done(VOLUME)],
    ):
        assert not recordings.collect(numbered(*events)).has_made_machine()


def test_steps_are_shown_as_they_come():
    shown = []
    events = Events(on_step=lambda step, is_done: shown.append((str(step), is_done)))
    for event in numbered(begun(MACHINE), done(MACHINE), begun(STACK_URN)):
        events(EngineEvent.from_json(event))
    assert shown == [("+ Instance vm", False), ("+ Instance vm", True)]


def test_a_debug_message_and_an_ephemeral_one_say_nothing():
    quiet = error("now", severity="warning")
    quiet["diagnosticEvent"]["ephemeral"] = True
    events = recordings.collect(numbered(error("noise", severity="debug"), quiet, error("look", severity="warning")))
    assert events.warnings == ["look"]
    assert events.run_errors() == []


def test_the_end_is_waited_for_when_it_comes_late_from_another_thread():
    """The main thread waits before the last events come, and still has all of them."""
    events, is_waiting = Events(), threading.Event()
    first, *rest = numbered(error("early", MACHINE), error("late", MACHINE), failed(MACHINE), END)
    events(EngineEvent.from_json(first))

    def send() -> None:
        assert is_waiting.wait(5)
        for event in rest:
            events(EngineEvent.from_json(event))

    sender = threading.Thread(target=send)
    sender.start()
    is_waiting.set()
    events.wait_for_end()
    (failure,) = events.failures()
    sender.join()
    assert failure.messages == ("early", "late")
    assert failure.op is not None


def test_a_killed_engine_is_not_waited_for_for_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("infra_py.cli.events.STREAM_SECONDS", 0.01)
    monkeypatch.setattr("infra_py.cli.events.FIRST_EVENT_SECONDS", 0.01)
    Events().wait_for_end()
    events = recordings.collect(numbered(begun(MACHINE)))
    events.wait_for_end()
    assert not events.is_complete


def test_reading_is_safe_while_events_come():
    """A reader in one thread and a writer in another: no event is lost, and no read fails."""
    events, count = Events(), 2000
    made = [
        EngineEvent.from_json(one)
        for one in numbered(*(error(f"error {number}", MACHINE) for number in range(count)), failed(MACHINE), END)
    ]

    def write() -> None:
        for event in made:
            events(event)

    writer = threading.Thread(target=write)
    writer.start()
    reads = 0
    while writer.is_alive():
        events.failures(), events.run_errors(), events.warnings, events.has_made_machine()
        reads += 1
    writer.join()
    (failure,) = events.failures()
    assert len(failure.messages) == count
    assert events.count == count + 2

"""Which error decides about a failed run: by resource, and not by the order or the words of the rest."""

import itertools
import random

import pytest

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.oci_errors import RETRYABLE, RefusalKind

from . import recordings
from .made_events import ADDRESS, MACHINE, PROVIDER_URN, RELEASE, STACK_URN, VOLUME, error, failed, numbered
from .recordings import replay

CAPACITY = "500-InternalError, Out of host capacity. "
THROTTLED = "429-TooManyRequests, Too many requests for the user"
NOT_AUTHORIZED = "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found."
QUOTA = "400-QuotaExceeded, The following compartment quotas were exceeded: standard-a1-core-count"
NETWORK = "dial tcp: i/o timeout"
TRACEBACK = """\
Program failed with an unhandled exception:
Traceback (most recent call last):
  File "infra_py/__main__.py", line 3, in <module>
    build()
    ^^^^^^^
  File "infra_py/program.py", line 30, in build
    raise KeyError("x")
{}
"""
# Of this engine and in the words of an engine that does not exist yet, with and without the stack's URN.
ECHOES = [
    error("Resource monitor has terminated, shutting down"),
    error("Resource monitor has terminated, shutting down", STACK_URN),
    error("the deployment coordinator stopped listening", STACK_URN),
    error("401-NotAuthenticated: a program that quotes an old log line"),
    error("provider process gone", PROVIDER_URN),
    error(TRACEBACK.format("RuntimeError: the monitor is closed")),
    error("update failed"),
]


def shuffles(events):
    """All orders of a few events and, of many, a hundred seeded ones."""
    if len(events) <= 6:
        return itertools.permutations(events)
    chance = random.Random(7)
    return [chance.sample(events, len(events)) for _ in range(100)]


@pytest.mark.parametrize("recording", recordings.read(), ids=str)
def test_a_recorded_run_has_the_same_diagnosis_in_every_order_of_arrival(recording):
    """The engine's numbers stay with the events: so even the sentence is the same."""
    telling = [event for event in recording.events if {"diagnosticEvent", "resOpFailedEvent"} & event.keys()]
    expected = replay(recording.events)
    assert all(replay(order) == expected for order in [*shuffles(telling), *shuffles(recording.events)])


@pytest.mark.parametrize("recording", recordings.read(), ids=str)
def test_a_recorded_run_has_the_same_kind_if_the_engine_had_sent_it_in_another_order(recording):
    telling = [event for event in recording.events if {"diagnosticEvent", "resOpFailedEvent"} & event.keys()]
    kind = replay(recording.events).kind
    bare = [{name: value for name, value in event.items() if name != "sequence"} for event in telling]
    assert all(replay(numbered(*order)).kind is kind for order in shuffles(bare))


FAILED_RESOURCES = [one for one in recordings.read() if recordings.collect(one.events).failures()]


@pytest.mark.parametrize("recording", FAILED_RESOURCES, ids=str)
@pytest.mark.parametrize("echo", ECHOES, ids=lambda echo: echo["diagnosticEvent"]["message"][:30])
def test_no_echo_changes_the_diagnosis_of_a_failed_resource(recording, echo):
    expected = replay(recording.events)
    for at in (0, len(recording.events)):
        events = [*recording.events[:at], {"sequence": -1 if at == 0 else 10**6, **echo}, *recording.events[at:]]
        assert replay(events) == expected


def test_an_echo_without_a_failed_operation_does_not_decide_even_with_a_resources_urn():
    found = replay(numbered(error("interrupted", ADDRESS), error(CAPACITY, MACHINE), failed(MACHINE)))
    assert (found.kind, found.others) == (RefusalKind.CAPACITY, ())


def test_unknown_words_beside_the_refusal_on_the_same_resource_do_not_decide():
    found = replay(numbered(error("create: it went wrong", MACHINE), error(CAPACITY, MACHINE), failed(MACHINE)))
    assert found.kind is RefusalKind.CAPACITY


def test_an_invalid_input_that_the_engine_rejects_before_any_operation_decides():
    """Engine 3.274.1: an error with the resource's URN and no resOpFailedEvent."""
    found = replay(numbered(error("oci:Core/volume:Volume resource 'data' has a problem: Missing size", VOLUME)))
    assert found.kind is RefusalKind.UNKNOWN
    assert "Volume data: " in found.meaning


@pytest.mark.parametrize("other", [ADDRESS, VOLUME])
def test_an_error_that_needs_a_person_is_not_masked_by_capacity(other):
    events = [error(CAPACITY, MACHINE), failed(MACHINE), error(NOT_AUTHORIZED, other), failed(other)]
    for order in shuffles(events):
        found = replay(numbered(*order))
        assert found.kind is RefusalKind.NOT_AUTHORIZED
        assert "out of capacity" not in found.sentence()


def test_an_unknown_error_of_a_failed_operation_is_not_masked_by_capacity():
    found = replay(
        numbered(error(CAPACITY, MACHINE), failed(MACHINE), error("409-Conflict, no", ADDRESS), failed(ADDRESS))
    )
    assert found.kind is RefusalKind.UNKNOWN
    assert "PublicIp address: 409-Conflict" in found.meaning


def test_all_errors_that_need_a_person_are_reported_together():
    found = replay(numbered(error(QUOTA, MACHINE), failed(MACHINE), error(NOT_AUTHORIZED, ADDRESS), failed(ADDRESS)))
    assert found.kind is RefusalKind.QUOTA  # the machine's comes first
    assert "Also: Oracle finds no such thing" in found.sentence()


@pytest.mark.parametrize("text", [THROTTLED, NETWORK])
def test_the_machines_capacity_comes_before_throttling_and_lost_connections(text):
    events = [error(CAPACITY, MACHINE), failed(MACHINE), error(text, ADDRESS), failed(ADDRESS)]
    for order in shuffles(events):
        found = replay(numbered(*order))
        assert found.kind is RefusalKind.CAPACITY
        assert found.kinds() > {RefusalKind.CAPACITY}


def test_every_retryable_kind_has_its_place_in_the_order():
    from infra_py.cli.diagnosis import RETRYABLE_ORDER

    assert set(RETRYABLE_ORDER) == RETRYABLE


def test_words_of_another_provider_are_not_oracles():
    """A release whose SSH connection is refused is not a lost connection to Oracle."""
    found = replay(numbered(error("ssh: connect to host: connection refused", RELEASE), failed(RELEASE)))
    assert found.kind is RefusalKind.UNKNOWN
    assert found.meaning == "Command release-hand-over: ssh: connect to host: connection refused."


def test_a_failed_operation_without_any_error_is_reported():
    found = replay(numbered(failed(MACHINE), error("update failed")))
    assert found.kind is RefusalKind.UNKNOWN
    assert "Instance vm: the engine reports no reason" in found.meaning


def test_without_a_failed_resource_the_error_that_a_rule_explains_decides():
    found = replay(
        numbered(
            error("Resource monitor has terminated, shutting down"),
            error(TRACEBACK.format(f"Exception: invoke of oci:Core/getImages:getImages failed: {THROTTLED}")),
            error("update failed"),
        )
    )
    assert found.kind is RefusalKind.THROTTLED


def test_without_a_failed_resource_an_unknown_error_is_quoted_without_the_engines_closing_line():
    exit_code = "an unhandled error occurred: program exited with non-zero exit code: 1"
    found = replay(numbered(error("There is no image; set imageId."), error(exit_code), error("update failed")))
    assert found.meaning == "There is no image; set imageId."


def test_a_closing_line_alone_is_all_there_is():
    assert replay(numbered(error("update failed"))).meaning == "update failed."


def test_a_failed_program_has_its_exception_and_no_traceback():
    found = replay(numbered(error(TRACEBACK.format("KeyError: 'x'")), error("update failed")))
    assert found.kind is RefusalKind.PROGRAM
    assert "(KeyError: 'x')" in found.meaning
    assert "Traceback" not in found.sentence()
    assert "report it" in found.fix


def test_an_exception_of_several_lines_is_whole():
    found = replay(numbered(error(TRACEBACK.format("ValueError: one\n  two"))))
    assert "(ValueError: one two)" in found.meaning


def test_a_run_without_errors_has_no_diagnosis():
    assert diagnose([], []) is None

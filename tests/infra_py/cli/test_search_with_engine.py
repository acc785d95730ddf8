"""The capacity search on the real engine, and a cloud that behaves like the real one on a bad day."""

import os
import re
import signal

import pytest

from infra_py.cli import search_state
from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci.kinds import INSTANCE, VOLUME
from tests.fakes.oci.refusals import LAUNCH, NO_CONNECTION, refusal

from .conftest import EVERYTHING, STACK

pytestmark = NEEDS_ENGINE
DOMAINS = "oci:Identity/getAvailabilityDomains:getAvailabilityDomains"
IMAGES = "oci:Core/getImages:getImages"


def test_the_domain_that_has_room_is_written_to_the_configuration(computer):
    first, second, _ = computer.cloud.domains
    computer.no_room(but=[second])
    comments = [line for line in computer.settings_file.read_text().splitlines() if line.startswith("#")]
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    assert (
        f"Attempt 1: {first}, 2 OCPU / 12 GB: Oracle is out of capacity for this machine. Next attempt at "
        in computer.err
    )
    assert f"A machine of 2 OCPU / 12 GB in {second}" in computer.err
    assert computer.there() == EVERYTHING
    assert computer.cloud.of(VOLUME)[0]["inputs"]["availabilityDomain"] == second
    written = computer.settings_file.read_text()
    assert f"lifetracer:availabilityDomain: {second}" in written
    assert all(line in written for line in comments)
    assert list((computer.folder / ".lifetracer").iterdir()) == []
    assert min(computer.clock.waits) >= 60

    assert computer("up") == 0, computer.err
    assert [call for call in computer.cloud.calls() if call.endswith("Instance")] == [f"create {INSTANCE}"]


def test_no_room_anywhere_ends_with_the_time_and_leaves_the_stack_usable(computer):
    computer.no_room()
    assert computer("up", "--stack", STACK, "--until-capacity", "--for", "4m") == 1
    # The pauses have jitter, so there are two attempts or three.
    assert re.search(r"available in 4 min and (\d) attempts \(\1 times out of capacity\)\. Run it again", computer.err)
    assert "Traceback" not in computer.err
    assert "availabilityDomain" not in computer.settings_file.read_text()
    computer.no_room(but=computer.cloud.domains)
    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING


def test_a_throttled_attempt_waits_longer_and_succeeds_in_the_same_domain(computer):
    home = computer.cloud.domains[0]
    computer.cloud.weather(domain=home, answers=["too many requests", "fine"])
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    assert "Oracle receives too many requests from this user or tenancy. Next attempt at " in computer.err
    assert computer.cloud.of(INSTANCE)[0]["inputs"]["availabilityDomain"] == home
    assert len(computer.clock.waits) == 1
    assert computer.clock.waits[0] >= 300


def test_a_false_limit_is_passed_over(computer):
    first, second, _ = computer.cloud.domains
    computer.no_room(but=[second])
    computer.cloud.weather(domain=first, answers=["false limit"])
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    assert (
        "Oracle reports that a service limit is reached (standard-a1-memory-count, standard-a1-core-count). Next"
        in (computer.err)
    )
    assert computer.cloud.of(INSTANCE)[0]["inputs"]["availabilityDomain"] == second


def test_a_lasting_limit_ends_with_its_sentence(computer):
    """Nine of the ten attempts were made by earlier runs."""
    for domain in computer.cloud.domains:
        computer.cloud.weather(domain=domain, answers=["false limit"])
    computer.clock.on_wait = lambda _count: os.kill(os.getpid(), signal.SIGINT)
    assert computer("up", "--stack", STACK, "--until-capacity") == 130
    path = computer.folder / ".lifetracer" / f"search-{STACK}.json"
    state = search_state.load(path)
    assert state.repeats == 1
    state.repeats = 9
    search_state.save(state, path)

    computer.clock.on_wait = lambda _count: None
    assert computer("up", "--until-capacity") == 1
    assert "No further attempt would help: the last 10 attempts had the same result." in computer.err
    assert (
        "(standard-a1-memory-count, standard-a1-core-count). Look for other A1 machines of the tenancy" in computer.err
    )


@pytest.mark.parametrize(
    ("weather", "sentence"),
    [
        ("quota", "A quota of the compartment or tenancy forbids this size (Instance vm: 400-QuotaExceeded"),
        ("not authenticated", "Oracle does not accept the API key (Instance vm: 401-NotAuthenticated"),
        ("not authorized", "Oracle finds no such thing, or your user is not allowed to use it (Instance vm: 404-"),
        ("bad request", "Oracle does not accept a value of the stack's configuration (Instance vm: 400-InvalidParam"),
    ],
)
def test_an_error_that_needs_a_person_ends_the_search_at_once(computer, weather, sentence):
    computer.cloud.weather(domain=computer.cloud.domains[0], answers=[weather])
    assert computer("up", "--stack", STACK, "--until-capacity") == 1
    assert f"No further attempt would help. {sentence}" in computer.err
    assert computer.clock.waits == []
    assert "Traceback" not in computer.err


def test_no_connection_before_any_answer_ends_at_once(computer):
    computer.cloud.fail(DOMAINS, "invoke", NO_CONNECTION)
    assert computer("up", "--stack", STACK, "--until-capacity") == 1
    assert "The availability domains cannot be listed. There is no usable answer from Oracle." in computer.err
    assert "that the region is spelt right" in computer.err
    assert computer.clock.waits == []
    assert computer.cloud.calls() == []


def test_a_lost_connection_after_an_answer_is_waited_for(computer):
    """First at the machine, then at a look-up of the program, whose error names no resource."""
    home = computer.cloud.domains[0]
    computer.cloud.weather(domain=home, answers=["no connection", "fine"])

    def change(count: int) -> None:
        if count == 1:
            computer.cloud.fail(IMAGES, "invoke", NO_CONNECTION)
        else:
            computer.cloud.restore()

    computer.clock.on_wait = change
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    for attempt in ("Attempt 1", "Attempt 2"):
        assert f"{attempt}: {home}, 2 OCPU / 12 GB: There is no usable answer from Oracle. Next" in computer.err
    assert computer.cloud.of(INSTANCE)[0]["inputs"]["availabilityDomain"] == home


@pytest.mark.parametrize(
    ("kind", "verb", "message", "sentence"),
    [
        (
            VOLUME,
            "create",
            str(refusal(*LAUNCH["not authorized"])),
            "your user is not allowed to use it (Volume data: 404",
        ),
        (INSTANCE, "start", "Operation Timeout: timeout while waiting for state", "Instance vm: Operation Timeout"),
    ],
)
def test_a_machine_that_was_made_ends_the_search_whatever_failed_after_it(computer, kind, verb, message, sentence):
    first, second, _ = computer.cloud.domains
    computer.no_room(but=[second])
    computer.cloud.fail(kind, verb, message)
    assert computer("up", "--stack", STACK, "--until-capacity") == 1
    assert sentence in computer.err
    assert "The machine exists; `python -m infra_py up` builds the rest." in computer.err
    assert f"lifetracer:availabilityDomain: {second}" in computer.settings_file.read_text()
    assert list((computer.folder / ".lifetracer").iterdir()) == []

    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING
    launches = [call for call in computer.cloud.calls() if call.startswith("launch in")]
    assert launches == [f"launch in {first}: no capacity", f"launch in {second}: fine"]


def test_the_domains_are_listed_again_for_another_region(computer):
    computer.no_room()
    computer.clock.on_wait = lambda _count: os.kill(os.getpid(), signal.SIGINT)
    assert computer("up", "--stack", STACK, "--until-capacity") == 130
    text = computer.settings_file.read_text()
    computer.settings_file.write_text(text.replace("config:\n", "config:\n  oci:region: eu-zurich-1\n", 1))
    with computer.cloud.edit() as state:
        state["domains"] = ["kIdk:EU-ZURICH-1-AD-1"]
    computer.clock.on_wait = lambda _count: None
    assert computer("up", "--until-capacity") == 0, computer.err
    assert computer.cloud.of(INSTANCE)[0]["inputs"]["availabilityDomain"] == "kIdk:EU-ZURICH-1-AD-1"


def test_smaller_sizes_are_tried_when_asked_and_written_when_given(computer):
    computer.no_room(but=computer.cloud.domains)
    computer.cloud.allow(ocpus=1, memory_gb=6)
    assert computer("up", "--stack", STACK, "--until-capacity", "--accept-smaller") == 0, computer.err
    shape = computer.cloud.of(INSTANCE)[0]["inputs"]["shapeConfig"]
    assert (shape["ocpus"], shape["memoryInGbs"]) == (1, 6)
    written = computer.settings_file.read_text()
    assert re.search(r'lifetracer:ocpus: "?1"?\n', written)
    assert re.search(r'lifetracer:memoryGb: "?6"?\n', written)


def test_a_machine_that_was_lost_comes_back_where_its_data_is(computer):
    """The old machine goes before the new one comes, and then there may be room in other domains only."""
    assert computer("up", "--stack", STACK) == 0, computer.err
    home, other = computer.cloud.domains[:2]
    computer.configure(allowReplacement="true", country="US")
    computer.cloud.weather(domain=home, answers=["no capacity", "no capacity", "fine"])
    computer.cloud.weather(domain=other, answers=["fine"])
    assert computer("up", "--stack", STACK, "--yes") == 1
    assert "Instance" not in computer.there()

    text = computer.settings_file.read_text()
    computer.settings_file.write_text(text.replace("allowReplacement: true", "allowReplacement: false"))
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err

    assert computer.there() == EVERYTHING
    launches = [call for call in computer.cloud.calls() if call.startswith("launch in")]
    assert {call.split()[2].rstrip(":") for call in launches} == {home}

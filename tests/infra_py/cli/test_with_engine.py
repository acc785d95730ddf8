"""The commands as a person uses them: the real engine, and a cloud that behaves like the real one on a bad day."""

import json
import os
import re
import signal
import threading

import pytest

from tests.engine.installed import NEEDS_ENGINE

from .conftest import STACK

pytestmark = NEEDS_ENGINE
INSTANCE = "oci:Core/instance:Instance"
VOLUME = "oci:Core/volume:Volume"
EVERYTHING = [
    "Instance",
    "InternetGateway",
    "PublicIp",
    "RouteTable",
    "SecurityList",
    "Subnet",
    "Vcn",
    "Volume",
    "VolumeAttachment",
]


def no_room(computer, *, but=()):
    for domain in computer.cloud.domains:
        computer.cloud.weather(domain=domain, answers=["fine" if domain in but else "no capacity"])


def test_the_life_of_a_server(computer):
    """First check, then preview, up, status, ssh-config, a second up, and destroy: with nothing left at the end."""
    assert computer("check") == 1
    assert f"pulumi stack init {STACK}" in computer.out or "There is no Pulumi.prod.yaml" in computer.out

    assert computer("preview", "--stack", STACK) == 0, computer.err
    assert "9 to create." in computer.out
    assert computer.there() == []
    assert computer("check") == 0, computer.out
    assert "2 OCPU, 12 GB" in computer.out

    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING
    assert re.search(r"The gateway: https://[0-9.]+:3000", computer.out)

    assert computer("up") == 0, computer.err
    assert [call for call in computer.cloud.calls() if call.endswith("Instance")] == [f"create {INSTANCE}"]

    assert computer("status", "--json") == 1
    known = json.loads(computer.out)
    assert known["machine"]["shape"].startswith("VM.Standard.A1.Flex, 2")
    assert known["machine"]["domain"] == computer.cloud.domains[0]
    assert known["well"] is False

    assert computer("ssh-config", "--write") == 0, computer.err
    assert f"HostName {known['outputs']['vm_public_ip']}" in (computer.home / ".ssh" / "config").read_text()

    assert computer("destroy", "--yes") == 1
    assert "Nothing was removed, because data holds your data and is protected" in computer.err
    assert computer.there() == EVERYTHING

    assert computer("destroy", "--yes", "--with-data") == 0, computer.err
    assert computer.there() == []
    assert "Nothing of the stack free is left in the cloud." in computer.out
    assert computer("destroy") == 0, computer.err


def test_the_domain_that_has_room_is_written_to_the_configuration(computer):
    first, second, _ = computer.cloud.domains
    no_room(computer, but=[second])
    comments = [line for line in computer.settings_file.read_text().splitlines() if line.startswith("#")]
    assert computer("up", "--stack", STACK, "--until-capacity") == 0, computer.err
    assert f"Try 1: {first}, 2 OCPU / 12 GB: out of capacity. Next try at " in computer.err
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
    no_room(computer)
    assert computer("up", "--stack", STACK, "--until-capacity", "--for", "4m") == 1
    assert "No machine was given in 4 min" in computer.err
    assert "Traceback" not in computer.err
    assert "availabilityDomain" not in computer.settings_file.read_text()
    no_room(computer, but=computer.cloud.domains)
    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING


@pytest.mark.parametrize(
    ("weather", "told"),
    [("not authenticated", "Oracle does not accept the API key"), ("quota", "A quota of the compartment")],
)
def test_what_no_try_mends_ends_the_search_at_once(computer, weather, told):
    computer.cloud.weather(domain=computer.cloud.domains[0], answers=[weather])
    assert computer("up", "--stack", STACK, "--until-capacity") == 1
    assert told in computer.err
    assert computer.clock.waits == []
    assert "Traceback" not in computer.err


def test_smaller_sizes_are_tried_when_asked_and_written_when_given(computer):
    no_room(computer, but=computer.cloud.domains)
    computer.cloud.allow(ocpus=1, memory_gb=6)
    assert computer("up", "--stack", STACK, "--until-capacity", "--accept-smaller") == 0, computer.err
    shape = computer.cloud.of(INSTANCE)[0]["inputs"]["shapeConfig"]
    assert (shape["ocpus"], shape["memoryInGbs"]) == (1, 6)
    written = computer.settings_file.read_text()
    assert re.search(r'lifetracer:ocpus: "?1"?\n', written)
    assert re.search(r'lifetracer:memoryGb: "?6"?\n', written)


def test_ctrl_c_between_two_tries_and_again(computer):
    first, second, _ = computer.cloud.domains
    no_room(computer, but=[second])
    computer.clock.on_wait = lambda _count: os.kill(os.getpid(), signal.SIGINT)
    assert computer("up", "--stack", STACK, "--until-capacity") == 130
    assert "Stopped after 1 tries. The same command goes on from here." in computer.err

    computer.clock.on_wait = lambda _count: None
    computer.clock.instant = computer.clock.instant.replace(hour=20)
    assert computer("up", "--until-capacity") == 0, computer.err
    assert f"in {second}" in computer.err
    assert f"Try 1: {first}" not in computer.err


def test_ctrl_c_in_the_middle_of_a_try_ends_in_order_and_the_next_up_goes_on(computer):
    """The cloud is held still after its first answer, so that the engine is in the middle when Ctrl-C comes."""
    pressed, over = threading.Event(), threading.Event()

    def press() -> None:
        while not computer.cloud.calls():
            if over.wait(0.05):
                return
        with computer.cloud.edit():
            os.kill(os.getpid(), signal.SIGINT)
            pressed.set()

    presser = threading.Thread(target=press)
    presser.start()
    code = computer("up", "--stack", STACK)
    over.set()
    presser.join()
    assert pressed.is_set()
    assert code == 130, computer.err
    assert "Stopped in order" in computer.err
    assert computer.there() != EVERYTHING

    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING
    assert len(computer.cloud.calls()) == len(set(computer.cloud.calls()))


def test_a_lock_of_another_run_is_told_in_a_sentence(computer):
    assert computer("preview", "--stack", STACK) == 0, computer.err
    locks = computer.folder.parent / "state" / ".pulumi" / "locks" / "organization" / "lifetracer" / STACK
    locks.mkdir(parents=True, exist_ok=True)
    lock = {"pid": 1, "username": "someone", "hostname": "elsewhere", "timestamp": "2026-11-25T00:00:00Z"}
    (locks / "0c3b1e2a.json").write_text(json.dumps(lock))
    assert computer("up") == 1
    assert "`pulumi cancel` removes the lock" in computer.err


def test_settings_that_cannot_be_used_are_all_told_before_the_cloud_is_asked(computer):
    computer.configure(country="Japan", language="fr")
    assert computer("preview", "--stack", STACK) == 1
    assert "country=Japan" in computer.err
    assert "language=fr" in computer.err
    assert computer.cloud.calls() == []
    assert computer("check") == 1
    assert "language=fr" in computer.out


def test_a_configuration_that_is_no_yaml_names_its_line(computer):
    computer.configure(ocpus="2")
    assert computer("preview", "--stack", STACK) == 1
    assert re.search(r'line \d+: mapping key "lifetracer:ocpus" already defined', computer.err)


def test_no_secret_is_ever_shown(computer, monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another secret 8472")
    assert computer("preview", "--stack", STACK) == 0, computer.err
    for argv in (["check"], ["check", "--json"], ["preview"], ["up", "--until-capacity"], ["status"]):
        computer(*argv)
        assert "8472" not in computer.out + computer.err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PULUMI_CONFIG_PASSPHRASE", "wrong", "PULUMI_CONFIG_PASSPHRASE is not the passphrase"),
        ("PULUMI_CONFIG_PASSPHRASE", None, "closed by a passphrase"),
        ("PULUMI_BACKEND_URL", None, "`pulumi login --local`"),
        ("PULUMI_BACKEND_URL", "file:///nowhere/at/all", "The place of Pulumi's state cannot be opened"),
    ],
)
def test_each_mistake_around_the_state_has_a_sentence(computer, monkeypatch, name, value, told):
    assert computer("preview", "--stack", STACK) == 0, computer.err
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    assert computer("up", "--stack", STACK) == 1
    assert told in computer.err
    assert computer("check", "--stack", STACK) == 1
    assert told in computer.out


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

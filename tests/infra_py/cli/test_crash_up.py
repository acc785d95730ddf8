"""`up` after SIGKILL of the engine at any point: nothing is in the cloud twice, and nothing is forgotten."""

import re
import threading
from collections import Counter

import psutil
import pytest

from infra_py.cli.local_state import SIDE_FILE
from infra_py.cli.update import up as run_up
from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci import kinds
from tests.fakes.oci.cloud import BOOT_VOLUME
from tests.fakes.oci.state import WHEN
from tests.infra_py import sshd

from .conftest import STACK
from .killing import (
    assert_complete,
    creations,
    kill_at,
    kill_session,
    lose_pending,
    pending,
    run_and_kill,
    state,
    state_file,
)

pytestmark = NEEDS_ENGINE
BOTH = pytest.mark.parametrize("option", ["--adopt", "--delete-stray"])


def test_killed_at_every_creation(computer):
    """The engine is killed at each resource after the cloud has made it; the next `up` goes on, to the next kill."""
    computer.configure(budgetMonthly="10", budgetEmail="you@example.org", quotaGuard="true")
    # Some are made side by side, so that one kill meets several.
    assert kill_at_each(computer, kinds.KINDS, "--adopt") >= 6
    assert_complete(computer, *kinds.KINDS, BOOT_VOLUME)
    made = creations(computer)
    assert Counter(made) == dict.fromkeys(kinds.KINDS, 1)

    assert computer("up") == 0, computer.err
    assert creations(computer) == made
    assert computer("destroy", "--yes", "--with-data") == 0, computer.err
    assert computer.cloud.inventory() == {}


def test_strays_are_deleted_and_made_again(computer):
    """A network, a machine and a disk: what depends on nothing, on a network, and on a machine."""
    some = (kinds.VCN, kinds.INSTANCE, kinds.VOLUME)
    assert kill_at_each(computer, some, "--delete-stray") == len(some)
    assert_complete(computer)
    assert {kind: creations(computer).count(kind) for kind in some} == dict.fromkeys(some, 2)


def kill_at_each(computer, wanted, option):
    """Run `up` until it succeeds, killed at the creation of each of these kinds; return the number of kills."""
    hold = computer.cloud.hold(*(f"create {kind}" for kind in wanted))
    kills = 0
    while run_and_kill(computer, hold, "up", "--stack", STACK, option):
        kills += 1
        assert pending(computer)
    hold.close()
    assert computer.cloud.read()["holds"] == []
    return kills


def test_killed_before_the_cloud_has_made_it(computer):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK, when="before")
    assert computer.cloud.inventory() == {}
    assert computer("up") == 0, computer.err
    # Others may have been in the making beside it.
    assert re.search(r"was killed while it was .*creating the network lifetracer-vcn.* is not known\.", computer.err)
    assert "lifetracer:infra" not in computer.err
    assert "Not in the cloud: network lifetracer-vcn." in computer.err
    assert_complete(computer)


def test_a_preview_warns_and_decides_nothing(computer):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    there = computer.cloud.inventory()
    assert computer("preview") == 0, computer.err
    assert re.search(r"warning: The last run .* was killed while it was .*creating the network", computer.err)
    assert "`python -m infra_py up` looks in the cloud" in computer.err
    assert computer.cloud.inventory() == there
    assert pending(computer) == [kinds.VCN]


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_an_update_that_a_person_then_takes_back(built, when):
    """The state says the old value, whatever the cloud has: without reading it, the cloud would keep the new one."""
    settings = built.settings_file.read_text()
    built.settings_file.write_text(settings.replace("myIp: 203.0.113.7", "myIp: 198.51.100.9"))
    kill_at(built, f"update {kinds.SECURITY}", "up", "--stack", STACK, when=when)
    assert pending(built) == [kinds.SECURITY]
    built.settings_file.write_text(settings)
    assert built("up") == 0, built.err
    rules = built.cloud.of(kinds.SECURITY)[0]["inputs"]["ingressSecurityRules"]
    assert "203.0.113.7/32" in {rule["source"] for rule in rules}
    assert "198.51.100.9/32" not in {rule["source"] for rule in rules}
    assert_complete(built)


@BOTH
def test_killed_at_every_step_of_a_replacement(built, option):
    kept = {kind: built.cloud.of(kind)[0]["id"] for kind in (kinds.VOLUME, kinds.ADDRESS)}
    built.configure(allowReplacement="true", country="US")
    hold = built.cloud.hold(
        f"delete {kinds.ATTACHMENT}",
        f"delete {kinds.INSTANCE}",
        f"create {kinds.INSTANCE}",
        f"create {kinds.ATTACHMENT}",
        f"update {kinds.ADDRESS}",
    )
    while run_and_kill(built, hold, "up", "--yes", option):
        assert pending(built)
    hold.close()
    assert built.cloud.read()["holds"] == []
    assert {kind: built.cloud.of(kind)[0]["id"] for kind in kept} == kept
    assert_complete(built)


def test_a_machine_whose_deletion_was_killed_is_built_again(built):
    """The cloud has ended it and the state still has it: without reading it, the next `up` would find nothing to do."""
    settings = built.settings_file.read_text()
    built.configure(allowReplacement="true", country="US")
    kill_at(built, f"delete {kinds.INSTANCE}", "up", "--stack", STACK, "--yes")
    assert built.cloud.of(kinds.INSTANCE) == []
    built.settings_file.write_text(settings)
    assert built("up", "--yes") == 0, built.err
    assert_complete(built)


def test_a_deletion_that_the_cloud_has_not_ended_is_waited_for(built):
    built.configure(allowReplacement="true", country="US")
    kill_at(built, f"delete {kinds.INSTANCE}", "up", "--stack", STACK, "--yes", when="before")
    machine = built.cloud.of(kinds.INSTANCE)[0]["id"]
    with built.cloud.edit() as cloud:
        cloud["resources"][machine]["outputs"]["state"] = "TERMINATING"
    assert built("up", "--yes") == 1
    assert "Oracle is still deleting vm. Run the same command again in a minute." in built.err


def test_a_machine_that_the_cloud_is_still_making_is_waited_for(computer):
    kill_at(computer, f"create {kinds.INSTANCE}", "up", "--stack", STACK)
    machine = computer.cloud.of(kinds.INSTANCE)[0]["id"]
    with computer.cloud.edit() as cloud:
        cloud["resources"][machine]["outputs"]["state"] = "PROVISIONING"
    assert computer("up", "--adopt") == 1
    assert f"Oracle is still making: machine lifetracer-vm, PROVISIONING, created {WHEN}, {machine}" in computer.err
    with computer.cloud.edit() as cloud:
        cloud["resources"][machine]["outputs"]["state"] = "RUNNING"
    assert computer("up", "--adopt") == 0, computer.err
    assert_complete(computer)


def test_an_adopted_machine_is_as_its_creation_would_have_written_it(computer):
    """What the provider cannot read (assignPublicIp) comes from the arguments that the killed run has left."""
    kill_at(computer, f"create {kinds.INSTANCE}", "up", "--stack", STACK)
    machine = computer.cloud.of(kinds.INSTANCE)[0]["id"]
    with computer.cloud.edit() as cloud:
        cloud["resources"][machine]["outputs"]["publicIp"] = "203.0.113.99"
    assert computer("recover", "--adopt") == 0, computer.err
    adopted = next(one for one in state(computer)["resources"] if one.get("id") == machine)
    assert adopted["outputs"]["publicIp"] == "203.0.113.99"
    assert adopted["outputs"]["createVnicDetails"]["assignPublicIp"] == "false"
    assert adopted["inputs"]["createVnicDetails"]["assignPublicIp"] == "false"
    assert adopted["dependencies"]


def test_a_search_that_was_killed_while_a_domain_made_the_machine(computer):
    """The volume goes where the machine is, and the configuration says where that is."""
    second = computer.cloud.domains[1]
    computer.configure(availabilityDomain=second)
    kill_at(computer, f"create {kinds.INSTANCE}", "up", "--stack", STACK, "--until-capacity")
    text = computer.settings_file.read_text()
    computer.settings_file.write_text(re.sub(r".*availabilityDomain.*\n", "", text))
    assert_search_ends(computer, second)


def test_a_search_that_was_killed_after_it_found_a_domain(computer):
    first, second, _ = computer.cloud.domains
    computer.cloud.weather(domain=first, answers=["no capacity"])
    kill_at(computer, f"create {kinds.VOLUME}", "up", "--stack", STACK, "--until-capacity")
    assert_search_ends(computer, second)


def test_a_search_whose_engine_was_killed_while_it_wrote_the_state(computer, monkeypatch):
    """The side file of the state is cut off, and the same search goes on to write the place of the machine."""
    second = computer.cloud.domains[1]
    computer.cloud.weather(domain=computer.cloud.domains[0], answers=["no capacity"])

    def cut_off(*arguments, **options):
        update = run_up(*arguments, **options)
        if update.refusal is not None and update.has_made_machine:
            side = state_file(computer)
            side.with_name(f"{side.name}{SIDE_FILE}").write_text("")
        return update

    monkeypatch.setattr("infra_py.cli.up.run_up", cut_off)
    kill_at(computer, f"create {kinds.VOLUME}", "up", "--stack", STACK, "--until-capacity")
    assert "was unreadable after a killed run, and is readable again" in computer.err
    assert_search_ends(computer, second)


def assert_search_ends(computer, domain):
    assert computer("up", "--adopt") == 0, computer.err
    assert f"lifetracer:availabilityDomain: {domain}" in computer.settings_file.read_text()
    assert computer.cloud.of(kinds.VOLUME)[0]["inputs"]["availabilityDomain"] == domain
    assert list((computer.folder / ".lifetracer").iterdir()) == []
    assert_complete(computer)


def test_a_second_one_that_is_there_already_is_deleted_and_not_adopted(computer):
    """`pulumi up` makes a second network after a crash; then the stack has no place for the first one."""
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    stray = computer.cloud.of(kinds.VCN)[0]["id"]
    lose_pending(computer)
    assert computer("up") == 0, computer.err
    assert len(computer.cloud.of(kinds.VCN)) == 2
    assert computer("recover", "--adopt") == 1
    assert (
        f"the stack has no place for this: network lifetracer-vcn, AVAILABLE, created {WHEN}, {stray}" in computer.err
    )
    assert computer("recover", "--delete-stray", "--yes") == 0, computer.err
    assert_complete(computer)


def test_killed_in_the_middle_of_a_release(computer, monkeypatch, tmp_path):
    """A release step is nothing in the cloud: it runs again."""
    text = computer.settings_file.read_text()
    computer.settings_file.write_text(text.replace("deploy: false", "deploy: true"))
    addresses = tmp_path / "addresses.json"
    monkeypatch.setenv("FAKE_COMMAND_ADDRESSES", str(addresses))
    with sshd.running(computer.home / ".ssh" / "lifetracer.pub", addresses) as machine:
        killed = threading.Event()

        def kill() -> None:
            engine = next(one for one in psutil.Process().children() if "pulumi" in one.name())
            kill_session(engine.pid)
            killed.set()

        machine.on_release = kill
        assert computer("up", "--stack", STACK) == 1
        assert killed.is_set()
        machine.on_release = lambda: None
        assert pending(computer) == ["command:remote:Command"]
        assert computer("up") == 0, computer.err
        assert "was creating the release step release-hand-over" in computer.err
        assert_complete(computer)

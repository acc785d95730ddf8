"""`destroy` claims only what it has looked up, and removes what a killed run has left."""

import pytest

from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci import kinds, rules
from tests.fakes.oci.cloud import BOOT_VOLUME
from tests.fakes.oci.state import WHEN

from .conftest import STACK
from .killing import kill_at, lose_pending, pending, run_and_kill, state_ids

pytestmark = NEEDS_ENGINE
NOTHING_LEFT = f"Nothing of the stack {STACK} is left in the cloud: nothing there has its tags."
TAGS = {"project": "lifetracer", "stack": STACK}


def add(computer, kind, **inputs):
    """Let the cloud have a resource with the stack's tags that no state knows."""
    tenancy = "ocid1.tenancy.oc1..aaaa"
    with computer.cloud.edit() as cloud:
        return rules.create(cloud, kind, {"compartmentId": tenancy, "freeformTags": TAGS, **inputs})[0]


def add_network(computer, **inputs):
    return add(computer, kinds.VCN, displayName="lifetracer-vcn", cidrBlocks=["10.0.0.0/16"], **inputs)


def test_killed_at_every_deletion(built):
    hold = built.cloud.hold(*(f"delete {kind}" for kind in kinds.KINDS))
    kills = 0
    while run_and_kill(built, hold, "destroy", "--yes", "--with-data"):
        kills += 1
    hold.close()
    assert kills >= 6
    assert NOTHING_LEFT in built.out
    assert built.cloud.inventory() == state_ids(built) == {}


def test_what_a_killed_run_has_made_is_named_and_removed_on_request_only(computer):
    kill_at(computer, f"create {kinds.SUBNET}", "up", "--stack", STACK)
    stray = computer.cloud.of(kinds.SUBNET)[0]["id"]
    there = computer.cloud.inventory()

    assert computer("destroy", "--yes") == 1
    assert f"subnet public-subnet, AVAILABLE, created {WHEN}, {stray}" in computer.err
    assert "Nothing was removed. `python -m infra_py destroy --delete-stray` deletes it, too." in computer.err
    assert computer.cloud.inventory() == there
    assert pending(computer)

    assert computer("destroy", "--yes", "--delete-stray") == 0, computer.err
    assert f"Deleted: subnet public-subnet ({stray})." in computer.err
    assert computer.cloud.inventory() == state_ids(computer) == {}


def test_destroy_asks_about_what_the_state_does_not_know(computer, answers):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    answers("n\n")
    assert computer("destroy") == 1
    assert "Another stack of the same name" in computer.err
    assert computer.cloud.of(kinds.VCN)
    answers("y\n")
    assert computer("destroy") == 0, computer.err
    assert computer.cloud.inventory() == {}


def test_a_second_network_that_a_crash_has_left_is_named(computer):
    """The fault: the state knew one of two networks, and `destroy` claimed that nothing was left."""
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    stray = computer.cloud.of(kinds.VCN)[0]["id"]
    lose_pending(computer)
    assert computer("up") == 0, computer.err

    assert computer("destroy", "--yes", "--with-data") == 1
    assert computer.cloud.inventory() == {stray: kinds.VCN}
    assert "is left in the cloud" not in computer.out
    assert stray in computer.err
    assert "What the state knew is removed; this is still in the cloud." in computer.err
    assert computer("destroy", "--yes", "--delete-stray") == 0, computer.err
    assert NOTHING_LEFT in computer.out
    assert computer.cloud.inventory() == {}


def test_what_is_not_this_stacks_is_neither_named_nor_removed(computer):
    assert computer("preview", "--stack", STACK) == 0, computer.err
    others = {
        add_network(computer, freeformTags={**TAGS, "stack": "prod"}),
        add_network(computer, freeformTags={"stack": STACK}),
        add_network(computer, compartmentId="ocid1.compartment.oc1..elsewhere"),
    }
    assert computer("destroy", "--yes", "--delete-stray") == 0, computer.err
    assert set(computer.cloud.inventory()) == others
    assert NOTHING_LEFT in computer.out


def test_everything_with_the_tags_is_found_and_deleted_in_order(computer):
    """A state that is lost: all of the stack is in the cloud, guardrails included."""
    computer.configure(budgetMonthly="10", budgetEmail="you@example.org", quotaGuard="true", reservedIp="false")
    assert computer("up", "--stack", STACK) == 0, computer.err
    there = computer.cloud.inventory()
    state = computer.folder.parent / "state" / ".pulumi" / "stacks" / "lifetracer" / f"{STACK}.json"
    state.unlink()
    assert computer("preview", "--stack", STACK) == 0, computer.err

    assert computer("destroy", "--yes", "--delete-stray") == 1
    for identifier, kind in there.items():
        # The disk ends with its machine.
        assert (identifier in computer.err) == (kind != BOOT_VOLUME)
    assert "It may hold your data: `--with-data` deletes that, too." in computer.err
    assert computer.cloud.inventory() == there
    assert computer("destroy", "--yes", "--delete-stray", "--with-data") == 0, computer.err
    assert computer.cloud.inventory() == {}


def test_a_disk_that_its_machine_has_left_behind(built):
    """In the web console a machine can be terminated without its boot volume, which then costs money on."""
    machine = built.cloud.of(kinds.INSTANCE)[0]
    disk = machine["outputs"]["bootVolumeId"]
    with built.cloud.edit() as cloud:
        cloud["resources"][machine["id"]]["inputs"]["preserveBootVolume"] = True
    assert built("destroy", "--yes", "--with-data") == 1
    assert f"boot volume lifetracer-vm (Boot Volume), AVAILABLE, created {WHEN}, {disk}" in built.err
    assert built.cloud.inventory() == {disk: BOOT_VOLUME}


def test_what_cannot_be_looked_up_is_not_claimed(built):
    built.cloud.fail(
        "oci:Core/getVcns:getVcns", "invoke", "401-NotAuthenticated, The required information was not provided."
    )
    assert built("destroy", "--yes", "--with-data") == 1
    assert built.cloud.inventory() == {}
    assert "is left in the cloud" not in built.out
    assert "Everything that the state knew is removed. Whether the cloud has anything else of the stack" in built.err
    assert (
        "Oracle does not accept the API key (invocation of oci:Core/getVcns:getVcns returned an error: 401-"
        in built.err
    )
    assert "Traceback" not in built.err


def test_a_wrong_passphrase_is_named_before_anything_is_removed(built, monkeypatch):
    there = built.cloud.inventory()
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "wrong")
    assert built("destroy", "--yes", "--with-data") == 1
    assert built.err == ("infra_py: PULUMI_CONFIG_PASSPHRASE is not the passphrase with which this stack was made.\n")
    assert built.cloud.inventory() == there


@pytest.mark.parametrize("is_blank", [True, False])
def test_a_data_volume_of_a_killed_run(computer, is_blank):
    """One that nothing was ever attached to is blank; one that something was attached to may hold data."""
    kill_at(computer, f"create {kinds.VOLUME}", "up", "--stack", STACK)
    volume, machine = (computer.cloud.of(kind)[0] for kind in (kinds.VOLUME, kinds.INSTANCE))
    if not is_blank:
        add(
            computer,
            kinds.ATTACHMENT,
            attachmentType="paravirtualized",
            instanceId=machine["id"],
            volumeId=volume["id"],
        )
    assert computer("destroy", "--yes", "--delete-stray") == (0 if is_blank else 1), computer.err
    assert bool(computer.cloud.of(kinds.VOLUME)) is not is_blank
    if not is_blank:
        assert "It may hold your data" in computer.err

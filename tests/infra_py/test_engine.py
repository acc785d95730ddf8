"""The stack on the real engine of Pulumi, on a stand-in cloud, with a machine at the other end of a real SSH."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci import kinds
from tests.infra_py.conftest import make_home
from tests.infra_py.sshd import CERTIFICATE, Machine, running
from tests.infra_py.world import Run, World

pytestmark = NEEDS_ENGINE

TOKEN = "toggl-0123456789abcdef"
RELEASE = {"release-host-key", "release-hand-over"}
SETTINGS = {
    "myIp": "198.51.100.7",
    "containerImage": "ghcr.io/you/lifetracer:0.1.0",
    "ocpus": 2,
    "memoryGb": 12,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("home") / "person")


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("addresses") / "addresses.json"


@pytest.fixture(scope="module")
def machine(home: Path, addresses: Path) -> Iterator[Machine]:
    with running(home / ".ssh" / "lifetracer.pub", addresses) as machine:
        yield machine


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, home: Path, addresses: Path) -> World:
    """A stack with settings and nothing made."""
    path = tmp_path_factory.mktemp("world") / "empty"
    world = World(path=path, home=home, addresses=addresses).make(**SETTINGS)
    world.set_secret(togglApiToken=TOKEN)
    return world


@pytest.fixture(scope="module")
def first(empty: World, machine: Machine) -> tuple[World, Run]:
    """A stack that one `up` has made."""
    world = empty.copy(empty.path.with_name("first"))
    return world, world.up()


@pytest.fixture
def built(first: tuple[World, Run], tmp_path: Path) -> World:
    return first[0].copy(tmp_path / "built")


def vm(world: World) -> str:
    return str(world.cloud.of(kinds.INSTANCE)[0]["id"])


def test_a_preview_makes_nothing(empty: World, tmp_path: Path):
    world = empty.copy(tmp_path / "world")
    run = world.preview()
    assert run.code == 0, run.printed
    assert run.changes() == {"create": 16}
    assert world.cloud.calls() == []
    assert TOKEN not in run.printed


def test_up_makes_a_machine_and_hands_over(first: tuple[World, Run], machine: Machine):
    world, run = first
    assert run.code == 0, run.printed
    assert run.changes() == {"create": 16}
    outputs = world.outputs()
    address = world.cloud.of(kinds.ADDRESS)[0]["outputs"]["ipAddress"]
    assert outputs["api_url"] == f"https://{address}:3000"
    assert outputs["api_certificate"] == CERTIFICATE.strip()
    assert f"HostName {address}" in outputs["ssh_config"]
    assert machine.releases()[0]["secrets/TOGGL_API_TOKEN"] == TOKEN


def test_no_secret_is_in_the_state_or_in_what_is_printed(first: tuple[World, Run], home: Path):
    world, run = first
    key = (home / ".ssh" / "lifetracer").read_text().splitlines()[1]
    files = [path for path in (world.path / "state").rglob("*") if path.is_file()]
    assert any(path.name == "test.json" for path in files)
    for secret in (TOKEN, key, base64.b64encode(TOKEN.encode()).decode().rstrip("=")[:20]):
        assert not [path for path in files if secret in path.read_text(encoding="utf-8")]
        assert secret not in run.printed
        assert secret not in str(run.events)


def test_up_again_changes_nothing_whatever_the_cloud_has_new(built: World, machine: Machine):
    built.cloud.publish_image("2026.12.01")
    before, releases = built.cloud.calls(), len(machine.releases())
    run = built.up()
    assert (run.code, run.changes()) == (0, {}), run.printed
    assert (built.cloud.calls(), len(machine.releases())) == (before, releases)


def test_refresh_finds_nothing(built: World):
    run = built.refresh()
    assert (run.code, run.changes()) == (0, {}), run.printed


def test_a_changed_secret_is_handed_over_and_the_machine_stays(built: World, machine: Machine):
    before = vm(built)
    built.set_secret(togglApiToken="another-0123456789")
    run = built.up()
    assert run.code == 0, run.printed
    assert run.operations() == {"release-hand-over": ["update"]}
    assert vm(built) == before
    assert machine.releases()[-1]["secrets/TOGGL_API_TOKEN"] == "another-0123456789"


def test_settings_that_would_replace_the_machine_are_ignored(built: World):
    built.cloud.publish_image("2026.12.01")
    # The country is among what the machine is told at its birth.
    built.set(availabilityDomain=built.cloud.domains[1], vcnCidr="10.1.0.0/16", subnetCidr="10.1.1.0/24", country="US")
    built.set(deploy=False)
    run = built.preview()
    assert run.code == 0, run.printed
    # Only what hands over goes, with its provider.
    assert set(run.operations()) == {"release", "default_1_2_1", *RELEASE}


def test_a_wished_replacement_keeps_data_and_address(built: World, home: Path):
    built.cloud.publish_image("2026.12.01")
    kept = {kind: built.cloud.of(kind)[0]["id"] for kind in (kinds.VOLUME, kinds.ADDRESS)}
    address, before = built.outputs()["vm_public_ip"], vm(built)
    built.set(allowReplacement=True, country="US")
    calls = len(built.cloud.calls())
    run = built.up()
    assert run.code == 0, run.printed
    assert vm(built) != before
    assert {kind: built.cloud.of(kind)[0]["id"] for kind in kept} == kept
    assert built.outputs()["vm_public_ip"] == address
    done = [call for call in built.cloud.calls()[calls:] if "launch" not in call]
    assert done[:3] == [f"delete {kinds.ATTACHMENT}", f"delete {kinds.INSTANCE}", f"create {kinds.INSTANCE}"]
    assert set(done[3:]) == {f"update {kinds.ADDRESS}", f"create {kinds.ATTACHMENT}"}
    assert set(run.operations()) >= RELEASE


def test_protected_data_does_not_move_to_another_domain(built: World):
    built.set(allowReplacement=True, availabilityDomain=built.cloud.domains[1])
    run = built.preview()
    assert run.code != 0
    assert "protect" in run.said("error")


def test_protected_data_is_not_given_up_by_its_size(built: World):
    """Without the volume the setting would cost the data; the preview says so before anything is done."""
    built.set(dataVolumeGb=0)
    run = built.preview()
    assert run.code != 0
    assert "protect" in run.said("error")


def test_a_data_volume_that_grows_is_followed_by_a_release(built: World, machine: Machine):
    before = vm(built)
    built.set(dataVolumeGb=100)
    run = built.up()
    assert run.code == 0, run.printed
    assert run.operations() == {"data": ["update"], "release-hand-over": ["update"]}
    assert vm(built) == before
    assert "DATA_GB=100\n" in machine.releases()[-1]["machine.env"]


def test_a_changed_boot_volume_is_warned_of(built: World):
    built.set(bootVolumeGb=100)
    run = built.preview()
    assert run.code == 0, run.printed
    assert run.operations() == {"vm": ["update"]}
    assert "The boot volume changes from 50 to 100 GB" in run.said("warning")


def test_up_goes_on_where_it_failed(empty: World, machine: Machine, tmp_path: Path):
    world = empty.copy(tmp_path / "world")
    full, free = world.cloud.domains[:2]
    world.cloud.weather(domain=full, answers=["no capacity"])

    run = world.up()
    assert run.code != 0
    assert "500-InternalError, Out of host capacity." in run.said("error")
    assert {resource["kind"] for resource in world.cloud.read()["resources"].values()} == {
        kinds.VCN,
        kinds.GATEWAY,
        kinds.ROUTES,
        kinds.SECURITY,
        kinds.SUBNET,
    }

    # Another domain has capacity, and then something else fails.
    world.set(availabilityDomain=free)
    world.cloud.fail(kinds.ATTACHMENT, "create", "500-InternalError, Internal Server Error")
    run = world.up()
    assert run.code != 0
    machine_id = vm(world)

    run = world.up()
    assert run.code == 0, run.printed
    assert vm(world) == machine_id
    assert world.cloud.of(kinds.VOLUME)[0]["inputs"]["availabilityDomain"] == free
    assert [call for call in world.cloud.calls() if call == f"create {kinds.VCN}"] == [f"create {kinds.VCN}"]


def test_destroy_leaves_nothing_once_the_data_is_given_up(built: World):
    before = built.cloud.read()["resources"]
    run = built.destroy()
    assert run.code != 0
    assert "protect" in run.said("error")
    assert built.cloud.read()["resources"] == before

    built.set(protectData=False)
    assert built.up().code == 0
    calls = len(built.cloud.calls())
    run = built.destroy()
    assert run.code == 0, run.printed
    assert built.cloud.read()["resources"] == {}
    gone = [call.removeprefix("delete ") for call in built.cloud.calls()[calls:]]
    assert gone.index(kinds.ATTACHMENT) < gone.index(kinds.VOLUME) < gone.index(kinds.INSTANCE)
    assert gone.index(kinds.INSTANCE) < gone.index(kinds.SUBNET)
    assert gone.index(kinds.SUBNET) < gone.index(kinds.ROUTES) < gone.index(kinds.GATEWAY)
    assert gone[-1] == kinds.VCN


def test_bad_settings_are_told_all_at_once_before_anything_is_made(empty: World, tmp_path: Path):
    world = empty.copy(tmp_path / "world")
    world.set(myIp="0.0.0.0/0", bootVolumeGb=10)
    run = world.preview()
    assert run.code != 0
    told = run.said("error")
    assert "- myIp=0.0.0.0/0 would open SSH" in told
    assert "- bootVolumeGb=10 is out of range" in told
    assert "Traceback" not in run.printed
    assert world.cloud.calls() == []

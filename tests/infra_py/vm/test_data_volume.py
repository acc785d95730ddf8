"""The data volume: formatted only when blank, mounted by its UUID, followed when it grows, never passed over."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra_py.components.release import UNPACK_AND_RUN, document
from tests.fakes.machine.scratch import Machine
from tests.fakes.machine.volume import blank_volume
from tests.infra_py.machines import make_handover
from tests.infra_py.vm.booting import GOOD, IMAGE, booted, mode, with_volume

DOCS = Path(__file__).resolve().parents[3] / "docs" / "server.md"


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[str]:
    with blank_volume(tmp_path / "volume") as device:
        yield device


def test_a_blank_volume_is_formatted_and_mounted_by_its_uuid(machine: Machine, volume: str):
    booted(machine, with_volume(volume))

    uuid = machine.run("blkid", "-p", "-s", "UUID", "-o", "value", volume).stdout.strip()
    assert f"UUID={uuid} /var/lib/lifetracer ext4 defaults,nofail 0 0\n" in machine.read("/etc/fstab")
    assert "UUID=root / xfs" in machine.read("/etc/fstab"), "the other lines stay"
    assert machine.run("findmnt", "-no", "SOURCE", "/var/lib/lifetracer").stdout.strip() == volume
    assert mode(machine, "/var/lib/lifetracer/data") == "700 10001:10001"


def test_a_volume_with_data_keeps_it(machine: Machine, volume: str):
    machine.run("bash", "-ec", f"mkfs.ext4 -q {volume}; mount {volume} /mnt; echo mine >/mnt/diary; umount /mnt")

    booted(machine, with_volume(volume))

    assert machine.read("/var/lib/lifetracer/diary") == "mine\n"


@pytest.mark.parametrize(
    "fill",
    [
        "printf 'label: dos\\n,8M,L\\n' | sfdisk -q {0}",
        "mkswap {0}",
        "head -c 4096 /dev/urandom | dd of={0} seek=10 bs=4096 status=none",
    ],
    ids=["partitions", "swap", "no signature at all"],
)
def test_a_volume_that_holds_anything_else_is_not_touched(machine: Machine, volume: str, fill: str):
    machine.run("bash", "-ec", fill.format(volume))
    before = machine.run("sha256sum", volume).stdout
    machine.registry(**GOOD)
    machine.born(with_volume(volume))

    done = machine.boot()

    assert done.returncode == 78
    assert "nothing was touched" in done.stderr
    assert machine.run("sha256sum", volume).stdout == before


def test_a_volume_whose_formatting_was_killed_is_formatted_again(machine: Machine, volume: str):
    machine.registry(**GOOD)
    machine.born(with_volume(volume))
    # Half of a file system: neither blank nor mountable.
    machine.run(
        "bash", "-ec", f"mkfs.ext4 -q {volume}; dd if=/dev/zero of={volume} bs=1k seek=2 count=60000 status=none"
    )
    machine.path("/etc/lifetracer/formatting").write_text("0cb87b5c-7a52-4b1b-9d0e-0d4f0a5e6d3a\n")

    assert machine.boot().returncode == 0, machine.logs()

    assert "UUID=0cb87b5c-7a52-4b1b-9d0e-0d4f0a5e6d3a /var/lib/lifetracer" in machine.read("/etc/fstab")
    assert not machine.path("/etc/lifetracer/formatting").exists()


def handed_over(machine: Machine, volume: str, *, gigabytes: int) -> "subprocess.CompletedProcess[str]":
    """A release to a machine that has booted: nothing of its own files is new, so the steps of the host do not run."""
    handover = make_handover(container_image=IMAGE, data_device=volume, data_gb=gigabytes)
    sent = document(handover, "203.0.113.7", ready_seconds=4)
    return machine.run("bash", "-c", UNPACK_AND_RUN, stdin=sent, check=False)


def test_a_release_grows_the_file_system_of_an_enlarged_volume(machine: Machine, volume: str, tmp_path: Path):
    booted(machine, with_volume(volume))
    os.truncate(tmp_path / "volume", 128 * 1024 * 1024)
    subprocess.run(["losetup", "--set-capacity", volume], check=True)

    assert handed_over(machine, volume, gigabytes=100).returncode == 0, machine.logs()

    # What resize2fs says when there is something to do. Whether the kernel then lets it depends on a capability that a
    # container for tests may lack.
    log = machine.read("/var/log/lifetracer/release.log")
    assert f"Filesystem at {volume} is mounted on /var/lib/lifetracer; on-line resizing required" in log


def test_a_volume_that_comes_later_is_not_passed_over_while_the_data_is_elsewhere(machine: Machine, volume: str):
    booted(machine)

    done = handed_over(machine, volume, gigabytes=50)

    assert done.returncode == 78
    assert "The data is on the boot volume in /var/lib/lifetracer/data" in done.stderr
    assert machine.path("/var/lib/lifetracer/data/seen.json").exists()
    assert "/var/lib/lifetracer" not in machine.read("/etc/fstab")

    # What docs/server.md tells the person to do then; the volume has been formatted.
    (commands,) = re.findall(
        r"^ {6}(sudo systemctl stop lifetracer.*?)\n\n", DOCS.read_text(), re.MULTILINE | re.DOTALL
    )
    machine.path("/var/lib/lifetracer/data/diary").write_text("mine\n")
    machine.run("bash", "-ec", commands.replace("/dev/oracleoci/oraclevdb", volume))
    assert handed_over(machine, volume, gigabytes=50).returncode == 0, machine.logs()
    assert machine.run("findmnt", "-no", "SOURCE", "/var/lib/lifetracer").stdout.strip() == volume
    assert machine.read("/var/lib/lifetracer/data/diary") == "mine\n"


def test_without_its_volume_the_gateway_does_not_start_on_an_empty_directory(machine: Machine, volume: str):
    booted(machine, with_volume(volume))
    machine.reboot()
    machine.run("systemctl", "start", "docker")

    started = machine.run("systemctl", "start", "lifetracer.service", check=False)

    assert started.returncode != 0
    assert "RequiresMountsFor=/var/lib/lifetracer\n" in machine.read("/etc/systemd/system/lifetracer.service")
    # And Docker, which starts what ran before by itself, comes after the mount.
    order = machine.read("/etc/systemd/system/docker.service.d/lifetracer.conf")
    assert "After=firewalld.service var-lib-lifetracer.mount\n" in order

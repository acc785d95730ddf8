"""The first boot, run for real on a scratch machine: what it leaves, twice, after kills, with each kind of volume."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from infra_py.bootstrap import Boot
from infra_py.release import UNPACK_AND_RUN, Handover, document
from tests.fakes.machine.kills import kill_at_each, kill_points, state
from tests.fakes.machine.scratch import Machine, scratch_machine

DOCS = Path(__file__).resolve().parents[3] / "docs" / "server.md"
IMAGE = "ghcr.io/you/lifetracer:0.1.0"
BOOT = Boot(container_image=IMAGE, names=("tracer.example.org",))
GOOD = {IMAGE: {"version": "0.1.0", "behaviour": "good"}}


def booted(machine: Machine, boot: Boot = BOOT) -> Machine:
    machine.registry(**GOOD)
    machine.born(boot)
    done = machine.boot()
    assert done.returncode == 0, done.stderr + machine.logs()
    return machine


def answer(machine: Machine, path: str) -> str:
    url = f"https://127.0.0.1:3000{path}"
    return machine.run("curl", "-sf", "--cacert", "/etc/lifetracer/tls/cert.pem", url).stdout


def mode(machine: Machine, path: str) -> str:
    return machine.run("stat", "-c", "%a %u:%g", path).stdout.strip()


def test_the_gateway_answers_and_each_step_is_named_in_the_log(machine: Machine):
    booted(machine)

    assert '"version": "0.1.0"' in answer(machine, "/ready")
    log = machine.read("/var/log/lifetracer/bootstrap.log")
    steps = [line.split()[-1] for line in log.splitlines() if " step " in line]
    assert " ".join(steps) == (
        "files grow-root swap packages firewall docker-packages docker-settings docker-start journal updates metadata "
        "data-volume api-key certificate image metadata-proof assemble switch ready tidy"
    )
    assert machine.path("/etc/lifetracer/booted").exists()


def test_docker_comes_from_the_rhel_repository_after_firewalld_and_without_podman(machine: Machine):
    calls = booted(machine).calls()

    def place(*words: str) -> int:
        return next(number for number, call in enumerate(calls) if all(word in call for word in words))

    assert (
        place("systemctl enable --now firewalld")
        < place("dnf", "remove podman buildah runc")
        < place("dnf", "https://download.docker.com/linux/rhel/docker-ce.repo")
        < place("dnf", "install docker-ce")
        < place("systemctl enable --now docker")
    )
    assert not [call for call in calls if "reload" in call and "firewall" in call]
    assert "docker" in machine.run("id", "-nG", "opc").stdout.split()


def test_logs_are_bounded_and_security_updates_come_by_themselves(machine: Machine):
    booted(machine)

    assert '"max-size": "10m"' in machine.read("/etc/docker/daemon.json")
    assert "SystemMaxUse=500M" in machine.read("/etc/systemd/journald.conf.d/lifetracer.conf")
    assert "upgrade_type = security\n" in machine.read("/etc/dnf/automatic.conf")
    assert "apply_updates = yes\n" in machine.read("/etc/dnf/automatic.conf")
    assert "systemctl enable --now dnf-automatic.timer" in machine.calls()


def test_key_and_certificate_are_made_here_and_closed(machine: Machine):
    booted(machine)

    assert mode(machine, "/etc/lifetracer/secrets/LIFETRACER_API_KEY") == "600 10001:10001"
    assert mode(machine, "/etc/lifetracer/tls/key.pem") == "600 10001:10001"
    assert mode(machine, "/etc/lifetracer/secrets") == "700 0:0"
    key = machine.run("lifetracer-key").stdout.strip()
    assert len(key) == 43
    certificate = x509.load_pem_x509_certificate(machine.path("/etc/lifetracer/tls/cert.pem").read_bytes())
    names = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    assert isinstance(names, x509.SubjectAlternativeName)
    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost", "lifetracer", "tracer.example.org"}
    assert {str(each) for each in names.get_values_for_type(x509.IPAddress)} >= {"127.0.0.1", machine.address}
    assert "172.17.0.1" not in machine.read("/etc/lifetracer/certificate.names")
    assert key not in machine.logs()


def test_only_root_sees_the_key(machine: Machine):
    booted(machine)

    refused = machine.run("setpriv", "--reuid", "opc", "--clear-groups", "lifetracer-key", check=False)

    assert refused.returncode == 77
    assert refused.stderr == "The key is readable by root only. Run: sudo lifetracer-key\n"


def test_the_container_gets_its_files_as_a_user_without_rights(machine: Machine):
    booted(machine)

    seen = machine.read("/var/lib/lifetracer/data/seen.json")
    assert '"uid": 10001' in seen
    assert machine.run("lifetracer-key").stdout.strip() in seen
    assert '"LIFETRACER_TIMEZONE": "Asia/Tokyo"' in seen


def test_a_second_run_changes_nothing(machine: Machine):
    booted(machine)
    before = state(machine)
    machine.path("/standins/calls.log").write_text("")

    assert machine.boot().returncode == 0

    assert state(machine) == before
    assert not [call for call in machine.calls("systemctl") if "restart docker" in call]


def test_another_dnf_is_waited_for(machine: Machine):
    machine.path("/standins/dnf-locked").write_text("3")

    booted(machine)

    assert machine.read("/var/log/lifetracer/bootstrap.log").count("try ") == 3


def test_a_dnf_that_never_ends_is_not_waited_for_for_ever(machine: Machine):
    machine.path("/standins/dnf-locked").write_text("1000")
    machine.born(BOOT)

    done = machine.boot()

    assert done.returncode == 75
    assert done.stderr.splitlines()[-1] == (
        "dnf install did not succeed in 40 tries; see /var/log/lifetracer, mend what it says, then run pulumi up again."
    )


def test_an_image_that_is_not_there_is_said_in_one_sentence(machine: Machine):
    machine.born(BOOT)

    done = machine.boot()

    assert done.returncode == 69
    assert f"The image {IMAGE} cannot be pulled" in done.stderr
    assert not machine.path("/etc/lifetracer/booted").exists()


def test_a_private_image_waits_for_the_release(machine: Machine):
    machine.born(Boot(container_image=IMAGE, image_is_private=True))

    assert machine.boot().returncode == 0

    assert machine.path("/etc/lifetracer/booted").exists()
    assert not machine.calls("docker pull")


def test_the_image_is_built_from_the_source_with_the_commit_as_its_version(machine: Machine):
    commit = machine.run("bash", "-ec", REPOSITORY).stdout.strip()

    booted(machine, Boot(source_repository="file:///srv/source", source_ref="v1"))

    assert f'"version": "{commit}"' in answer(machine, "/health")
    machine.boot()
    assert len(machine.calls("docker build --build-arg")) == 1, "an image that is there is not built again"


REPOSITORY = """
mkdir /srv/source && cd /srv/source && git init -q && echo 'FROM scratch' >Dockerfile && git add Dockerfile
git -c user.name=a -c user.email=a@example.org commit -qm one && git tag v1 && git rev-parse HEAD
"""


# The metadata rule.


def reaches_metadata(machine: Machine) -> bool:
    command = ["ip", "netns", "exec", "container", "curl", "-s", "--max-time", "2", "http://169.254.169.254/"]
    return machine.run(*command, check=False).returncode == 0


def test_containers_reach_the_dns_but_not_the_metadata(machine: Machine):
    assert reaches_metadata(machine), "without the rule"

    booted(machine)

    assert not reaches_metadata(machine)


def test_the_rule_is_back_whenever_docker_starts(machine: Machine):
    booted(machine)
    machine.run("bash", "-c", "iptables -F; iptables -X")
    assert reaches_metadata(machine)

    machine.run("systemctl", "restart", "docker")

    assert not reaches_metadata(machine)
    rules = machine.run("iptables", "-S").stdout
    assert rules.count("169.254.169.254") == 1
    assert rules.count("-j DOCKER-USER") == 1
    assert "systemctl enable --now lifetracer-metadata.timer" in machine.calls(), "and after a reload of firewalld"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("-I FORWARD -j ACCEPT", "A container reaches the instance metadata"),
        ("-I FORWARD -p udp --dport 53 -j DROP", "A container gets no answer from the network's DNS"),
    ],
)
def test_a_machine_where_the_proof_fails_starts_no_gateway(machine: Machine, rule: str, sentence: str):
    machine.registry(**GOOD)
    machine.born(BOOT)
    # Something else on the machine that comes before our rule, again and again.
    machine.path("/usr/libexec/lifetracer/metadata-block").write_text(
        machine.read("/usr/libexec/lifetracer/metadata-block") + f"\niptables {rule}\n"
    )

    done = machine.boot()

    assert done.returncode == 78
    assert f"The metadata rule does not hold: {sentence}" in done.stderr
    assert not machine.calls("docker compose")


# The data volume.


@contextmanager
def blank_volume(image: Path) -> Iterator[str]:
    """A real block device of 64 MiB."""
    with image.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    made = subprocess.run(["losetup", "--find", "--show", str(image)], capture_output=True, text=True, check=True)
    device = made.stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[str]:
    with blank_volume(tmp_path / "volume") as device:
        yield device


def with_volume(volume: str) -> Boot:
    return Boot(container_image=IMAGE, data_device=volume)


def test_a_blank_volume_is_formatted_and_mounted_by_its_uuid(machine: Machine, volume: str):
    booted(machine, with_volume(volume))

    uuid = machine.run("blkid", "-p", "-s", "UUID", "-o", "value", volume).stdout.strip()
    assert f"UUID={uuid} /var/lib/lifetracer ext4 defaults,nofail 0 0\n" in machine.read("/etc/fstab")
    assert "UUID=root / xfs" in machine.read("/etc/fstab"), "the other lines stay"
    assert machine.run("findmnt", "-no", "SOURCE", "/var/lib/lifetracer").stdout.strip() == volume
    assert mode(machine, "/var/lib/lifetracer/data") == "700 10001:10001"
    machine.run("umount", "-l", "/var/lib/lifetracer")


def test_a_volume_with_data_keeps_it(machine: Machine, volume: str):
    machine.run("bash", "-ec", f"mkfs.ext4 -q {volume}; mount {volume} /mnt; echo mine >/mnt/diary; umount /mnt")

    booted(machine, with_volume(volume))

    assert machine.read("/var/lib/lifetracer/diary") == "mine\n"
    machine.run("umount", "-l", "/var/lib/lifetracer")


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
    machine.run("umount", "-l", "/var/lib/lifetracer")


def handed_over(machine: Machine, volume: str, *, gigabytes: int) -> "subprocess.CompletedProcess[str]":
    """A release to a machine that has booted: nothing of its own files is new, so the steps of the host do not run."""
    handover = Handover(container_image=IMAGE, data_device=volume, data_gb=gigabytes)
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
    machine.run("umount", "-l", "/var/lib/lifetracer")


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
    machine.run("umount", "-l", "/var/lib/lifetracer")


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


# Kills.


def test_killed_in_the_middle_of_every_step_and_run_again_it_ends_the_same(tmp_path: Path):
    # The same path in both, so that the same is written everywhere.
    place = "/srv/volume"

    def born(made: Machine, device: str) -> None:
        made.run("ln", "-s", device, place)
        made.registry(**GOOD)
        made.born(with_volume(place))

    with blank_volume(tmp_path / "one") as device, scratch_machine(tmp_path / "whole") as whole:
        born(whole, device)
        points = kill_points(whole, whole.boot)
        expected = state(whole)
    with blank_volume(tmp_path / "other") as device, scratch_machine(tmp_path / "killed") as killed:
        born(killed, device)

        def boot_and_reboot(**env: str) -> int:
            code = killed.boot(**env).returncode
            killed.reboot()
            return code

        kill_at_each(points, boot_and_reboot)

        assert killed.boot().returncode == 0, killed.logs()

        assert state(killed) == expected

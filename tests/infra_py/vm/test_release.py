"""Releases, sent through the machine's real sshd by what `infra_py.components.release` hands to it."""

import json
import re
import threading
from pathlib import Path

import asyncssh
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from infra_py.components.release import RELEASE, Handover, document
from tests.fakes.command.ssh import CommandError
from tests.fakes.machine.scratch import Machine
from tests.infra_py.machines import make_handover
from tests.infra_py.vm.conftest import Way
from tests.infra_py.vm.releasing import NAME, NAMELESS, NEW, OLD, PRIVATE, SLOW, TOKEN, run_here, seen, version

DATABASE = "postgresql://person:hunter2@db.example.org/postgres"
DOCKER = str(Path("/root", ".docker"))


@pytest.fixture
def machine(way: Way) -> Machine:
    return way.machine


def test_a_release_switches_to_the_wanted_version_and_says_so(machine: Machine, way: Way):
    way.release(make_handover(container_image=NEW))

    assert version(machine) == "2.0"
    assert way.told[-1] == "Version 2.0 is ready."
    assert seen(machine)["environment"]["LIFETRACER_LANGUAGE"] == "en"


def test_a_setting_that_differs_from_the_stored_one_is_named_with_the_command_that_changes_it(
    machine: Machine, way: Way
):
    stored = machine.standins / "docker" / "stored.json"
    stored.write_text(json.dumps({"timezone": "Europe/Berlin", "country": "JP", "language": "en"}))
    try:
        way.release(make_handover(container_image=NEW))
    finally:
        stored.unlink()

    assert way.told[-2:] == [
        (
            "LIFETRACER_TIMEZONE=Asia/Tokyo is not used: the timezone of this database is Europe/Berlin; to change it: "
            "ssh lifetracer sudo lifetracer settings set timezone Asia/Tokyo"
        ),
        "Version 2.0 is ready.",
    ]


def test_a_command_of_the_gateway_runs_in_its_container_for_root_only(machine: Machine, way: Way):
    way.release(make_handover(container_image=NEW))

    assert way.run("sudo lifetracer settings get timezone").stdout.strip() == "Asia/Tokyo"
    refused = machine.run("setpriv", "--reuid", "opc", "--clear-groups", "lifetracer", "settings", check=False)
    assert (refused.returncode, refused.stderr) == (77, "Docker is for root only. Run: sudo lifetracer settings\n")


def test_a_version_that_is_slow_to_listen_is_waited_for(machine: Machine, way: Way):
    way.release(make_handover(container_image=SLOW))

    assert version(machine) == "8.0"


def test_it_prints_the_certificate_which_names_the_public_address(machine: Machine, way: Way):
    printed = way.release(make_handover(container_image=OLD), address="203.0.113.99").stdout

    certificate = x509.load_pem_x509_certificate(printed.encode())
    names = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    assert isinstance(names, x509.SubjectAlternativeName)
    assert "203.0.113.99" in {str(each) for each in names.get_values_for_type(x509.IPAddress)}
    assert printed + "\n" == machine.read("/etc/lifetracer/tls/cert.pem")


def test_the_certificate_stays_while_its_addresses_do(way: Way):
    first = way.release(make_handover(container_image=OLD)).stdout

    assert way.release(make_handover(container_image=NEW)).stdout == first


def test_secrets_reach_the_gateway_as_files_that_only_it_reads(machine: Machine, way: Way):
    way.release(make_handover(container_image=NEW, secrets={"TOGGL_API_TOKEN": TOKEN, "DATABASE_URL": DATABASE}))

    given = seen(machine)["secrets"]
    assert given["TOGGL_API_TOKEN"] == TOKEN
    assert given["DATABASE_URL"] == DATABASE
    assert TOKEN not in json.dumps(seen(machine)["environment"])
    for name in given:
        path = f"/etc/lifetracer/current/secrets/{name}"
        assert machine.run("stat", "-Lc", "%a %u:%g", path).stdout == "600 10001:10001\n"
    assert machine.run("stat", "-c", "%a %u:%g", "/etc/lifetracer/releases").stdout == "700 0:0\n"


def test_a_secret_that_is_no_longer_handed_over_is_gone(machine: Machine, way: Way):
    way.release(make_handover(container_image=NEW, secrets={"TOGGL_API_TOKEN": TOKEN}))
    way.release(make_handover(container_image=NEW))

    assert "TOGGL_API_TOKEN" not in seen(machine)["secrets"]
    assert machine.run("grep", "-rl", TOKEN, "/etc/lifetracer", "/run", "/var/log", check=False).stdout == ""


def test_the_api_key_is_the_machines_own_until_one_is_handed_over(machine: Machine, way: Way):
    own = way.run("sudo lifetracer-key").stdout

    way.release(make_handover(container_image=OLD, secrets={"LIFETRACER_API_KEY": "chosen-by-the-person"}))
    assert way.run("sudo lifetracer-key").stdout == "chosen-by-the-person"
    assert seen(machine)["secrets"]["LIFETRACER_API_KEY"] == "chosen-by-the-person"

    way.release(make_handover(container_image=OLD))
    assert way.run("sudo lifetracer-key").stdout == own


def test_a_secret_is_in_no_argument_no_output_and_no_log(machine: Machine, way: Way):
    arguments: set[str] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            for process in machine.root.glob("proc/[0-9]*"):
                try:
                    arguments.add(
                        "".join((process / each).read_text(errors="replace") for each in ("cmdline", "environ"))
                    )
                except OSError:
                    continue

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    secrets = {"TOGGL_API_TOKEN": TOKEN, "DATABASE_URL": DATABASE, "GOOGLE_REFRESH_TOKEN": "refresh-me-not"}
    printed = way.release(make_handover(container_image=PRIVATE, registry_auth="robot:let:me-in", secrets=secrets))
    over.set()
    watching.join()

    assert any("vm/release" in each for each in arguments), "the watch saw the release"
    everything = "".join([*arguments, *machine.calls(), printed.stdout, printed.stderr, machine.logs()])
    for secret in (*secrets.values(), "hunter2", "let:me-in"):
        assert secret not in everything


def test_nothing_of_the_document_stays_outside_the_release(machine: Machine, way: Way):
    way.release(
        make_handover(container_image=PRIVATE, registry_auth="robot:let:me-in", secrets={"TOGGL_API_TOKEN": TOKEN})
    )

    assert not list(machine.path("/run").glob("lifetracer-release.*"))
    places = ("/etc", "/run", "/tmp", "/var/log", "/var/tmp", "/home/opc", DOCKER, "/usr/libexec/lifetracer")
    # The scratch machine sees this computer's files, this test among them.
    grep = ["grep", "-rsl", "--exclude=*.py", "--exclude=*.pyc", "let:me-in"]
    assert machine.run(*grep, *places, check=False).stdout == ""


def test_the_same_document_again_restarts_nothing(machine: Machine, way: Way):
    def container() -> str:
        return machine.read("/standins/docker/container.json")

    before = container()

    way.release(make_handover(container_image=OLD))

    assert container() == before


def test_the_machines_own_files_follow_the_release(machine: Machine, way: Way):
    file = "/usr/libexec/lifetracer/compose.yaml"
    whole = machine.read(file)
    machine.path(file).write_text("# of an older version\n")
    machine.path("/usr/libexec/lifetracer/no-longer-ours").touch()
    machine.path("/etc/lifetracer/booted").write_text("with other files\n")

    way.release(make_handover(container_image=OLD))

    assert machine.read(file) == whole
    assert not machine.path("/usr/libexec/lifetracer/no-longer-ours").exists()
    assert "step docker-packages" in way.told, "other files than those of the first boot: its steps run again"
    way.told.clear()
    way.release(make_handover(container_image=OLD))
    assert "step docker-packages" not in way.told


# The messages for a person.


@pytest.mark.parametrize(
    ("handover", "code", "sentence"),
    [
        (make_handover(container_image=f"{NAME}:none"), 69, f"The image {NAME}:none cannot be pulled"),
        (make_handover(container_image=NAMELESS), 69, "has no label org.opencontainers.image.version"),
        (make_handover(container_image=PRIVATE), 69, "A private one needs the setting registryAuth"),
        (
            make_handover(container_image=PRIVATE, registry_auth="robot:wrong"),
            69,
            "The registry registry.example.org refuses the login; see the setting registryAuth",
        ),
        (
            make_handover(source_repository="file:///srv/none", source_ref="v1"),
            69,
            "v1 of file:///srv/none cannot be fetched",
        ),
    ],
)
def test_what_cannot_be_released_leaves_the_old_version(
    machine: Machine, way: Way, handover: Handover, code: int, sentence: str
):
    with pytest.raises(CommandError) as failure:
        way.release(handover)

    assert f"exited with status {code}" in str(failure.value)
    assert sentence in way.told[-1]
    assert version(machine) == "1.0"


def test_half_a_document_is_refused(way: Way):
    whole = document(make_handover(container_image=NEW), "203.0.113.7")

    with pytest.raises(CommandError, match="arrived cut off; run pulumi up again"):
        way.run(RELEASE, whole[: len(whole) // 8 * 4])


def test_two_releases_at_once_go_one_after_the_other(machine: Machine, way: Way):
    documents = [document(make_handover(container_image=each), "203.0.113.7") for each in (OLD, NEW)]
    codes: list[int] = []
    threads = [threading.Thread(target=lambda sent=each: codes.append(run_here(machine, sent))) for each in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [0, 0]
    assert version(machine) in {"1.0", "2.0"}


def test_the_release_waits_for_the_first_boot_and_tells_where_it_is(machine: Machine, way: Way):
    (machine.standins / "booting").touch()
    machine.path("/run/lifetracer-step").write_text("docker-packages\n")
    releasing = threading.Thread(target=way.release, args=[make_handover(container_image=NEW)], daemon=True)
    releasing.start()
    while not machine.calls("cloud-init status --wait"):
        assert releasing.is_alive(), way.told
        releasing.join(0.05)

    assert version(machine) == "1.0"
    (machine.standins / "booting").unlink()
    releasing.join()

    assert version(machine) == "2.0"


@pytest.mark.parametrize("code", ["1", "2"])
def test_a_cloud_init_that_complained_is_no_obstacle_once_the_machine_is_whole(machine: Machine, way: Way, code: str):
    (machine.standins / "cloud-init-exit").write_text(code)

    way.release(make_handover(container_image=NEW))

    assert version(machine) == "2.0"
    (machine.standins / "cloud-init-exit").unlink()


def test_old_images_and_releases_go(machine: Machine, way: Way):
    for each in (NEW, PRIVATE, OLD, NEW):
        way.release(make_handover(container_image=each, registry_auth="robot:let:me-in" if each == PRIVATE else None))

    assert len(list(machine.path("/etc/lifetracer/releases").iterdir())) == 1
    images = json.loads(machine.read("/standins/docker/images.json"))
    assert not {"1.0", "7.0"} & {each["version"] for each in images.values()}
    assert sum(tag.startswith("lifetracer:") for each in images.values() for tag in each["tags"]) == 1


def test_the_documents_of_killed_releases_are_swept(machine: Machine, way: Way):
    left = machine.path("/run/lifetracer-release.4194304.abcdef")
    left.mkdir()
    (left / "machine.env").write_text("secret")

    way.release(make_handover(container_image=OLD))

    assert not left.exists()


# The host key.


def test_the_host_key_is_what_the_second_command_insists_on(way: Way):
    key = way.host_key()
    assert re.fullmatch(r"ssh-ed25519 [A-Za-z0-9+/]+=*", key)
    assert way.run("true", hostKey=key).stdout == ""

    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(CommandError, match="host key mismatch"):
        way.run("true", hostKey=other)


def test_a_machine_that_does_not_answer_is_not_dialled_for_ever(way: Way):
    with pytest.raises(CommandError, match="after 3 failed attempts: dial tcp"):
        way.run("true", port=9)

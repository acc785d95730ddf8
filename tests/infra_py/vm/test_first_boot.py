"""The first boot, run for real on a scratch machine: what it leaves, what it waits for, and what containers reach."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from tests.fakes.machine.kills import state
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.infra_py.machines import make_boot
from tests.infra_py.vm.booting import BOOT, GOOD, IMAGE, booted, mode


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine after its first boot, which these tests leave as it is."""
    with scratch_machine(tmp_path_factory.mktemp("made") / "machine") as machine:
        yield booted(machine)


def answer(machine: Machine, path: str) -> str:
    url = f"https://127.0.0.1:3000{path}"
    return machine.run("curl", "-sf", "--cacert", "/etc/lifetracer/tls/cert.pem", url).stdout


def test_the_gateway_answers_and_each_step_is_named_in_the_log(made: Machine):
    assert '"version": "0.1.0"' in answer(made, "/ready")
    log = made.read("/var/log/lifetracer/bootstrap.log")
    steps = [line.split()[-1] for line in log.splitlines() if " step " in line]
    assert " ".join(steps[: steps.index("tidy") + 1]) == (
        "files grow-root swap packages firewall docker-packages docker-settings docker-start journal updates metadata "
        "data-volume api-key certificate image metadata-proof assemble switch ready tidy"
    )
    assert made.path("/etc/lifetracer/booted").exists()


def test_docker_comes_from_the_rhel_repository_after_firewalld_and_without_podman(made: Machine):
    calls = made.calls()

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
    assert "docker" in made.run("id", "-nG", "opc").stdout.split()


def test_logs_are_bounded_and_security_updates_come_by_themselves(made: Machine):
    assert '"max-size": "10m"' in made.read("/etc/docker/daemon.json")
    assert "SystemMaxUse=500M" in made.read("/etc/systemd/journald.conf.d/lifetracer.conf")
    assert "upgrade_type = security\n" in made.read("/etc/dnf/automatic.conf")
    assert "apply_updates = yes\n" in made.read("/etc/dnf/automatic.conf")
    assert "systemctl enable --now dnf-automatic.timer" in made.calls()


def test_key_and_certificate_are_made_here_and_closed(made: Machine):
    assert mode(made, "/etc/lifetracer/secrets/LIFETRACER_API_KEY") == "600 10001:10001"
    assert mode(made, "/etc/lifetracer/tls/key.pem") == "600 10001:10001"
    assert mode(made, "/etc/lifetracer/secrets") == "700 0:0"
    key = made.run("lifetracer-key").stdout.strip()
    assert len(key) == 43
    certificate = x509.load_pem_x509_certificate(made.path("/etc/lifetracer/tls/cert.pem").read_bytes())
    names = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    assert isinstance(names, x509.SubjectAlternativeName)
    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost", "lifetracer", "tracer.example.org"}
    assert {str(each) for each in names.get_values_for_type(x509.IPAddress)} >= {"127.0.0.1", made.address}
    assert "172.17.0.1" not in made.read("/etc/lifetracer/certificate.names")
    assert key not in made.logs()


def test_only_root_sees_the_key(made: Machine):
    refused = made.run("setpriv", "--reuid", "opc", "--clear-groups", "lifetracer-key", check=False)

    assert refused.returncode == 77
    assert refused.stderr == "The key is readable by root only. Run: sudo lifetracer-key\n"


def test_the_container_gets_its_files_as_a_user_without_rights(made: Machine):
    seen = made.read("/var/lib/lifetracer/data/seen.json")
    assert '"uid": 10001' in seen
    assert made.run("lifetracer-key").stdout.strip() in seen
    assert '"LIFETRACER_TIMEZONE": "Asia/Tokyo"' in seen


def test_a_second_run_changes_nothing(made: Machine):
    before, calls = state(made), len(made.calls())

    assert made.boot().returncode == 0

    assert state(made) == before
    assert not [call for call in made.calls()[calls:] if "restart docker" in call]


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
    machine.born(make_boot(container_image=IMAGE, image_is_private=True))

    assert machine.boot().returncode == 0

    assert machine.path("/etc/lifetracer/booted").exists()
    assert not machine.calls("docker pull")


def test_the_image_is_built_from_the_source_with_the_commit_as_its_version(machine: Machine):
    commit = machine.run("bash", "-ec", REPOSITORY).stdout.strip()

    booted(machine, make_boot(source_repository="file:///srv/source", source_ref="v1"))

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


def test_the_rule_is_back_whenever_docker_starts(made: Machine):
    made.run("bash", "-c", "iptables -F; iptables -X")
    assert reaches_metadata(made)

    made.run("systemctl", "restart", "docker")

    assert not reaches_metadata(made)
    rules = made.run("iptables", "-S").stdout
    assert rules.count("169.254.169.254") == 1
    assert rules.count("-j DOCKER-USER") == 1
    assert "systemctl enable --now lifetracer-metadata.timer" in made.calls(), "and after a reload of firewalld"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("-I FORWARD -j ACCEPT", "A container reaches the instance metadata"),
        ("-I FORWARD -p udp --dport 53 -j REJECT", "A container gets no answer from the network's DNS"),
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

"""The image as the server runs it: with the very files that a release leaves, where its compose file puts them."""

import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from infra_py.components.release import UNPACK_AND_RUN, document
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.infra_py.machines import make_boot, make_handover

from .conftest import VERSION, Image
from .running import PATIENCE_SECONDS, Container, volumes

NAME = "ghcr.io/you/lifetracer:0.1.0"
SECRETS = {
    "TOGGL_API_TOKEN": "toggl-0123456789abcdef",
    "GOOGLE_CLIENT_ID": "client.apps.example.org",
    "GOOGLE_CLIENT_SECRET": "google-$0123456789",
    "GOOGLE_REFRESH_TOKEN": "1//refresh 'token'",
}
DATA, BELOW = "/var/lib/lifetracer", "/run/lifetracer/"


@pytest.fixture(scope="module")
def machine(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine after its first boot and one release. Its Docker is a stand-in: the image is started here."""
    with scratch_machine(tmp_path_factory.mktemp("living") / "machine") as made:
        made.registry(**{NAME: {"version": VERSION, "behaviour": "good"}})
        made.born(make_boot(container_image=NAME, timezone="Europe/Berlin", country="DE"))
        assert made.boot().returncode == 0, made.logs()
        handover = make_handover(container_image=NAME, timezone="Europe/Berlin", country="DE", secrets=SECRETS)
        made.run("bash", "-c", UNPACK_AND_RUN, stdin=document(handover, "203.0.113.7", ready_seconds=4))
        yield made


@pytest.fixture(scope="module")
def service(machine: Machine) -> dict[str, Any]:
    """The service of the machine's compose file, with its variables filled in."""
    text = machine.read("/etc/lifetracer/current/compose.yaml")
    for name, value in _lines(machine.read("/etc/lifetracer/current/compose.env")).items():
        text = text.replace(f"${{{name}}}", value)
    found: dict[str, Any] = yaml.safe_load(text)["services"]["server"]
    return found


@pytest.fixture(scope="module")
def container(image: Image, machine: Machine, service: dict[str, Any]) -> Iterator[Container]:
    """The real image; the port is another one, because the network is the computer's own."""
    with volumes() as folder:
        for bind in service["volumes"]:
            if bind["target"] != DATA:
                place = folder / "mounts" / bind["target"].removeprefix(BELOW)
                _copy(machine.path(bind["source"]), place)
        environ = _lines(machine.read(service["env_file"][0]["path"]))
        started = Container(image.root, image.configuration, folder, environ)
        try:
            yield started
        finally:
            started.stop()


@pytest.fixture
def client(container: Container, machine: Machine) -> Iterator[httpx2.Client]:
    trust = ssl.create_default_context(cadata=machine.read("/etc/lifetracer/tls/cert.pem"))
    trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
    key = machine.run("lifetracer-key").stdout.strip()
    with httpx2.Client(
        base_url=f"https://127.0.0.1:{container.port}",
        headers={"Authorization": f"Bearer {key}"},
        verify=trust,
        trust_env=False,
        timeout=PATIENCE_SECONDS,
    ) as made:
        yield made


def test_what_the_compose_file_asks_for_is_what_the_image_is_tried_with(service, image):
    """`enter.sh` is these options; the user is the image's own."""
    assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp", "/run"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service
    assert image.configuration["User"] == "10001:10001"
    targets = {bind["target"]: bind.get("read_only", False) for bind in service["volumes"]}
    assert targets == {DATA: False, f"{BELOW}secrets": True, f"{BELOW}tls": True}


def test_it_is_healthy_and_ready_with_its_version_under_the_machines_own_certificate(client):
    assert client.get("/health").json() == {"status": "ok", "version": VERSION}
    assert client.get("/ready").json()["version"] == VERSION


def test_the_machines_key_opens_the_api_and_no_other_does(client):
    assert client.get("/api/jobs").status_code == 200
    assert client.get("/api/jobs", headers={"Authorization": "Bearer another"}).status_code == 401


def test_every_secret_that_was_handed_over_is_one_that_the_image_reads(client):
    found = {source["service"]: source["configured"] for source in client.get("/api/sources").json()["sources"]}
    assert found["toggl"]
    assert found["gcal"]


def test_no_secret_is_in_the_environment_that_docker_inspect_shows(service, machine):
    shown = str(service) + machine.read(service["env_file"][0]["path"])
    for secret in (*SECRETS.values(), machine.run("lifetracer-key").stdout.strip()):
        assert secret not in shown


def _lines(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


def _copy(source: Path, place: Path) -> None:
    """Copy a folder of the machine with modes and owners; a mount does not reach from one namespace into another."""
    shutil.copytree(source, place, copy_function=shutil.copy2)
    for copied in (place, *place.iterdir()):
        about = (source / copied.relative_to(place)).stat()
        os.chown(copied, about.st_uid, about.st_gid)

"""`Release` on the real engine, its provider speaking real SSH to a scratch machine."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.engine import evidence, installed
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.infra_py.machines import make_boot
from tests.infra_py.vm.conftest import new_host_key, open_ssh

IMAGE = "ghcr.io/you/lifetracer:1"
TOKEN = "toggl-0123456789abcdef"

PROGRAM = """
import json, pathlib, pulumi
from infra_py.components.release import Handover, Release

wanted = json.loads(pathlib.Path("wanted.json").read_text())
release = Release(
    "release", host=wanted["host"], instance_id=wanted["instance"], private_key_path=pathlib.Path("key"),
    user="opc", port=22,
    handover=Handover(
        container_image=wanted["image"], secrets=wanted["secrets"],
        api_port=3000, timezone="Asia/Tokyo", country="JP", language="en", data_gb=0,
    ),
)
pulumi.export("api_certificate", release.api_certificate)
"""


class Stack:
    """A stack of one `Release`, and everything that the engine ever said about it."""

    def __init__(self, machine: Machine, base: Path) -> None:
        self.base = base
        self.said = ""
        for name in ("state", "home"):
            (base / name).mkdir()
        (base / "key").write_text(open_ssh(machine).key)
        (base / "Pulumi.yaml").write_text("name: release\nruntime: python\n")
        (base / "__main__.py").write_text(PROGRAM)
        self.wanted: dict[str, object] = {"host": machine.address, "instance": "one", "image": IMAGE}
        self.wanted["secrets"] = {"TOGGL_API_TOKEN": TOKEN}
        self.pulumi("stack", "init", "test")

    @property
    def events(self) -> Path:
        return self.base / "events.json"

    def pulumi(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        (self.base / "wanted.json").write_text(json.dumps(self.wanted))
        env = {
            **os.environ,
            **installed.environment(logs=self.base / "logs"),
            # Pulumi.yaml names no virtual environment, so the program runs with the first Python on PATH.
            "PATH": installed.search_path("command", rest=f"{Path(sys.executable).parent}:{os.environ['PATH']}"),
            "PULUMI_HOME": str(self.base / "home"),
            "PULUMI_BACKEND_URL": (self.base / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "of the test",
            # This brings --event-log.
            "PULUMI_DEBUG_COMMANDS": "true",
            "FAKE_COMMAND_PYTHON": sys.executable,
            "FAKE_COMMAND_PAUSES": "0.001",
        }
        command = ["pulumi", *arguments, "--non-interactive"]
        done = subprocess.run(command, cwd=self.base, env=env, capture_output=True, text=True, check=False, timeout=300)
        printed = done.stdout + done.stderr
        self.said += printed
        evidence.COMMANDS.append(
            evidence.Command(
                argv=command, code=done.returncode, printed=printed, logs=self.base / "logs", events=self.events
            )
        )
        return done

    def up(self, **wanted: object) -> dict[str, int]:
        """Update the stack; return how many resources were created, updated, …"""
        self.wanted.update(wanted)
        done = self.pulumi("up", "--yes", "--skip-preview", "--event-log", str(self.events))
        assert done.returncode == 0, done.stdout + done.stderr
        counted = re.findall(r"(\d+) (created|updated|replaced|unchanged)", done.stdout.partition("Resources:")[2])
        return {kind: int(number) for number, kind in counted}

    def refused(self, **wanted: object) -> str:
        """Update the stack, which fails; return what the person reads."""
        self.wanted.update(wanted)
        done = self.pulumi("up", "--yes", "--skip-preview", "--event-log", str(self.events))
        assert done.returncode != 0
        return done.stdout + done.stderr

    def certificate(self) -> str:
        outputs: Mapping[str, str] = json.loads(self.pulumi("stack", "output", "--json").stdout)
        return outputs["api_certificate"]

    def files(self) -> str:
        """Everything that is kept of the stack."""
        return "".join(path.read_text() for path in (self.base / "state").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with scratch_machine(tmp_path_factory.mktemp("resource") / "machine") as made:
        made.registry(**{IMAGE: {"version": "1.0", "behaviour": "good"}})
        made.born(make_boot(container_image=IMAGE))
        assert made.boot().returncode == 0, made.logs()
        yield made


@installed.NEEDS_ENGINE
def test_the_life_of_a_release(machine: Machine, tmp_path: Path):
    stack = Stack(machine, tmp_path)

    # The stack, the component and its two commands.
    assert stack.up() == {"created": 4}
    assert stack.certificate() + "\n" == machine.read("/etc/lifetracer/tls/cert.pem"), "public, so not hidden"
    assert stack.up() == {"unchanged": 4}

    assert stack.up(secrets={"TOGGL_API_TOKEN": "toggl-another"}) == {"updated": 1, "unchanged": 3}
    assert "toggl-another" in machine.read("/var/lib/lifetracer/data/seen.json")

    # Another machine at the same address is refused until the instance is known to be another one.
    new_host_key(machine)
    assert "host key mismatch" in stack.refused(secrets={})
    assert stack.up(instance="two") == {"updated": 1, "replaced": 1, "unchanged": 2}

    # A failure is one sentence, and is tried again by the next `up`.
    missing = {"image": f"{IMAGE}2", "secrets": {"TOGGL_API_TOKEN": TOKEN}}
    assert f"The image {IMAGE}2 cannot be pulled" in stack.refused(**missing)
    assert f"The image {IMAGE}2 cannot be pulled" in stack.refused(**missing)

    for secret in (TOKEN, "toggl-another", "OPENSSH PRIVATE KEY"):
        assert secret not in stack.said
        assert secret not in stack.files()

    assert stack.pulumi("destroy", "--yes", "--skip-preview").returncode == 0
    url = "https://127.0.0.1:3000/health"
    assert machine.run("curl", "-s", "--cacert", "/etc/lifetracer/tls/cert.pem", url).stdout, "it still runs"

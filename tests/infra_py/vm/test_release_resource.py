"""`Release` on the real engine, its provider speaking real SSH to a scratch machine."""

import gc
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import automation

from infra_py.bootstrap import Boot
from infra_py.release import Handover, Release
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.infra_py.vm.conftest import open_ssh

PLUGIN = Path(__file__).resolve().parents[2] / "fakes/command"
IMAGE = "ghcr.io/you/lifetracer:1"
TOKEN = "toggl-0123456789abcdef"


class Stack:
    """A stack of one `Release`, and everything that the engine ever said about it."""

    def __init__(self, machine: Machine, base: Path) -> None:
        self.said = ""
        self.state = base / "state"
        self.state.mkdir()
        (base / "home").mkdir()
        self.key = base / "key"
        self.key.write_text(open_ssh(machine).key)
        self.handover = Handover(container_image=IMAGE, secrets={"TOGGL_API_TOKEN": TOKEN})
        self.instance = "one"
        self.host = machine.address
        env = {
            "PULUMI_HOME": str(base / "home"),
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "of the test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "FAKE_COMMAND_PYTHON": sys.executable,
            "FAKE_COMMAND_PAUSES": "0.001",
        }
        options = automation.LocalWorkspaceOptions(env_vars=env, work_dir=str(base))
        self.stack = automation.create_stack("test", project_name="release", program=self._program, opts=options)

    def _program(self) -> None:
        release = Release(
            "release",
            host=self.host,
            instance_id=self.instance,
            private_key_path=self.key,
            handover=self.handover,
        )
        pulumi.export("api_certificate", release.api_certificate)

    def up(self) -> dict[str, int]:
        """Update the stack; return how many resources were created, updated, …"""
        done = self.stack.up(on_event=self._heard, on_output=self._read)
        return {str(kind): number for kind, number in (done.summary.resource_changes or {}).items()}

    def _heard(self, event: Any) -> None:
        self.said += json.dumps(event.to_json() if hasattr(event, "to_json") else str(vars(event)), default=str)

    def _read(self, text: str) -> None:
        self.said += text + "\n"

    def files(self) -> str:
        """Everything that is kept of the stack."""
        return "".join(path.read_text() for path in self.state.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with scratch_machine(tmp_path_factory.mktemp("resource") / "machine") as made:
        made.registry(
            **{
                IMAGE: {"version": "1.0", "behaviour": "good"},
                f"{IMAGE}1": {"version": "1.1", "behaviour": "never-ready"},
            }
        )
        made.born(Boot(container_image=IMAGE))
        assert made.boot().returncode == 0, made.logs()
        yield made


# pulumi_command warns, when it is imported, of a resource of its own that we do not use; the automation API leaves its
# loops open when an update fails.
@pytest.mark.filterwarnings("ignore:This resource is deprecated", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_life_of_a_release(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if shutil.which("pulumi") is None:
        pytest.skip("the pulumi command is not on PATH")
    monkeypatch.setenv("PATH", f"{PLUGIN}:{Path(sys.executable).parent}", prepend=":")
    stack = Stack(machine, tmp_path)

    # The stack, the component and its two commands.
    assert stack.up() == {"create": 4}
    assert stack.stack.outputs()["api_certificate"].value + "\n" == machine.read("/etc/lifetracer/tls/cert.pem")
    assert not stack.stack.outputs()["api_certificate"].secret, "a certificate is public"
    assert "step ready" in stack.said, "the person sees where it is"

    assert stack.up() == {"same": 4}

    stack.handover = Handover(container_image=IMAGE, secrets={"TOGGL_API_TOKEN": "toggl-another"})
    assert stack.up() == {"same": 3, "update": 1}
    assert "toggl-another" in machine.read("/var/lib/lifetracer/data/seen.json")

    # Another machine at the same address: its host key is read again, and it gets everything.
    machine.run("bash", "-c", "rm /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key")
    machine.run("bash", "-c", "kill -HUP $(cat /run/sshd.pid)")
    stack.handover = Handover(container_image=IMAGE)
    with pytest.raises(automation.CommandError, match="host key mismatch"):
        stack.up()
    stack.instance = "two"
    assert stack.up() == {"same": 2, "replace": 1, "update": 1}

    # A failure is one sentence, and nothing counts as released.
    stack.handover = Handover(container_image=f"{IMAGE}2", secrets={"TOGGL_API_TOKEN": TOKEN})
    with pytest.raises(automation.CommandError, match="lifetracer:12 cannot be pulled"):
        stack.up()

    for secret in (TOKEN, "toggl-another", "OPENSSH PRIVATE KEY", "dG9nZ2wt"):
        assert secret not in stack.said
        assert secret not in stack.files()

    stack.stack.destroy(on_event=stack._heard, on_output=stack._read)
    url = "https://127.0.0.1:3000/health"
    assert machine.run("curl", "-s", "--cacert", "/etc/lifetracer/tls/cert.pem", url).stdout, (
        "the machine is not touched"
    )
    gc.collect()

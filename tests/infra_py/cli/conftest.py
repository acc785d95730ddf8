"""A person's computer: project, home, state, and the stand-ins of the clouds behind the real engine."""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pulumi.automation import EngineEvent

from infra_py.cli import main
from infra_py.cli.checks.oracle import fingerprint
from tests.engine import evidence, installed
from tests.fakes.oci.cloud import Cloud
from tests.infra_py.abandoned import collect_abandoned

from .fake_clock import FakeClock

REPOSITORY = Path(__file__).resolve().parents[3]
PASSPHRASE = "open sesame"
STACK = "free"
# In the shape of Pulumi.free.yaml, whose copy in the checkout belongs to a person who may use the stack.
SETTINGS = """\
# A machine within the Always Free allowance.
# On a free tenancy Oracle stops a machine that is idle for 7 days.
config:
  lifetracer:ocpus: 2
  lifetracer:memoryGb: 12
  lifetracer:bootVolumeGb: 50
  lifetracer:dataVolumeGb: 50
"""

# The resources of a whole stack, as `Computer.there` lists them.
EVERYTHING = [
    "Instance",
    "InternetGateway",
    "PublicIp",
    "RouteTable",
    "SecurityList",
    "Subnet",
    "Vcn",
    "Volume",
    "VolumeAttachment",
]


@dataclass
class Computer:
    """A person's computer, at whose prompt the tests type.

    Attributes:
        folder: the project.
        home: with Oracle's file, its key, and the SSH key pair.
        cloud: Oracle.
        clock: what the search takes for time.
    """

    folder: Path
    home: Path
    cloud: Cloud
    capture: pytest.CaptureFixture[str]
    clock: FakeClock = field(default_factory=FakeClock)
    out: str = ""
    err: str = ""

    def __call__(self, *argv: str) -> int:
        """Run `python -m infra_py` with these arguments; what it said is in `out` and `err`."""
        self.capture.readouterr()
        self.events.unlink(missing_ok=True)
        code = main(argv, clock=self.clock)
        self.out, self.err = self.capture.readouterr()
        evidence.COMMANDS.append(
            evidence.Command(
                argv=["python -m infra_py", *argv],
                code=code,
                printed=self.out + self.err,
                logs=self.logs,
                events=self.events,
            )
        )
        return code

    @property
    def logs(self) -> Path:
        return self.folder.parent / "logs"

    @property
    def events(self) -> Path:
        return self.folder.parent / "events.json"

    @property
    def settings_file(self) -> Path:
        return self.folder / f"Pulumi.{STACK}.yaml"

    def configure(self, **settings: str) -> None:
        """Add settings to the stack's file, as `pulumi config set` would."""
        lines = "".join(f"  lifetracer:{name}: {value}\n" for name, value in settings.items())
        text = self.settings_file.read_text(encoding="utf-8")
        self.settings_file.write_text(text.replace("config:\n", f"config:\n{lines}", 1), encoding="utf-8")

    def no_room(self, *, but: Sequence[str] = ()) -> None:
        """Let every domain be out of capacity but these."""
        for domain in self.cloud.domains:
            self.cloud.weather(domain=domain, answers=["fine" if domain in but else "no capacity"])

    def there(self) -> list[str]:
        """Return the kinds of what is in the cloud."""
        return sorted(resource["kind"].rpartition(":")[2] for resource in self.cloud.read()["resources"].values())


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Computer]:
    folder, home = tmp_path / "project", tmp_path / "home"
    _write_project(folder)
    _write_home(home)
    (tmp_path / "state").mkdir()
    values = {
        **installed.environment(logs=tmp_path / "logs"),
        "PATH": installed.search_path("oci", "command"),
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PULUMI_HOME": str(tmp_path / "pulumi"),
        "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "FAKE_OCI_CLOUD": str(tmp_path / "cloud.json"),
        "FAKE_OCI_PYTHON": sys.executable,
        "FAKE_COMMAND_PYTHON": sys.executable,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    computer = Computer(folder, home, Cloud.make(tmp_path / "cloud.json"), capfd)
    _keep_events(monkeypatch, computer.events)
    yield computer
    collect_abandoned()


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that needs a server leaves its cloud, state and configuration for the others."""
    return tmp_path_factory.mktemp("built")


@pytest.fixture
def built(computer: Computer, built_once: Path) -> Computer:
    """A computer with a server that one `up` has built."""
    parts = (computer.folder.parent / "state", computer.cloud.path, computer.settings_file)
    if not any(built_once.iterdir()):
        assert computer("up", "--stack", STACK) == 0, computer.err
        for part in parts:
            _copy(part, built_once / part.name)
    for part in parts:
        _copy(built_once / part.name, part)
    subprocess.run(["pulumi", "stack", "select", STACK], check=True)
    return computer


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set what a person types at the questions of the next commands; empty text = there is no person."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def _keep_events(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Write down each event of the engine before the SDK reads it, because the SDK may fail to."""
    read = EngineEvent.from_json

    def keep(data: dict[str, Any]) -> EngineEvent:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(data) + "\n")
        return read(data)

    monkeypatch.setattr(EngineEvent, "from_json", keep)


def _write_project(folder: Path) -> None:
    """Write the project as it is, run by the Python of this test, with the settings that a person has to give."""
    folder.mkdir()
    project = (REPOSITORY / "Pulumi.yaml").read_text(encoding="utf-8")
    assert "virtualenv: .venv" in project
    (folder / "Pulumi.yaml").write_text(project.replace("virtualenv: .venv", f"virtualenv: {sys.prefix}"))
    (folder / "infra_py").symlink_to(REPOSITORY / "infra_py")
    own = {"myIp": "203.0.113.7", "containerImage": "ghcr.io/you/lifetracer:0.1.0", "deploy": "false"}
    lines = "".join(f"  lifetracer:{name}: {value}\n" for name, value in own.items())
    (folder / f"Pulumi.{STACK}.yaml").write_text(SETTINGS + lines)


def _write_home(home: Path) -> None:
    oracle, ssh = home / ".oci", home / ".ssh"
    oracle.mkdir(parents=True)
    ssh.mkdir()
    api = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    _private(oracle / "key.pem", api.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    entries = (
        "[DEFAULT]\nuser=ocid1.user.oc1..aaaa\ntenancy=ocid1.tenancy.oc1..aaaa\nregion=ap-tokyo-1\n"
        f"fingerprint={fingerprint(api)}\nkey_file=~/.oci/key.pem\n"
    )
    _private(oracle / "config", entries.encode())
    key = ed25519.Ed25519PrivateKey.generate()
    _private(ssh / "lifetracer", key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    (ssh / "lifetracer.pub").write_bytes(key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH))


def _private(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)

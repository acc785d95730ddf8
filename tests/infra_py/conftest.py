"""A person's home with an Oracle account and an SSH key, and a stand-in cloud."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.fakes.oci.cloud import Cloud
from tests.infra_py.abandoned import collect_abandoned
from tests.infra_py.recorder import Recording, record

TENANCY = "ocid1.tenancy.oc1..aaaatenancy"
TAGS = {"project": "lifetracer", "stack": "test"}


def make_home(path: Path) -> Path:
    """Write what `pulumi up` needs of a home: ~/.oci/config and a key pair."""
    (path / ".oci").mkdir(parents=True)
    (path / ".ssh").mkdir()
    (path / ".oci" / "config").write_text(f"[DEFAULT]\ntenancy={TENANCY}\nregion=ap-tokyo-1\n")
    key = Ed25519PrivateKey.generate()
    (path / ".ssh" / "lifetracer").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    (path / ".ssh" / "lifetracer").chmod(0o600)
    (path / ".ssh" / "lifetracer.pub").write_bytes(public + b" person@computer\n")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = make_home(tmp_path / "home")
    monkeypatch.setenv("HOME", str(path))
    return path


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud.make(tmp_path / "cloud.json")


@pytest.fixture
def recorded(home: Path, cloud: Cloud) -> Iterator[Callable[..., Recording]]:
    """Run the program with these settings on top of what is required."""

    def run(*, secrets: tuple[str, ...] = (), preview: bool = False, **settings: Any) -> Recording:
        required = {"myIp": "198.51.100.7", "containerImage": "ghcr.io/you/lifetracer:0.1.0"}
        return record(required | settings, cloud.read(), secrets=secrets, preview=preview)

    yield run
    collect_abandoned()


@pytest.fixture
def prod(recorded: Callable[..., Recording]) -> Recording:
    """The customer's values; the release is the concern of other tests."""
    return recorded(deploy=False, compartmentId="ocid1.compartment.oc1..mine", consoleCidrs=["76.76.21.0/24"])

"""`check` on real pairs of SSH keys."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from infra_py.cli.checks import ssh_keys
from infra_py.cli.checks.finding import Level

from .findings import MODES, SECRET, problems

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Pair:
    public: Path
    private: Path

    def look(self, *, deploy=True):
        return ssh_keys.pair(self.public, self.private, deploy=deploy)


def write_pair(folder, key, *, public_of=None):
    made = Pair(folder / "lifetracer.pub", folder / "lifetracer")
    made.private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    made.private.chmod(0o600)
    line = (public_of or key).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    made.public.write_bytes(line + b" me@home\n")
    return made


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), RSA])
def test_a_pair_that_belongs_together(tmp_path, key):
    assert [finding.level for finding in write_pair(tmp_path, key).look()] == [Level.OK]


def test_an_older_key_in_pem(tmp_path):
    pair = write_pair(tmp_path, RSA)
    pair.private.write_bytes(RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    assert problems(pair.look()) == []


def test_halves_of_two_keys(tmp_path):
    pair = write_pair(tmp_path, ed25519.Ed25519PrivateKey.generate(), public_of=ed25519.Ed25519PrivateKey.generate())
    assert "is not the public half" in problems(pair.look())[0]


def test_missing_halves_are_both_named(tmp_path):
    pair = Pair(tmp_path / "a.pub", tmp_path / "a")
    findings = pair.look()
    assert len(problems(findings)) == 2
    assert "ssh-keygen -t ed25519" in findings[0].fix


@pytest.mark.parametrize("form", [["-t", "ed25519"], ["-t", "rsa", "-b", "2048", "-m", "PEM"]])
def test_a_passphrase_is_in_the_way_of_the_release_only(tmp_path, form):
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    pair = Pair(tmp_path / "lifetracer.pub", tmp_path / "lifetracer")
    subprocess.run(["ssh-keygen", "-q", *form, "-N", SECRET, "-f", pair.private], check=True)
    assert "closed by a passphrase" in problems(pair.look())[0]
    assert problems(pair.look(deploy=False)) == []


def test_a_private_key_in_the_place_of_the_public_one(tmp_path):
    pair = write_pair(tmp_path, ed25519.Ed25519PrivateKey.generate())
    shutil.copyfile(pair.private, pair.public)
    assert "is not a public key" in problems(pair.look())[0]


def test_no_key_at_all_in_the_private_file(tmp_path):
    pair = write_pair(tmp_path, ed25519.Ed25519PrivateKey.generate())
    pair.private.write_text("hello")
    assert "is not a private SSH key" in problems(pair.look())[0]


@MODES
def test_a_private_ssh_key_that_others_may_read(tmp_path):
    pair = write_pair(tmp_path, ed25519.Ed25519PrivateKey.generate())
    pair.private.chmod(0o640)
    assert "mode 0640" in problems(pair.look())[0]

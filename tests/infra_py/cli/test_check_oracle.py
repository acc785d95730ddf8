"""`check` on Oracle's real files and keys, in a home of its own."""

import base64
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from infra_py.cli.checks import oracle
from infra_py.cli.checks.finding import Level

from .findings import MODES, SECRET, problems

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Home:
    """A person's home with Oracle's file and key; a test breaks one thing."""

    path: Path

    @property
    def config(self):
        return self.path / ".oci" / "config"

    @property
    def key(self):
        return self.path / ".oci" / "key.pem"

    def write(self, *, drop=(), key=RSA, password=None, **changed):
        entries = {
            "user": "ocid1.user.oc1..aaaa",
            "fingerprint": oracle.fingerprint(RSA),
            "tenancy": "ocid1.tenancy.oc1..aaaa",
            "region": "ap-tokyo-1",
            "key_file": "~/.oci/key.pem",
            **changed,
        }
        lines = [f"{name}={value}" for name, value in entries.items() if name not in drop]
        self.config.parent.mkdir(exist_ok=True)
        self.config.write_text("[DEFAULT]\n" + "\n".join(lines) + "\n")
        closing = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closing))
        self.config.chmod(0o600)
        self.key.chmod(0o600)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    made = Home(tmp_path)
    made.write()
    return made


def test_a_good_account_is_one_line_that_names_the_region(home):
    (finding,) = oracle.account()
    assert finding.level is Level.OK
    assert "ap-tokyo-1" in finding.text


def test_the_fingerprint_is_the_md5_of_the_public_key_in_der():
    pem = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    der = base64.b64decode("".join(pem.splitlines()[1:-1]))
    digest = hashlib.md5(der).hexdigest()
    assert oracle.fingerprint(RSA) == ":".join(digest[at : at + 2] for at in range(0, 32, 2))


def test_no_file_at_all(home):
    home.config.unlink()
    assert "There is no" in problems(oracle.account())[0]


@pytest.mark.parametrize("name", ["user", "fingerprint", "tenancy", "region", "key_file"])
def test_each_missing_entry_is_named(home, name):
    home.write(drop=[name])
    assert any(f"has no {name}." in text for text in problems(oracle.account()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("user", "me@example.org"),
        ("tenancy", "my-tenancy"),
        ("region", "Tokyo"),
        ("region", "ap-tokyo-1 # home"),
        ("fingerprint", "12:34"),
        ("key_file", "<path to your private keyfile> # put it there"),
    ],
)
def test_each_entry_that_cannot_be_right_is_named(home, name, value):
    home.write(**{name: value})
    assert any(text.startswith(f"{name} in ") for text in problems(oracle.account()))


def test_several_mistakes_are_told_at_once(home):
    home.write(drop=["user", "region"], key=OTHER_RSA)
    assert len(problems(oracle.account())) == 3


def test_a_key_of_another_fingerprint(home):
    home.write(key=OTHER_RSA)
    (text,) = problems(oracle.account())
    assert oracle.fingerprint(OTHER_RSA) in text
    assert oracle.fingerprint(RSA) in text


def test_a_fingerprint_in_capitals_is_the_same(home):
    home.write(fingerprint=oracle.fingerprint(RSA).upper())
    assert problems(oracle.account()) == []


def test_the_line_that_oracle_adds_below_a_downloaded_key_does_no_harm(home):
    home.key.write_text(home.key.read_text() + "OCI_API_KEY\n")
    assert problems(oracle.account()) == []


def test_a_key_that_is_not_there(home):
    home.key.unlink()
    assert "does not exist" in problems(oracle.account())[0]


def test_a_key_file_that_cannot_be_a_file(home):
    home.write(key_file="~nosuchuser/key.pem")
    assert "is in a home that this computer does not have" in problems(oracle.account())[0]
    home.write(key_file="~/.oci")
    assert "is a folder, not a file" in problems(oracle.account())[0]
    home.write(key_file="/dev/zero")
    assert "is a device or a pipe" in problems(oracle.account())[0]
    home.write(key_file="a\0b")
    assert "has no valid path" in problems(oracle.account())[0]


def test_the_public_half_is_no_private_key(home):
    home.key.write_bytes(RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert "is not a private key" in problems(oracle.account())[0]


def test_a_key_with_a_passphrase_needs_it_in_the_profile(home):
    home.write(password=SECRET)
    assert "passphrase" in problems(oracle.account())[0]
    home.write(password=SECRET, pass_phrase=SECRET)
    assert problems(oracle.account()) == []
    home.write(password=SECRET, pass_phrase="wrong")
    findings = oracle.account()
    assert "pass_phrase is wrong" in problems(findings)[0]
    assert SECRET not in repr(findings)


def test_an_elliptic_key_is_not_taken_by_oracle(home):
    home.write(key=ed25519.Ed25519PrivateKey.generate())
    assert "RSA" in problems(oracle.account())[0]


@MODES
@pytest.mark.parametrize("name", ["config", "key"])
def test_files_that_others_may_read(home, name):
    getattr(home, name).chmod(0o644)
    (finding,) = oracle.account()
    assert "mode 0644" in finding.text
    assert finding.fix.startswith("chmod 600")


def test_windows_has_no_modes(home, monkeypatch):
    home.key.chmod(0o644)
    monkeypatch.setattr(sys, "platform", "win32")
    assert problems(oracle.account()) == []


def test_a_profile_of_another_name_inherits_from_the_default(home):
    home.config.write_text(home.config.read_text() + "[work]\nregion=eu-zurich-1\n")
    assert "eu-zurich-1" in oracle.account("work")[0].text
    assert "no profile [elsewhere]" in problems(oracle.account("elsewhere"))[0]


def test_a_broken_file_names_its_line(home):
    home.config.write_text("[DEFAULT]\nuser=1\nuser=2\n")
    assert "(line 3)" in problems(oracle.account())[0]
    home.config.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in problems(oracle.account())[0]

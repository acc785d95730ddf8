"""The SSH key pair, wherever settings are read: no machine is made with a key that is on no computer."""

import base64
import contextlib
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat

from infra_py.settings import read
from infra_py.settings.key_files import KeyFileError, parse_private_key, parse_public_key
from infra_py.settings.warnings import collect_warnings
from tests.infra_py.configured import REQUIRED, problems
from tests.infra_py.key_pairs import PASSPHRASE, Key, Pair, write_pair

MODES = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
NEEDS_SSH_KEYGEN = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED25519, OTHER = ed25519.Ed25519PrivateKey.generate(), ed25519.Ed25519PrivateKey.generate()
DEPLOY = pytest.mark.parametrize("deploy", ["true", "false"])
SETTING = {"public": "sshPublicKeyPath", "private": "sshPrivateKeyPath"}


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return write_pair(tmp_path, ED25519)


def found(pair: Pair, **values: Any) -> str:
    """Return the one problem with this pair, without the paths."""
    (sentence,) = problems(**pair.config, **values)
    return sentence.replace(str(pair.public), "PUBLIC").replace(str(pair.private), "PRIVATE")


@pytest.mark.parametrize("key", [ED25519, RSA, ec.generate_private_key(ec.SECP256R1())])
@DEPLOY
def test_a_pair(tmp_path: Path, key: Key, deploy: str):
    pair = write_pair(tmp_path, key)
    settings = read({**REQUIRED, **pair.config, "deploy": deploy})
    assert settings.ssh_public_key == " ".join(pair.public.read_text().split()[:2])
    assert settings.ssh_private_key_path == pair.private


@pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
def test_a_pair_whose_private_half_is_pem(tmp_path: Path, form: PrivateFormat):
    assert problems(**write_pair(tmp_path, RSA, form=form).config) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_public_half_as_powershell_writes_it(pair: Pair, encoding: str):
    pair.public.write_text("\r\n" + pair.public.read_text().strip() + "\r\n\r\n", encoding=encoding)
    assert problems(**pair.config) == []


@DEPLOY
@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.TraditionalOpenSSL])
def test_halves_of_two_keys(tmp_path: Path, deploy: str, form: PrivateFormat):
    """Refused without a release step as well: the person could not log in."""
    pair = write_pair(tmp_path, RSA, public_of=ED25519, form=form)
    assert found(pair, deploy=deploy) == (
        "sshPublicKeyPath=PUBLIC is not the public half of sshPrivateKeyPath, which could not enter the machine; write "
        "the right half by `ssh-keygen -y -f PRIVATE > PUBLIC`, or set both paths to one pair."
    )


@NEEDS_SSH_KEYGEN
def test_the_command_that_writes_the_right_half_does_so(tmp_path: Path):
    pair = write_pair(tmp_path, ED25519, public_of=OTHER)
    (sentence,) = problems(**pair.config)
    subprocess.run(sentence.split("`")[1], shell=True, check=True)
    assert problems(**pair.config) == []


@NEEDS_SSH_KEYGEN
def test_an_encrypted_private_half_of_another_key(tmp_path: Path):
    """The container of OpenSSH shows the public half without the passphrase."""
    pair = write_pair(tmp_path, ED25519, public_of=OTHER, passphrase=PASSPHRASE)
    assert "is not the public half of" in found(pair, deploy=False)
    assert len(problems(**pair.config)) == 2


@NEEDS_SSH_KEYGEN
@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
def test_a_passphrase_stops_the_release_step_only(tmp_path: Path, form: PrivateFormat):
    pair = write_pair(tmp_path, RSA, passphrase=PASSPHRASE, form=form)
    assert found(pair) == (
        "sshPrivateKeyPath=PRIVATE is encrypted with a passphrase, which the release step cannot enter; make a pair "
        "by `ssh-keygen -t ed25519 -f PRIVATE-release` with an empty passphrase and set both paths to it, or set "
        "deploy to false."
    )
    assert problems(**pair.config, deploy=False) == []


@NEEDS_SSH_KEYGEN
@pytest.mark.parametrize("form", [["-t", "ed25519"], ["-t", "rsa", "-b", "2048", "-m", "PEM"], ["-t", "ecdsa"]])
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_keys_of_ssh_keygen(tmp_path: Path, form: list[str], passphrase: str):
    pair = Pair(tmp_path / "key.pub", tmp_path / "key")
    subprocess.run(["ssh-keygen", "-q", *form, "-N", passphrase, "-f", pair.private], check=True)
    assert problems(**pair.config, deploy=False) == []
    assert ["is encrypted" in sentence for sentence in problems(**pair.config)] == [True] * bool(passphrase)


@NEEDS_SSH_KEYGEN
def test_a_public_half_that_does_not_exist(pair: Pair):
    pair.public.unlink()
    (sentence,) = problems(**pair.config)
    assert found(pair) == (
        "sshPublicKeyPath=PUBLIC does not exist; write the right half by `ssh-keygen -y -f PRIVATE > PUBLIC`, or set "
        "the path of yours."
    )
    subprocess.run(sentence.split("`")[1], shell=True, check=True)
    assert problems(**pair.config) == []


def test_a_private_half_that_does_not_exist(pair: Pair):
    """A new pair at the same path would be written over the public half."""
    pair.private.unlink()
    assert found(pair) == (
        "sshPrivateKeyPath=PRIVATE does not exist; make a pair by `ssh-keygen -t ed25519 -f PRIVATE-release` with an "
        "empty passphrase and set both paths to it, set the path of yours, or set deploy to false."
    )


def test_without_a_release_step_the_private_half_may_be_elsewhere(pair: Pair):
    pair.private.unlink()
    assert "set the path of yours, or set deploy to false." in found(pair)
    settings = read({**REQUIRED, **pair.config, "deploy": False})
    assert any("The file of sshPrivateKeyPath is not on this computer" in text for text in collect_warnings(settings))


@DEPLOY
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is not a private SSH key in the format of OpenSSH or PEM"),
        (b"hello", "is not a private SSH key"),
        (b"\xff\xfe\0", "is not a private SSH key"),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "is not a private SSH key"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "is not a private SSH key"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n", "is not a"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\n!\n-----END OPENSSH PRIVATE KEY-----\n", "is not a private SSH key"),
        (b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "is not a private SSH key"),
        (b"x" * 65_537, "is too large for a key"),
    ],
)
def test_a_private_file_without_a_private_key(pair: Pair, deploy: str, content: bytes, expected: str):
    pair.private.write_bytes(content)
    sentence = found(pair, deploy=deploy)
    assert sentence.startswith(f"sshPrivateKeyPath=PRIVATE {expected}")
    assert sentence.endswith(
        "; set the path of the one that belongs to sshPublicKeyPath"
        + (", or set deploy to false." * (deploy == "true") or ".")
    )


@DEPLOY
def test_a_private_key_whose_secret_part_is_damaged(pair: Pair, deploy: str):
    """The public half in front of it is whole."""
    lines = pair.private.read_text().splitlines()
    container = bytearray(base64.b64decode("".join(lines[1:-1])))
    container[-40] ^= 1
    pair.private.write_text("\n".join([lines[0], base64.b64encode(container).decode(), lines[-1], ""]))
    assert found(pair, deploy=deploy).startswith("sshPrivateKeyPath=PRIVATE is not a private SSH key")


@DEPLOY
def test_a_private_file_with_other_letters_than_ascii(pair: Pair, deploy: str):
    """The release step could not pass it on."""
    pair.private.write_text(f"Schl\u00fcssel\n{pair.private.read_text()}", encoding="utf-8")
    assert found(pair, deploy=deploy).startswith("sshPrivateKeyPath=PRIVATE is not a private SSH key")


@DEPLOY
def test_a_private_key_that_is_cut_off(pair: Pair, deploy: str):
    """It says that it is encrypted, and ends in the middle of the public half."""
    strings = [b"aes256-ctr", b"bcrypt", b"", b"\0\0\0\1\0\0\0\x33\0\0\0\x0bssh-ed25519"]
    container = b"openssh-key-v1\0" + b"".join(struct.pack(">I", len(one)) + one for one in strings[:3]) + strings[3]
    body = base64.b64encode(container).decode()
    pair.private.write_text(f"-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n")
    assert found(pair, deploy=deploy).startswith("sshPrivateKeyPath=PRIVATE is not a private SSH key")


def line(kind: str) -> bytes:
    blob = struct.pack(">I", len(kind)) + kind.encode() + struct.pack(">I", 32) + b"k" * 32
    return f"{kind} {base64.b64encode(blob).decode()} me@home\n".encode()


@DEPLOY
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is not a public SSH key"),
        (b"\n \n", "is not a public SSH key"),
        (b"hello you", "is not a public SSH key"),
        (b"\xff\xfe", "is not a public SSH key"),
        (b"\xff", "is not a public SSH key"),
        (b"ssh-ed25519", "is not a public SSH key"),
        (b"ssh-ed25519 AAAA", "is not a public SSH key"),
        (b"ssh-rsa " + line("ssh-ed25519").split()[1], "is not a public SSH key"),
        (line("ssh-dss"), "is not a public SSH key"),
        (line("ssh-ed25519-cert-v01@openssh.com"), "is not a public SSH key"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "is not a public SSH key"),
        (line("sk-ssh-ed25519@openssh.com"), "is a key on a hardware token, which the SSH server"),
        (line("sk-ecdsa-sha2-nistp256@openssh.com"), "is a key on a hardware token"),
        (line("ssh-ed25519") * 2, "has 2 lines, and the machine takes one key"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "is a private key"),
        (b"x" * 65_537, "is too large for a key"),
    ],
)
def test_a_public_file_without_a_public_key(pair: Pair, deploy: str, content: bytes, expected: str):
    pair.public.write_bytes(content)
    sentence = found(pair, deploy=deploy)
    assert sentence.startswith(f"sshPublicKeyPath=PUBLIC {expected}")
    assert sentence.endswith("; set the path of the .pub file of an Ed25519, RSA or ECDSA key.")


@DEPLOY
@pytest.mark.parametrize("half", ["public", "private"])
def test_a_path_that_is_no_file(pair: Pair, tmp_path: Path, half: str, deploy: str):
    setting = SETTING[half]
    os.mkfifo(tmp_path / "pipe")
    for path, expected in {
        str(tmp_path): "is a folder, not a file",
        str(tmp_path / "pipe"): "is a device or a pipe, not a file",
        "/dev/zero": "is a device or a pipe, not a file",
        "~nosuchuser/key": "names a home that this computer does not have",
        "x" * 300: "cannot be read (File name too long)",
    }.items():
        (sentence,) = problems(**{**pair.config, setting: path}, deploy=deploy)
        assert sentence.startswith(f"{setting}={path if len(path) < 100 else 'x' * 100 + '...'} {expected}; ")
    (sentence,) = problems(**{**pair.config, setting: f"{tmp_path}/a\0b"}, deploy=deploy)
    assert sentence == f"{setting} has a line break or another control character; set it again as one line."


@MODES
@DEPLOY
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_private_key_that_others_may_read(pair: Pair, deploy: str, mode: int):
    pair.private.chmod(mode)
    wrong = f"sshPrivateKeyPath=PRIVATE may be read by others (mode {mode:04o}), so SSH refuses it"
    assert found(pair, deploy=deploy) == f"{wrong}; run `chmod 600 PRIVATE`."


def test_windows_has_no_modes(pair: Pair, monkeypatch: pytest.MonkeyPatch):
    pair.private.chmod(0o644)
    monkeypatch.setattr(sys, "platform", "win32")
    assert problems(**pair.config) == []


def test_a_path_with_blanks_is_quoted_in_commands(tmp_path: Path):
    folder = tmp_path / "my keys"
    folder.mkdir()
    pair = write_pair(folder, ED25519)
    pair.private.unlink()
    pair.public.unlink()
    for sentence in problems(**pair.config):
        assert f"make a pair by `ssh-keygen -t ed25519 -f '{pair.private}'` with an empty passphrase" in sentence


def test_a_relative_path_and_the_home_are_shown_as_they_were_written(home: Path):
    (home / ".ssh" / "lifetracer").unlink()
    (sentence,) = problems()
    assert sentence.startswith("sshPrivateKeyPath=~/.ssh/lifetracer does not exist; ")
    assert "`ssh-keygen -t ed25519 -f ~/.ssh/lifetracer-release`" in sentence


def test_both_halves_are_reported_together(tmp_path: Path):
    assert len(problems(sshPublicKeyPath=str(tmp_path / "a.pub"), sshPrivateKeyPath=str(tmp_path / "a"))) == 2


@NEEDS_SSH_KEYGEN
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_damaged_key_is_a_key_file_error_and_nothing_else(tmp_path: Path, passphrase: str):
    pair = write_pair(tmp_path, ED25519, passphrase=passphrase)
    for data, parse in ((pair.private.read_bytes(), parse_private_key), (pair.public.read_bytes(), parse_public_key)):
        for position in range(0, len(data), 3):
            for damaged in (data[:position], data[:position] + b"A" + data[position + 1 :], data[position:]):
                with contextlib.suppress(KeyFileError):
                    parse(damaged)

"""README, "Your own server in ten minutes": every command of it, typed in its order."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine import evidence
from tests.engine.installed import NEEDS_ENGINE
from tests.infra_py import sshd

from .conftest import REPOSITORY, STACK, Computer

SECTION = re.compile(r"^## Your own server in ten minutes\n(?P<text>.*?)^## ", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^ {4,}(?P<command>(?:python|pulumi|ssh|\. )\S*.*?)(?:\s{2,}# .*)?$", re.MULTILINE)
# Installing is what made the environment in which this runs.
INSTALL = ("python3 -m venv", ". .venv", "python -m pip")
UNKNOWN = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
TOKEN = "a-toggl-token-that-nobody-may-see"


def commands():
    found = SECTION.search((REPOSITORY / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return [line["command"].strip() for line in COMMAND.finditer(found["text"])]


def committed(name):
    """Return a file as it is in the last commit: the checkout's own belongs to a person who may use the stack."""
    if not (REPOSITORY / ".git").exists():
        return (REPOSITORY / name).read_text(encoding="utf-8")
    show = ["git", "-c", "safe.directory=*", "show", f"HEAD:{name}"]
    return subprocess.run(show, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout


class Prompt:
    """Types commands as they stand in the README; only what a person answers to a question is added."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        self.typed: list[str] = []

    def __call__(self, command: str, *more: str, answer: str = "", code: int = 0) -> str:
        self.typed.append(command)
        line = command.replace("python", f'"{sys.executable}"', 1) if command.startswith("python ") else command
        done = subprocess.run(
            " ".join([line, *more]), shell=True, check=False, input=answer, capture_output=True, text=True
        )
        said = done.stdout + done.stderr
        logs, events = self.computer.logs, self.computer.events
        evidence.COMMANDS.append(
            evidence.Command(argv=[command, *more], code=done.returncode, printed=said, logs=logs, events=events)
        )
        assert done.returncode == code, said
        assert TOKEN not in said
        return said


@NEEDS_ENGINE
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_every_command_of_the_readme(computer: Computer, monkeypatch, tmp_path: Path):
    computer.settings_file.write_text(committed(f"Pulumi.{STACK}.yaml"), encoding="utf-8")
    keys, addresses = computer.home / ".ssh", tmp_path / "addresses.json"
    for key in keys.iterdir():
        key.unlink()
    monkeypatch.delenv("PULUMI_BACKEND_URL")
    monkeypatch.setenv("FAKE_COMMAND_ADDRESSES", str(addresses))
    monkeypatch.setenv("FAKE_COMMAND_PAUSES", "0")
    type_ = Prompt(computer)

    type_('ssh-keygen -t ed25519 -f "$HOME/.ssh/lifetracer"', '-q -N ""')
    # That means a folder of the account's real home, whatever HOME says: here it is one of the test.
    type_.typed.append("pulumi login --local")
    subprocess.run(["pulumi", "login", (tmp_path / "state").as_uri()], check=True)
    type_(f"pulumi stack init {STACK}")
    type_("pulumi config set myIp 203.0.113.7")
    type_("pulumi config set containerImage ghcr.io/you/lifetracer:0.1.0")
    type_("pulumi config set --secret togglApiToken", answer=TOKEN)
    assert "Nothing is in the way" in type_("python -m infra_py check")
    with sshd.running(keys / "lifetracer.pub", addresses) as machine:
        type_("pulumi up", "--yes")
        type_("python -m infra_py up --until-capacity")
        assert TOKEN in machine.releases()[-1].values()
        assert "Written to" in type_("python -m infra_py ssh-config --write")
        # The stand-in's addresses are nobody's: the same entry, with the port of this computer.
        here = f"-F {keys / 'config'} -i {keys / 'lifetracer'} -p {machine.port} -o HostName=127.0.0.1 {UNKNOWN}"
        for command in ("ssh lifetracer", "ssh lifetracer sudo lifetracer-key"):
            type_.typed.append(command)
            done = subprocess.run(f"ssh {here} {command.removeprefix('ssh ')}", shell=True, check=False, input="")
            assert done.returncode == 0
        assert machine.received[-1][0] == "sudo lifetracer-key"
        status = type_("python -m infra_py status", code=1)
        assert re.search(r"/health +problem: ", status)
        type_.typed.append("ssh -L 3000:127.0.0.1:3000 lifetracer")
        assert "is protected (protectData)" in type_("python -m infra_py destroy", code=1)
        type_("python -m infra_py destroy --with-data", answer="y\n")
    assert computer.there() == []
    assert type_.typed == [line for line in commands() if not line.startswith(INSTALL)]

"""A scratch machine, and the way to it over SSH."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from infra_py.components.release import HOST_KEY, RELEASE, Handover, document
from tests.fakes.command import ssh
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.infra_py.machines import make_handover
from tests.infra_py.vm.releasing import BOOT, IMAGES, OLD


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine that has just been made: nothing of ours is on it."""
    with scratch_machine(tmp_path / "machine") as made:
        yield made


@dataclass
class Way:
    """The way to a machine's sshd, as the two commands of `Release` take it.

    Attributes:
        key: opc's private one.
        told: what the last commands said on standard error.
        clean: the release from which every test starts.
    """

    machine: Machine
    key: str = field(repr=False)
    told: list[str] = field(default_factory=list)
    clean: str = ""

    def connection(self, **more: Any) -> dict[str, Any]:
        return {
            "host": self.machine.address,
            "port": 22,
            "user": "opc",
            "privateKey": self.key,
            "dialErrorLimit": 3,
            **more,
        }

    def run(self, command: str, stdin: str = "", **more: Any) -> ssh.Result:
        """Run a command; what it says on standard error is kept in `told`."""

        def tell(stream: str, line: str) -> None:
            if stream == "stderr":
                self.told.append(line)

        return asyncio.run(ssh.run(self.connection(**more), command, stdin=stdin, on_line=tell))

    def host_key(self) -> str:
        return self.run(HOST_KEY).stdout

    def release(self, handover: Handover, *, address: str = "203.0.113.7", ready_seconds: int = 300) -> ssh.Result:
        """What the second command of `Release` does."""
        sent = document(handover, address, ready_seconds=ready_seconds)
        return self.run(RELEASE, sent, hostKey=self.host_key())


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """The way to a machine after its first boot, for all tests of releases."""
    with scratch_machine(tmp_path_factory.mktemp("living") / "machine") as made:
        made.registry(**IMAGES)
        made.born(BOOT)
        assert made.boot().returncode == 0, made.logs()
        yield open_ssh(made)


@pytest.fixture
def way(living: Way) -> Way:
    """The way to that machine, where version 1.0 is ready."""
    machine = living.machine
    (machine.standins / "database-up").touch()

    def current() -> str:
        return machine.run("readlink", "/etc/lifetracer/current").stdout

    if current() != living.clean:
        living.release(make_handover(container_image=OLD))
        living.clean = current()
    (machine.standins / "calls.log").write_text("")
    living.told.clear()
    return living


def open_ssh(machine: Machine) -> Way:
    """Start the machine's sshd; the key it knows is opc's, who may use sudo as on Oracle's images."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    machine.run(
        "bash",
        "-ec",
        """
        usermod -p '*' opc
        echo 'opc ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/opc
        install -d -m 0700 -o opc -g opc /home/opc/.ssh
        cat >/home/opc/.ssh/authorized_keys
        chown opc:opc /home/opc/.ssh/authorized_keys && chmod 0600 /home/opc/.ssh/authorized_keys
        """,
        stdin=key.export_public_key().decode(),
    )
    new_host_key(machine)
    return Way(machine, key.export_private_key().decode())


def new_host_key(machine: Machine) -> None:
    """Give the machine another host key and start its sshd (again); it listens when this returns."""
    machine.run(
        "bash",
        "-ec",
        """
        if [ -s /run/sshd.pid ]; then
          before=$(cat /run/sshd.pid)
          kill "$before"
          while [ -e "/proc/$before/exe" ]; do /standins/real-sleep 0.02; done
        fi
        rm -f /etc/ssh/ssh_host_* /run/sshd.pid
        ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
        mkdir -p /run/sshd
        /usr/sbin/sshd -o UsePAM=no
        # It leaves the terminal before it listens, and writes its number after that.
        until [ -s /run/sshd.pid ]; do /standins/real-sleep 0.02; done
        """,
    )

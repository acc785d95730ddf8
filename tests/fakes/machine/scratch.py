"""A machine to try the host scripts on: this system's own files under an overlay, with a network of its own.

Everything in it is real (bash, mount, mkfs, iptables, openssl, curl, git, sudo, sshd, block devices) except the
programs beside this file: dnf, docker, firewall-cmd, systemctl, cloud-init, and a `sleep` a thousand times shorter.
Nothing of it is left behind.

    test process ── 198.18.x.y/30 ── the machine ── 172.17.0.0/16 ── network namespace `container`
                                          └──────── 169.254.169.254 ── network namespace `cloud`: metadata and DNS
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from infra_py.machine.cloud_config import Boot, cloud_config

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
PROGRAMS = ("dnf", "docker", "firewall-cmd", "systemctl", "cloud-init", "sleep")
ATTEMPTS = 20
NEEDED = ("unshare", "nsenter", "ip", "iptables", "mkfs.ext4", "losetup", "sshd", "sudo", "curl", "git", "openssl")

SET_UP = """
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
shift
for place in "$@"; do mkdir -p ".$place"; mount --rbind "$place" ".$place"; done
exec chroot . sleep infinity
"""

NETWORK = """
echo 1 >/proc/sys/net/ipv4/ip_forward
mkdir -p /run/netns
ip link set lo up
# join INTERFACE OWN_ADDRESS NAMESPACE ADDRESS_THERE
join() {
  ip netns add "$3"
  ip link add "$1" type veth peer name eth0 netns "$3"
  ip addr add "$2/16" dev "$1"
  ip link set "$1" up
  ip -n "$3" addr add "$4/16" dev eth0
  ip -n "$3" link set lo up
  ip -n "$3" link set eth0 up
  ip -n "$3" route add default via "$2"
}
join docker0 172.17.0.1 container 172.17.0.2
join cloud0 169.254.0.1 cloud 169.254.169.254
"""


class Machine:
    """The scratch machine; its root is readable at `root`."""

    def __init__(self, holder: int, address: str) -> None:
        self.holder, self.address = holder, address
        self.root = Path(f"/proc/{holder}/root")
        self.standins = self.root / "standins"
        self.children: list[subprocess.Popen[bytes]] = []

    def run(
        self, *argv: str, check: bool = True, stdin: str | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the machine as root."""
        done = subprocess.run(
            [*self._enter(), *argv],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": "/root",
                **(env or {}),
            },
        )
        if check and done.returncode:
            raise AssertionError(f"{argv} exited with {done.returncode}:\n{done.stdout}{done.stderr}{self.logs()}")
        return done

    def start(self, *argv: str) -> None:
        """Start a command that stays as long as the machine."""
        null = subprocess.DEVNULL
        self.children.append(subprocess.Popen([*self._enter(), *argv], stdin=null, stdout=null, stderr=null))

    def _enter(self) -> list[str]:
        return ["nsenter", "-t", str(self.holder), "-m", "-n", "-p", f"-r{self.root}", f"-w{self.root}"]

    def path(self, absolute: str) -> Path:
        """Where a file of the machine is seen from here."""
        return self.root / absolute.lstrip("/")

    def read(self, absolute: str) -> str:
        return self.path(absolute).read_text()

    def calls(self, program: str = "") -> list[str]:
        """Every call of a stand-in so far, as one line each."""
        lines = (self.standins / "calls.log").read_text().splitlines()
        return [line.strip() for line in lines if line.startswith(program)]

    def logs(self) -> str:
        logs = self.path("/var/log/lifetracer")
        return "".join(f"--- {path.name}\n{path.read_text()}" for path in sorted(logs.glob("*.log")))

    def registry(self, **images: Mapping[str, str]) -> None:
        """What the registries hold: `name={"version": …, "behaviour": …}`; the id follows from both."""
        known = {
            name: {"id": "sha256:" + (about["version"] + about["behaviour"]).encode().hex().ljust(64, "0"), **about}
            for name, about in images.items()
        }
        (self.standins / "registry.json").write_text(json.dumps(known))

    def born(self, boot: Boot) -> None:
        """Write what cloud-init writes, as cloud-init does."""
        config = json.loads(cloud_config(boot).partition("\n")[2])
        for each in config["write_files"]:
            path = self.path(each["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each["content"])
            path.chmod(int(each["permissions"], 8))

    def boot(self, **env: str) -> subprocess.CompletedProcess[str]:
        """What lifetracer-bootstrap.service does at a boot; a system service has no HOME."""
        return self.run("env", "-u", "HOME", "bash", "/usr/libexec/lifetracer/bootstrap", check=False, env=env)

    def reboot(self) -> None:
        """Everything that lives in memory is gone."""
        for unit in (self.standins / "units").glob("*.active"):
            unit.unlink()
        container = self.standins / "docker/container.json"
        if container.exists():
            about = json.loads(container.read_text())
            # pid of the machine's own namespace
            self.run("bash", "-c", f"kill -9 {about['pid']} 2>/dev/null || true")
        self.run("bash", "-c", "umount /var/lib/lifetracer 2>/dev/null || true; rm -rf /run/lifetracer*; iptables -F")


@contextmanager
def scratch_machine(base: Path) -> Iterator[Machine]:
    """Build the machine below `base`, and take it away."""
    for program in NEEDED:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    if os.geteuid() != 0:
        pytest.skip("a scratch machine needs root")
    base.mkdir()
    places = {str(Path(each).resolve()) for each in (sys.prefix, sys.base_prefix, REPOSITORY)}
    # Whatever ends the test process ends the machine too.
    unshare = [
        "setpriv",
        "--pdeathsig",
        "KILL",
        "unshare",
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "bash",
        "-ec",
        SET_UP,
        "set-up",
    ]
    holder = subprocess.Popen([*unshare, str(base), *sorted(places)])
    children = [holder]
    try:
        process = _child_of(holder)
        machine = Machine(process, _link(process))
        children = machine.children
        children.append(holder)
        _furnish(machine)
        yield machine
    finally:
        # Ends the namespace of processes, so everything that was ever started there; its end of the link goes too.
        holder.send_signal(signal.SIGKILL)
        for child in children:
            child.wait()
        # An ended process has no root any more, even where nobody reaps it.
        while len(children) > 1 and machine.root.exists():
            time.sleep(0.01)


def _child_of(process: "subprocess.Popen[bytes]") -> int:
    """The first process of the machine, once it runs its last program: only then may `sleep` be replaced."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        for child in children.read_text().split():
            with suppress(FileNotFoundError, ProcessLookupError):  # it may end meanwhile
                if Path("/proc", child, "comm").read_text() == "sleep\n":
                    return int(child)
        time.sleep(0.01)
    raise AssertionError(f"the scratch machine could not be set up (exit {process.returncode})")


def _link(holder: int) -> str:
    """Connect the machine with this computer; return its address.

    They are of those for tests of networks (RFC 2544). Machines of several runs are there at once, so one number may be
    taken.
    """
    for _ in range(ATTEMPTS):
        number = secrets.randbelow(2**14) * 4
        made = subprocess.run(
            f"ip link add lt{number} type veth peer name eth0 netns {holder}".split(), capture_output=True, check=False
        )
        if made.returncode == 0:
            break
    else:
        raise AssertionError(f"no link to the scratch machine: {made.stderr.decode()}")
    here, there = (f"198.18.{(number + each) // 256}.{(number + each) % 256}" for each in (1, 2))
    for command in (f"addr add {here}/30 dev lt{number}", f"link set lt{number} up"):
        subprocess.run(["ip", *command.split()], check=True)
    return there


def _furnish(machine: Machine) -> None:
    machine.standins.mkdir(mode=0o755)
    shutil.copy(machine.path("/usr/bin/sleep"), machine.standins / "real-sleep")
    for name in ("record", "gateway.py", "kill.sh"):
        shutil.copy(HERE / name, machine.standins / name)
    for name in PROGRAMS:
        for directory in ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"):
            machine.path(f"{directory}/{name}").unlink(missing_ok=True)
        text = (HERE / name).read_text().replace("#!/usr/bin/env python3", f"#!{sys.executable} -IS", 1)
        machine.path(f"/usr/bin/{name}").write_text(text)
        machine.path(f"/usr/bin/{name}").chmod(0o755)
    (machine.standins / "calls.log").touch()
    (machine.standins / "packages").write_text(sysconfig.get_path("purelib"))
    machine.registry()
    machine.path("/etc/fstab").write_text("UUID=root / xfs defaults 0 0\n")
    machine.run("useradd", "--create-home", "--shell", "/bin/bash", "opc")
    machine.run("bash", "-ec", NETWORK)
    machine.run("bash", "-ec", f"ip addr add {machine.address}/30 dev eth0; ip link set eth0 up")
    machine.start("ip", "netns", "exec", "cloud", sys.executable, str(HERE / "cloud.py"))
    while not (machine.standins / "cloud-is-there").exists():
        assert machine.children[-1].poll() is None, "the cloud's addresses are not there"
        time.sleep(0.01)

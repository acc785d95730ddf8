"""What the registries hold for releases of a scratch machine, and what is asked of it afterwards."""

import json

from infra_py.components.release import UNPACK_AND_RUN
from tests.fakes.machine.scratch import Machine
from tests.infra_py.machines import make_boot

NAME = "ghcr.io/you/lifetracer"
OLD, NEW, BROKEN, CRASHING, NEEDY, NAMELESS, SLOW = (f"{NAME}:{tag}" for tag in ("1", "2", "3", "4", "5", "6", "8"))
PRIVATE = "registry.example.org/you/lifetracer:7"
IMAGES = {
    OLD: {"version": "1.0", "behaviour": "good"},
    NEW: {"version": "2.0", "behaviour": "good"},
    BROKEN: {"version": "3.0", "behaviour": "never-ready"},
    CRASHING: {"version": "4.0", "behaviour": "crash"},
    NEEDY: {"version": "5.0", "behaviour": "needs-database"},
    NAMELESS: {"version": "", "behaviour": "good"},
    PRIVATE: {"version": "7.0", "behaviour": "good", "auth": "robot:let:me-in"},
    SLOW: {"version": "8.0", "behaviour": "slow"},
}
TOKEN = "toggl-0123456789abcdef"
BOOT = make_boot(container_image=OLD)


def version(machine: Machine) -> str:
    """Return what the gateway says that it is."""
    command = ["curl", "-s", "--cacert", "/etc/lifetracer/tls/cert.pem", "https://127.0.0.1:3000/health"]
    return str(json.loads(machine.run(*command).stdout)["version"])


def seen(machine: Machine) -> dict[str, dict[str, str]]:
    """Return what the gateway found in its environment and its files."""
    return dict(json.loads(machine.read("/var/lib/lifetracer/data/seen.json")))


def run_here(machine: Machine, sent: str, **env: str) -> int:
    """Do what the command does at the other end of SSH; return its exit code."""
    return machine.run("bash", "-c", UNPACK_AND_RUN, stdin=sent, check=False, env=env).returncode

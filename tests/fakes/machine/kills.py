"""Killing a script of the machine at a chosen command, and telling whether the machine is the same afterwards."""

import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from tests.fakes.machine.scratch import Machine

STATE = """
cd / && find etc/lifetracer etc/docker etc/dnf/automatic.conf etc/systemd etc/fstab usr/libexec/lifetracer \
  usr/bin/lifetracer-key var/lib/lifetracer/data -printf '%p %M %U:%G %l\\n' |
  sed -E 's/[0-9a-f]{16}/RELEASE/g' | LC_ALL=C sort
sed -E 's/UUID=[0-9a-f-]{36}/UUID/' etc/fstab
cat etc/lifetracer/booted etc/lifetracer/machine.env etc/lifetracer/certificate.names \
  etc/lifetracer/current/settings.env
grep -v -e CERTIFICATE -e RELEASE etc/lifetracer/current/compose.env
ls standins/units
iptables -S
find run -maxdepth 1 -name 'lifetracer-release.*'
"""


class Run(Protocol):
    def __call__(self, **env: str) -> "subprocess.CompletedProcess[str]": ...


def state(machine: Machine) -> str:
    """Return what the machine is, without what is random in it."""
    return machine.run("bash", "-c", STATE).stdout.replace(machine.address, "ADDRESS")


def kill_points(machine: Machine, run: Run) -> list[int]:
    """Run once whole; return a command's number in the middle of every step, and at the end of every third."""
    trace = machine.path("/standins/trace")
    assert run(BASH_ENV="/standins/kill.sh", TRACE="/standins/trace").returncode == 0, machine.logs()
    commands = trace.read_text().splitlines()
    starts = [number for number, command in enumerate(commands, start=1) if command.startswith("step ")]
    ends = [*starts[1:], len(commands)]
    middles = [(start + end) // 2 for start, end in zip(starts, ends, strict=True)]
    return sorted({*middles, *(end - 1 for end in ends[::3])})


def kill_at_each(points: list[int], machines: Sequence[Machine], run: Callable[..., int]) -> None:
    """Kill one run after the other on each machine, each further on; the machines take turns at the points.

    What is done is not done again, so the last ones may be whole.
    """

    def share(number: int) -> list[int]:
        mine = points[number :: len(machines)]
        return [run(machines[number], BASH_ENV="/standins/kill.sh", KILL_AT=str(point)) for point in mine]

    with ThreadPoolExecutor(len(machines)) as pool:
        codes = [code for each in pool.map(share, range(len(machines))) for code in each]
    killed = [code for code in codes if code in {-9, 137}]
    assert set(codes) <= {-9, 137, 0}, codes
    assert len(killed) >= len(points) * 3 // 4, codes

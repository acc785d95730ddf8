"""Killing a script of the machine at a chosen command, and telling whether the machine is the same afterwards."""

import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from tests.fakes.machine.scratch import Machine

STATE = """
cd / && find etc/lifetracer etc/docker etc/dnf/automatic.conf etc/systemd etc/fstab usr/libexec/lifetracer \
  usr/bin/lifetracer usr/bin/lifetracer-key var/lib/lifetracer/data -printf '%p %M %U:%G %l\\n' |
  sed -E 's/[0-9a-f]{16}/RELEASE/g' | LC_ALL=C sort
sed -E 's/UUID=[0-9a-f-]{36}/UUID/' etc/fstab
cat etc/lifetracer/booted etc/lifetracer/machine.env etc/lifetracer/certificate.names \
  etc/lifetracer/current/settings.env
grep -v -e CERTIFICATE -e RELEASE etc/lifetracer/current/compose.env
ls standins/units
iptables -S
find run -maxdepth 1 -name 'lifetracer-release.*'
"""


# A step's name and the number of a command in it.
Point = tuple[str, int]


class Run(Protocol):
    def __call__(self, **env: str) -> "subprocess.CompletedProcess[str]": ...


def state(machine: Machine) -> str:
    """Return what the machine is, without what is random in it."""
    return machine.run("bash", "-c", STATE).stdout.replace(machine.address, "ADDRESS")


def kill_points(machine: Machine, run: Run) -> list[Point]:
    """Run once whole; return a place in the middle of every step, and one at the end of every third."""
    trace = machine.path("/standins/trace")
    assert run(BASH_ENV="/standins/kill.sh", TRACE="/standins/trace").returncode == 0, machine.logs()
    commands = trace.read_text().splitlines()
    starts = [number for number, command in enumerate(commands) if command.startswith("step ")]
    points = []
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], len(commands)], strict=True)):
        step = commands[start].split()[1]
        numbers = {(end - start) // 2} | ({end - start - 1} if at % 3 == 0 else set())
        points += [(step, number) for number in sorted(numbers)]
    return points


def kill_at_each(points: list[Point], machines: Sequence[Machine], run: Callable[..., int]) -> None:
    """Kill one run after the other on each machine, each further on; the machines take turns at the points.

    What is done is not done again, so a few places are never reached; but no step goes without a kill.
    """

    def share(number: int) -> list[tuple[str, int]]:
        mine = points[number :: len(machines)]
        return [
            (step, run(machines[number], BASH_ENV="/standins/kill.sh", KILL_STEP=step, KILL_AT=str(at)))
            for step, at in mine
        ]

    with ThreadPoolExecutor(len(machines)) as pool:
        ends = [end for each in pool.map(share, range(len(machines))) for end in each]
    assert {code for _, code in ends} <= {-9, 137, 0}, ends
    assert {step for step, code in ends if code} == {step for step, _ in points}, ends

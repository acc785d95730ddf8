"""First boots of a scratch machine, and what is asked of it afterwards."""

from infra_py.machine.cloud_config import Boot
from tests.fakes.machine.scratch import Machine
from tests.infra_py.machines import make_boot

IMAGE = "ghcr.io/you/lifetracer:0.1.0"
BOOT = make_boot(container_image=IMAGE, names=("tracer.example.org",))
GOOD = {IMAGE: {"version": "0.1.0", "behaviour": "good"}}


def booted(machine: Machine, boot: Boot = BOOT) -> Machine:
    machine.registry(**GOOD)
    machine.born(boot)
    done = machine.boot()
    assert done.returncode == 0, done.stderr + machine.logs()
    return machine


def with_volume(volume: str) -> Boot:
    return make_boot(container_image=IMAGE, data_device=volume)


def mode(machine: Machine, path: str) -> str:
    return machine.run("stat", "-c", "%a %u:%g", path).stdout.strip()

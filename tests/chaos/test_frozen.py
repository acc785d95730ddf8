"""Gateway, worker, stage or all of them stop for longer than the lease (SIGSTOP) and go on (SIGCONT).

Never do two runs of one lock key work at the same time, by the lock of the kernel that each run holds, and every job
ends truthfully. `make chaos` freezes for the real 70 seconds; the test suite shortens all times of the lease.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

from service.database.embedded import EmbeddedPostgres

from .freezing import freeze, of_program, stages, wait_for_runs, watchers
from .promises import check
from .world import World

FREEZE_SECONDS = 70.0
LONG_SECONDS = 60.0
SCALE = float(os.environ.get("LIFETRACER_FREEZE_SCALE", "0.15"))
VICTIMS: dict[str, Callable[[World], list[psutil.Process]]] = {
    "gateway": lambda world: of_program(world, "gateway"),
    "worker": lambda world: of_program(world, "worker"),
    "stage": stages,
    "programs and stages": lambda world: [*of_program(world, "gateway"), *of_program(world, "worker"), *stages(world)],
    "everything": lambda world: [
        *of_program(world, "gateway"),
        *of_program(world, "worker"),
        *watchers(world),
        *stages(world),
    ],
}


CASES = [
    *[("one machine", who) for who in ("gateway", "worker", "everything")],
    *[("two machines", who) for who in VICTIMS],
]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, short_dir: Path) -> Iterator[World]:
    directory = short_dir / f"frozen-{secrets.token_hex(3)}"
    directory.mkdir()
    postgres = EmbeddedPostgres(short_dir / f"frozen-db-{secrets.token_hex(3)}")
    machines = {"worker": "another machine"} if request.param == "two machines" else {}
    with postgres.hold():
        world = World(
            directory=directory,
            postgres=postgres,
            random=Random(20261128),
            machines=machines,
            scale=SCALE,
            timeout_seconds=10 * FREEZE_SECONDS * SCALE,
        )
        try:
            world.settle()
            yield world
        finally:
            world.stop()
    for path in (directory, postgres.data_dir):
        shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize(("world", "who"), CASES, indirect=["world"])
def test_never_two_runs_of_a_lock_at_once_and_every_job_ends_truthfully(world, who):
    # Longer than the lease, so that a stage whose worker is frozen does not end by itself before others may take over.
    world.delay_stages(LONG_SECONDS * SCALE)
    world.post_one_of_each_stage()
    wait_for_runs(world, 4)
    world.delay_stages(0)
    freeze(world, VICTIMS[who](world), FREEZE_SECONDS * SCALE, who)
    # The next run of each lock key is due while what was frozen wakes up.
    world.post_one_of_each_stage()
    try:
        check(world)
    except AssertionError as error:
        raise AssertionError(f"{error}\n" + "\n".join(world.events)) from error

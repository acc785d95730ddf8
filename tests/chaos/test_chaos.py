"""Rounds of random kills, stops, restarts and cancels while jobs flow; the promises are checked after each.

`make chaos` does many rounds; the test suite a few. The seed is printed, and `LIFETRACER_CHAOS_SEED` repeats it: the
faults are then the same, their instants as near as two runs of a machine are.
"""

import os
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from service.database.embedded import EmbeddedPostgres

from .freezing import freeze, kill_watchers, of_program, stages
from .promises import check
from .world import World

ROUNDS = int(os.environ.get("LIFETRACER_CHAOS_ROUNDS", "8"))
SEED = int(os.environ.get("LIFETRACER_CHAOS_SEED", "20261125"))
# No new round begins after this; `make chaos` is bounded to 10 minutes.
LIMIT_SECONDS = 540.0
ENOUGH_ROUNDS = 25
# Many rounds keep the real times of the lease and freeze for up to 70 s, mostly shorter; few rounds shorten both.
SCALE = 1.0 if ROUNDS >= ENOUGH_ROUNDS else 0.15
FREEZE_SECONDS = 70.0
# Each kind of fault comes once before any comes again.
FAULTS: tuple[Callable[[World], None], ...] = (
    lambda world: world.signal("gateway", signal.SIGKILL),
    lambda world: world.signal("gateway", signal.SIGTERM),
    lambda world: world.signal("worker", signal.SIGKILL),
    lambda world: world.signal("worker", signal.SIGTERM),
    lambda world: world.restart_database(signal.SIGINT),
    lambda world: world.restart_database(signal.SIGQUIT),
    lambda world: world.restart_database(signal.SIGKILL),
    World.cancel,
    World.cancel,
    World.kill_one_of_a_stage,
    World.kill_one_of_a_stage,
    lambda world: freeze(world, of_program(world, "gateway"), _moment(world), "the gateway"),
    lambda world: freeze(world, of_program(world, "worker"), _moment(world), "the worker"),
    lambda world: freeze(world, stages(world), _moment(world), "the stages"),
    kill_watchers,
    World.flood,
)


def _moment(world: World) -> float:
    return world.random.random() ** 3 * FREEZE_SECONDS * SCALE


@pytest.fixture
def world(short_dir: Path) -> Iterator[World]:
    directory = short_dir / f"chaos-{secrets.token_hex(3)}"
    directory.mkdir()
    postgres = EmbeddedPostgres(short_dir / f"chaos-db-{secrets.token_hex(3)}")
    with postgres.hold():
        world = World(directory=directory, postgres=postgres, random=Random(SEED), scale=SCALE)
        try:
            world.settle()
            yield world
        finally:
            world.stop()
    for path in (directory, postgres.data_dir):
        shutil.rmtree(path, ignore_errors=True)


def test_whatever_is_killed_the_jobs_tell_the_truth(world, capsys):
    began, pause = time.monotonic(), threading.Event()
    faults: list[Callable[[World], None]] = []
    done = 0
    for number in range(ROUNDS):
        if time.monotonic() - began > LIMIT_SECONDS:
            break
        world.events.append(f"round {number + 1}")
        for _ in range(world.random.randint(3, 6)):
            world.post()
        for _ in range(world.random.randint(1, 3)):
            if not faults:
                faults = world.random.sample(FAULTS, len(FAULTS))
            pause.wait(world.random.uniform(0.0, 1.0))
            faults.pop()(world)
            world.settle()
            world.post()
        try:
            check(world)
        except AssertionError as error:
            story = "\n".join(world.events[-40:])
            raise AssertionError(f"seed {SEED}, round {number + 1}: {error}\n{story}") from error
        done += 1
    with capsys.disabled():
        spent = time.monotonic() - began
        sys.stdout.write(f"\nchaos: seed {SEED}, {done} rounds, {len(world.jobs)} jobs, {spent:.0f} s\n")
    assert done >= min(ROUNDS, ENOUGH_ROUNDS)

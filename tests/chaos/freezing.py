"""Freezes processes of a world, as a debugger, Ctrl-Z or a suspended machine does, and lets them go on."""

import os
import signal
import threading
from collections.abc import Iterable

import psutil

from service import processes

from .world import World, until

STAGE_RUNS = 3
_pause = threading.Event()


def of_program(world: World, name: str) -> list[psutil.Process]:
    """Return the gateway or the worker, without its children."""
    return [psutil.Process(world.pid_of(name))]


def watchers(world: World) -> list[psutil.Process]:
    """Return the watchers of gateway and worker."""
    found = []
    for name in ("gateway", "worker"):
        for child in psutil.Process(world.pid_of(name)).children():
            try:
                if "service.jobs.watcher_process" in child.cmdline():
                    found.append(child)
            except psutil.Error:
                continue
    return found


def stages(world: World) -> list[psutil.Process]:
    """Return every process of the runs under way."""
    jobs = [job["jobId"] for job in world.open_jobs()]
    return processes.processes_of_any(f"{job_id}.{attempt + 1}" for job_id in jobs for attempt in range(STAGE_RUNS))


def freeze(world: World, victims: Iterable[psutil.Process], seconds: float, what: str) -> None:
    """Stop the processes for the time and let them go on in a random order."""
    victims = list(victims)
    world.events.append(f"freeze {what} ({len(victims)} processes) for {seconds:.1f} s")
    world.hit_all("timed_out")
    for victim in victims:
        _signal(victim, signal.SIGSTOP)
    _pause.wait(seconds)
    world.random.shuffle(victims)
    for victim in victims:
        _signal(victim, signal.SIGCONT)
    world.hit_all("timed_out")


def kill_watchers(world: World) -> None:
    """Kill the watchers that exist; their workers start them again."""
    found = watchers(world)
    world.events.append(f"kill {len(found)} watchers")
    for watcher in found:
        _signal(watcher, signal.SIGKILL)


def wait_for_runs(world: World, number: int) -> None:
    """Wait until so many runs are under way."""
    until(lambda: sum(job["status"] == "running" for job in world.open_jobs()) >= number, "no run begins")


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        return

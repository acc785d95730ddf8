"""The watcher: a process beside the worker that ends its runs when the lease expires or the worker is gone."""

import fcntl
import os
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator

import psutil
import pytest

from service import processes
from service.jobs import lease as lease_module
from service.jobs.lease import Lease, now
from service.jobs.watcher import Watcher

pytestmark = pytest.mark.anyio
PATIENCE_SECONDS = 60.0


@pytest.fixture
def run() -> str:
    return f"watched-{os.getpid()}.1"


@pytest.fixture
def stage(run: str) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as process:
        processes.mark(process.pid, run)
        yield process
        process.kill()


@pytest.fixture
def lease() -> Lease:
    return Lease()


@pytest.fixture
def watcher(lease: Lease, run: str) -> Iterator[Watcher]:
    watcher = Watcher(lease)
    yield watcher
    watcher.forget(run)


def expire(lease: Lease) -> None:
    lease.renewed_at = now() - lease_module.KILL_SECONDS


def test_a_run_is_killed_when_its_lease_expires_and_the_worker_finds_out(watcher, lease, run, stage):
    expire(lease)
    watcher.watch(run)
    assert stage.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    waiting_for = now() + PATIENCE_SECONDS
    while not watcher.has_killed(run):
        assert now() < waiting_for


def test_a_run_whose_lease_is_renewed_goes_on(watcher, lease, run, stage):
    lease.renewed_at = now() - lease_module.KILL_SECONDS + 2
    watcher.watch(run)
    lease.renewed_at = now()
    watcher.renew()
    with pytest.raises(subprocess.TimeoutExpired):
        stage.wait(4)
    assert not watcher.has_killed(run)


def test_a_frozen_stage_is_killed_too(watcher, lease, run, stage):
    stage.send_signal(signal.SIGSTOP)
    expire(lease)
    watcher.watch(run)
    assert stage.wait(PATIENCE_SECONDS) == -signal.SIGKILL


def test_a_lease_that_has_expired_is_not_renewed(watcher, lease, run, stage):
    # The whole machine was frozen, and the worker wakes up before its watcher.
    watcher.watch(run)
    while _unread(watcher):
        pass
    # Not before: its start may take longer than what is left of a short lease.
    lease.renewed_at = now() - lease_module.KILL_SECONDS + 3
    watcher.renew()
    while _unread(watcher):
        pass
    psutil.Process(watcher.pid).suspend()
    threading.Event().wait(lease.kill_at - now() + 0.01)
    lease.renewed_at = now()
    watcher.renew()
    assert stage.poll() is None
    psutil.Process(watcher.pid).resume()
    # Well before the renewed lease expires.
    assert stage.wait(lease_module.KILL_SECONDS / 2) == -signal.SIGKILL


def _unread(watcher):
    """Return how many bytes the watcher has not received yet."""
    answer = fcntl.ioctl(watcher._connection, termios.TIOCOUTQ, b"\0\0\0\0")
    return int.from_bytes(answer, sys.byteorder)


def test_a_watcher_that_was_killed_is_started_again_with_all_runs(watcher, lease, run, stage, caplog):
    watcher.watch(run)
    first = watcher.pid
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    expire(lease)
    watcher.renew()
    assert watcher.pid != first
    assert [record.action for record in caplog.records] == ["watcher_lost"]
    assert stage.wait(PATIENCE_SECONDS) == -signal.SIGKILL


def test_what_is_left_is_killed_when_the_worker_is_gone(watcher, run, stage):
    watcher.watch(run)
    watcher._connection.close()
    assert stage.wait(PATIENCE_SECONDS) == -signal.SIGKILL


def test_the_watcher_exits_after_the_last_run(watcher, run, stage):
    watcher.watch(run)
    pid = watcher.pid
    watcher.forget(run)
    assert os.waitpid(pid, 0) == (pid, 0)
    assert stage.poll() is None


def test_the_watcher_is_in_another_session_than_the_worker(watcher, run):
    # Ctrl-Z in a terminal freezes the worker and not the watcher.
    watcher.watch(run)
    while os.getsid(watcher.pid) == os.getsid(0):
        pass

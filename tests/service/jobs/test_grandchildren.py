"""Rules 1, 2, 4 and 5: what a stage starts ends with it, wherever it went."""

import os
import subprocess
import sys
from datetime import timedelta
from signal import SIGTERM
from textwrap import dedent

import anyio
import pytest

from service import processes

from .children import RUN, first_line, is_gone, start

GRACE = timedelta(seconds=10)

pytestmark = pytest.mark.anyio


async def test_stopping_ends_the_grandchild_too(tmp_path):
    process = start(
        tmp_path,
        """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, flush=True)
        time.sleep(600)
        """,
    )
    grandchild = int(await first_line(process))
    await process.stop([(SIGTERM, GRACE)])
    end = await process.reap()
    assert end.signal == "SIGTERM"
    assert is_gone(grandchild)


async def test_the_signal_reaches_the_grandchild_which_may_end_in_order(tmp_path):
    process = start(
        tmp_path,
        """
        import signal, subprocess, sys
        source = (
            "import pathlib, signal, sys, time\\n"
            "def end(*_): pathlib.Path(sys.argv[1], 'in-order').touch(); sys.exit()\\n"
            "signal.signal(signal.SIGTERM, end)\\n"
            "print('ready', flush=True)\\n"
            "time.sleep(600)"
        )
        child = subprocess.Popen([sys.executable, "-c", source, sys.argv[1]])
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(child.wait())
        """,
    )
    assert await first_line(process) == "ready"
    await process.stop([(SIGTERM, timedelta(seconds=3))])
    assert (await process.reap()).exit_code == 0
    assert (tmp_path / "in-order").exists()


async def test_a_grandchild_that_left_the_session_is_found_and_killed(tmp_path):
    process = start(
        tmp_path,
        """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        print(child.pid, flush=True)
        """,
    )
    escapee = int(await first_line(process))
    await process.ended()
    await process.reap()
    assert is_gone(escapee)


async def test_a_grandchild_that_left_the_session_and_its_environment_is_found_and_killed(tmp_path):
    # Rule 2: neither its group nor its environment tells whose it is, and its parent is gone.
    process = start(
        tmp_path,
        """
        import subprocess, sys
        leave = (
            "import subprocess; print(subprocess.Popen(['sleep', '600'], env={}, start_new_session=True, "
            "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)"
        )
        print(subprocess.run([sys.executable, "-c", leave], env={}, capture_output=True, text=True).stdout, flush=True)
        """,
    )
    escapee = int(await first_line(process))
    assert not is_gone(escapee)
    await process.ended()
    await process.reap()
    assert is_gone(escapee)


async def test_another_jobs_processes_are_left_alone(tmp_path):
    (tmp_path / "other").mkdir()
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    processes.mark(other.pid, "another-run")
    process = start(tmp_path, "print('done')")
    await process.ended()
    await process.reap()
    assert other.poll() is None
    assert [found.pid for found in processes.processes_of("another-run")] == [other.pid]
    other.kill()
    other.wait()


SUBREAPER = """
    import subprocess, sys, time
    from service.jobs import subreaper
    assert subreaper.become()
    own = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    ours = subprocess.Popen([sys.executable, "-c", ""])
    # A child that leaves a grandchild behind in a session of its own.
    left = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', ''], start_new_session=True, \
stdout=subprocess.DEVNULL).pid)"
    orphan = int(subprocess.run([sys.executable, "-c", left], capture_output=True, text=True).stdout)
    import psutil
    def dead(pid): return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    while not (dead(orphan) and dead(own.pid) and dead(ours.pid)): time.sleep(0.01)
    print(psutil.Process(orphan).ppid() == psutil.Process().pid, subreaper.reap_adopted(own={own.pid}))
    print(psutil.pid_exists(orphan), dead(own.pid), dead(ours.pid))
"""


def test_a_subreaper_reaps_what_came_to_it_and_leaves_its_own_children_to_their_owners():
    done = subprocess.run([sys.executable, "-c", dedent(SUBREAPER)], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "1", "False", "True", "True"], done.stderr


async def test_a_pipe_held_by_a_grandchild_does_not_hold_the_end(tmp_path):
    # Rule 5: the leader ends, its child keeps the pipe open for ever.
    process = start(
        tmp_path,
        """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("done", flush=True)
        """,
    )
    with anyio.fail_after(20):
        assert await first_line(process) == "done"
        await process.ended()
        assert (await process.reap()).exit_code == 0


async def test_the_group_is_gone_before_its_leader_is_reaped(tmp_path, monkeypatch):
    # Rule 4: once the leader is reaped, its number may be somebody else's.
    process = start(
        tmp_path,
        """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.DEVNULL)
        """,
    )
    await process.ended()
    wait4, left = os.wait4, []

    def spy(pid, options):
        left.extend(processes.processes_of(RUN, group=pid))
        return wait4(pid, options)

    monkeypatch.setattr(os, "wait4", spy)
    await process.reap()
    assert left == []

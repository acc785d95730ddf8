"""Rules 1, 3-7, 9 and 10 of running processes, on real children."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from signal import SIGINT, SIGTERM
from textwrap import dedent

import anyio
import psutil
import pytest

from service import identity
from service.jobs.process import LINE_LIMIT, StageProcess

pytestmark = pytest.mark.anyio
MIB = 1024 * 1024
GRACE = timedelta(seconds=10)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def start(
    directory: Path, source: str, *, environ: Mapping[str, str] | None = None, memory_bytes: int = 512 * MIB
) -> StageProcess:
    path = directory / "stage.py"
    path.write_text(dedent(source), encoding="utf-8")
    return StageProcess.start(
        [sys.executable, "-u", str(path), str(directory)],
        environ={**os.environ, "LIFETRACER_JOB_ID": "job-of-test", **(environ or {})},
        job_id="job-of-test",
        memory_bytes=memory_bytes,
    )


async def lines_of(process: StageProcess) -> list[str]:
    return [line async for line in process.lines()]


async def first_line(process: StageProcess) -> str:
    async for line in process.lines():
        return line
    raise AssertionError("the stage said nothing")


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_output_and_exit_code_of_both_streams_arrive_in_order(tmp_path):
    process = start(tmp_path, "import sys; print('one'); print('two', file=sys.stderr); print('three'); sys.exit(65)")
    assert await lines_of(process) == ["one", "two", "three"]
    await process.ended()
    end = await process.reap()
    assert (end.exit_code, end.signal) == (65, None)


async def test_usage_comes_from_the_childs_rusage(tmp_path):
    process = start(tmp_path, f"x = bytearray({64 * MIB}); x[::4096] = x[::4096]; sum(range(3_000_000))")
    await process.ended()
    end = await process.reap()
    assert end.peak_memory_bytes > 64 * MIB
    assert end.cpu_seconds > 0


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
    identity.mark(other.pid, "another-job")
    process = start(tmp_path, "print('done')")
    await process.ended()
    await process.reap()
    assert other.poll() is None
    assert [found.pid for found in identity.processes_of("another-job")] == [other.pid]
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


async def test_the_ladder_goes_down_until_something_works(tmp_path):
    process = start(
        tmp_path,
        """
        import signal, time
        signal.signal(signal.SIGINT, lambda *_: print("int", flush=True))
        signal.signal(signal.SIGTERM, lambda *_: print("term", flush=True))
        print("ready", flush=True)
        while True: time.sleep(600)
        """,
    )
    heard: list[str] = []

    async def listen() -> None:
        async for line in process.lines():
            heard.append(line)  # noqa: PERF401 looked at meanwhile

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        with anyio.fail_after(20):
            while heard != ["ready"]:
                await anyio.sleep(0.01)
        await process.stop([(SIGINT, timedelta(seconds=0.3)), (SIGTERM, timedelta(seconds=0.3))])
    end = await process.reap()
    assert heard == ["ready", "int", "term"]
    assert end.signal == "SIGKILL"
    assert not end.out_of_memory


async def test_a_leader_that_obeys_is_not_killed(tmp_path):
    process = start(
        tmp_path,
        """
        import signal, sys, time
        signal.signal(signal.SIGINT, lambda *_: sys.exit(7))
        print("ready", flush=True)
        time.sleep(600)
        """,
    )
    await first_line(process)
    await process.stop([(SIGINT, GRACE)])
    assert (await process.reap()).exit_code == 7


async def test_the_leaders_number_stays_ours_until_its_group_is_gone(tmp_path):
    # Rule 4: after the leader's end, and before reap, its pid must still be a zombie of ours.
    process = start(tmp_path, "pass")
    await process.ended()
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    await process.reap()
    assert not psutil.pid_exists(process.pid)


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


async def test_a_long_line_is_cut_and_bad_bytes_are_replaced(tmp_path):
    process = start(
        tmp_path,
        f"""
        import sys
        sys.stdout.buffer.write(b"x" * {3 * LINE_LIMIT} + b"\\n")
        sys.stdout.buffer.write(b"nul \\x00 and \\xff\\n")
        sys.stdout.buffer.write(b"without an end")
        """,
    )
    lines = await lines_of(process)
    await process.ended()
    await process.reap()
    assert all(len(line) < LINE_LIMIT + 20 for line in lines)
    assert lines[-2:] == ["nul \ufffd and \ufffd", "without an end"]


async def test_the_memory_limit_is_set(tmp_path):
    process = start(
        tmp_path,
        f"""
        try:
            x = bytearray({300 * MIB})
        except MemoryError:
            print("too much")
        """,
        memory_bytes=200 * MIB,
    )
    assert await lines_of(process) == ["too much"]
    await process.ended()
    await process.reap()


def test_a_stage_dies_with_the_process_that_started_it(tmp_path):
    # Rule 3: SIGKILL leaves nobody to clean up; the kernel does.
    starter = tmp_path / "starter.py"
    starter.write_text(
        dedent(
            """
            import os, sys, time
            from service.jobs.process import StageProcess
            stage = StageProcess.start([sys.executable, "-c", "import time; time.sleep(600)"],
                                       environ=os.environ, job_id="none", memory_bytes=2**30)
            print(stage.pid, flush=True)
            time.sleep(600)
            """
        ),
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(starter)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        stage = psutil.Process(int(parent.stdout.readline()))
        # setpriv sets the signal before it becomes the stage.
        while "setpriv" in stage.name():
            pass
        parent.send_signal(signal.SIGKILL)
    psutil.wait_procs([stage], timeout=20)
    assert is_gone(stage.pid)


def test_a_reused_pid_is_not_the_same_process():
    mine = identity.of_process(os.getpid())
    assert identity.is_alive(mine)
    pid, _, start = mine.partition("@")
    assert not identity.is_alive(f"{pid}@{int(start) + 1}")
    assert not identity.is_alive("999999999@1")


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
        left.extend(identity.processes_of("job-of-test", group=pid))
        return wait4(pid, options)

    monkeypatch.setattr(os, "wait4", spy)
    await process.reap()
    assert left == []


def test_dbt_is_asked_by_sigint_first():
    # Rule 6: it cancels its running SQL on nothing else.
    from service.jobs.registry import STAGES

    assert STAGES["transform"].ladder[0][0] == SIGINT

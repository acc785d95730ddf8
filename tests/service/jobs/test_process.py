"""Rules 3, 4, 6, 7, 9 and 10 of running processes, on real children."""

import errno
import os
import resource
import signal
import subprocess
import sys
from datetime import timedelta
from signal import SIGINT, SIGTERM
from textwrap import dedent

import anyio
import psutil
import pytest

from service import descriptors, processes
from service.jobs.stage_lines import EVENT_LIMIT, StageLine
from tests.descriptors import no_descriptors

from .children import MIB, first_line, is_gone, lines_of, start

GRACE = timedelta(seconds=10)

pytestmark = pytest.mark.anyio


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
            heard.append(line.text)  # noqa: PERF401 looked at meanwhile

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        with anyio.fail_after(20):
            while heard != ["ready"]:
                await anyio.sleep(0.01)
        await process.stop([(SIGINT, timedelta(seconds=3)), (SIGTERM, timedelta(seconds=3))])
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


async def test_of_a_long_line_the_beginning_is_kept_and_bad_bytes_are_replaced(tmp_path):
    process = start(
        tmp_path,
        f"""
        import sys
        sys.stdout.buffer.write(b"x" * {3 * EVENT_LIMIT} + b"\\n")
        sys.stdout.buffer.write(b"nul \\x00 and \\xff\\n")
        sys.stdout.buffer.write(b"without an end")
        """,
    )
    first, *others = [line async for line in process.lines()]
    await process.ended()
    await process.reap()
    assert (len(first.text), first.omitted) == (EVENT_LIMIT, 2 * EVENT_LIMIT)
    assert others == [StageLine("nul \ufffd and \ufffd"), StageLine("without an end")]


async def test_the_memory_limit_is_set(tmp_path):
    process = start(
        tmp_path,
        f"""
        import resource, time
        # It is set from outside, a moment after the start.
        while resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY:
            time.sleep(0.01)
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
                                       environ=os.environ, run="none", memory_bytes=2**30)
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
    mine = processes.of_process(os.getpid())
    assert processes.is_alive(mine)
    pid, _, start = mine.partition("@")
    assert not processes.is_alive(f"{pid}@{int(start) + 1}")
    assert not processes.is_alive("999999999@1")


def test_dbt_is_asked_by_sigint_first():
    # Rule 6: it cancels its running SQL on nothing else.
    from service.jobs.registry import STAGES

    assert STAGES["transform"].stop_sequence[0][0] == SIGINT


async def test_a_running_stage_can_be_ended_without_a_descriptor_left(tmp_path):
    process = start(tmp_path, "import time; print('ready', flush=True); time.sleep(600)")
    await first_line(process)
    with no_descriptors(), anyio.fail_after(30):
        await process.stop([(SIGTERM, GRACE)])
        assert process.has_ended
        # Nothing can be known of its group now, so it is not taken for ended.
        with anyio.move_on_after(0.3) as waited:
            await process.end_group()
        assert waited.cancelled_caught
    end = await process.reap()
    assert end.signal == "SIGTERM"


async def test_a_stage_that_cannot_be_watched_is_not_left_running(tmp_path, monkeypatch):
    def no_more(_pid):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "pidfd_open", no_more)
    before, opened = psutil.Process().children(), os.listdir("/proc/self/fd")  # noqa: PTH208 names are enough
    with pytest.raises(OSError, match="Too many open files"):
        start(tmp_path, "import time; time.sleep(600)")
    assert psutil.Process().children() == before
    assert os.listdir("/proc/self/fd") == opened  # noqa: PTH208


async def test_a_stage_has_the_limit_of_open_files_that_its_worker_was_started_with(tmp_path, monkeypatch):
    monkeypatch.setattr(descriptors, "_limit_at_start", (777, 8888))
    process = start(tmp_path, "import time; time.sleep(600)")
    assert resource.prlimit(process.pid, resource.RLIMIT_NOFILE) == (777, 8888)
    await process.stop([(SIGTERM, GRACE)])
    await process.reap()

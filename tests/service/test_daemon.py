"""The process around the worker: it ends when it is told to, within a bound, and only then."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from textwrap import dedent

import anyio
import pytest

from service import daemon as module
from service.daemon import Daemon
from service.database.pool import Pool, open_pool
from service.database.session import Database
from service.errors import UnavailableError

PATIENCE_SECONDS = 120


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_a_signal_while_the_pool_is_being_opened_is_not_forgotten(database_url, monkeypatch):
    @asynccontextmanager
    async def signalled(url: str, *, name: str) -> AsyncIterator[Pool]:
        async with open_pool(url, name=name) as pool:
            os.kill(os.getpid(), signal.SIGTERM)
            while not daemon.draining:
                await anyio.sleep(0.01)
            yield pool

    monkeypatch.setattr(module, "open_pool", signalled)
    opened: list[Pool] = []
    daemon = Daemon(
        database=Database(url=database_url, embedded=None), announce=lambda _: None, name="test", opened=opened.append
    )
    with anyio.fail_after(PATIENCE_SECONDS):
        assert await daemon.run() == 0
    assert opened == []


@pytest.mark.anyio
async def test_a_database_that_is_gone_again_before_the_pool_is_open_is_waited_for(database_url, monkeypatch):
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.01)
    tries, told = [], list[str]()

    @asynccontextmanager
    async def away_once(url: str, *, name: str) -> AsyncIterator[Pool]:
        tries.append(url)
        if len(tries) == 1:
            raise UnavailableError("The database does not answer.")
        async with open_pool(url, name=name) as pool:
            yield pool

    monkeypatch.setattr(module, "open_pool", away_once)
    daemon = Daemon(
        database=Database(url=database_url, embedded=None),
        announce=told.append,
        name="test",
        opened=lambda _: os.kill(os.getpid(), signal.SIGTERM),
    )
    with anyio.fail_after(PATIENCE_SECONDS):
        assert await daemon.run() == 0
    assert len(tries) == 2
    assert "Trying again until it answers." in told[0]


@pytest.mark.anyio
async def test_a_task_beside_the_worker_that_fails_begins_anew_and_ends_nothing(database_url, monkeypatch):
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.01)
    begun = 0

    async def fails(_pool: Pool) -> None:
        nonlocal begun
        begun += 1
        if begun == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        raise ValueError("a notification that cannot be told")

    daemon = Daemon(
        database=Database(url=database_url, embedded=None), announce=lambda _: None, name="test", beside=[fails]
    )
    with anyio.fail_after(PATIENCE_SECONDS):
        assert await daemon.run() == 0
    assert begun >= 2


def test_a_drain_that_does_not_end_is_ended(database_url):
    # What cannot end is whatever waits for a database that does not answer.
    source = """
        import sys, anyio
        from service import daemon
        from service.database.session import Database
        daemon.DRAIN_LIMIT_SECONDS = 0.2
        process = daemon.Daemon(
            database=Database(url=sys.argv[1], embedded=None), announce=lambda text: print(text, flush=True),
            name="test",
            opened=lambda _: print("opened", flush=True), at_the_end=anyio.sleep_forever,
        )
        anyio.run(process.run)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", dedent(source), database_url], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "opened\n"
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert "ending now" in said

"""One query for everyone who wants the same at the same time."""

import anyio
import anyio.lowlevel
import httpx2
import pytest

from service.api.shared_reads import SharedReads

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


class Source:
    """Something slow to read, which counts how often it is."""

    def __init__(self):
        self.count, self.may_end = 0, anyio.Event()
        self.error: OSError | None = None

    async def read(self):
        self.count += 1
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        return self.count


async def together(reads, source, number, *, version=1, results):
    async def one():
        try:
            results.append(await reads.get("key", version, source.read))
        except OSError as error:
            results.append(error)

    async with anyio.create_task_group() as tasks:
        for _ in range(number):
            tasks.start_soon(one)
        await anyio.wait_all_tasks_blocked()
        source.may_end.set()


async def test_callers_of_one_version_share_a_read_and_another_version_is_read_again():
    reads, source, results = SharedReads[str, int](), Source(), list[int | OSError]()
    await together(reads, source, 5, results=results)
    await together(reads, source, 5, version=2, results=results)
    assert results == [1] * 5 + [2] * 5


async def test_an_error_reaches_all_who_waited_and_is_not_kept():
    reads, source, results = SharedReads[str, int](), Source(), list[int | OSError]()
    source.error = OSError("gone")
    await together(reads, source, 3, results=results)
    assert results == [source.error] * 3
    source.error = None
    await together(reads, source, 1, results=results)
    assert results[3:] == [2]


async def test_when_the_one_who_reads_is_cancelled_another_reads():
    reads, source, results = SharedReads[str, int](), Source(), list[int | OSError]()
    async with anyio.create_task_group() as tasks:
        first = anyio.CancelScope()

        async def cancelled():
            with first:
                await reads.get("key", 1, source.read)

        tasks.start_soon(cancelled)
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(lambda: together(reads, source, 2, results=results))
        await anyio.lowlevel.checkpoint()
        first.cancel()
    assert results == [2, 2]


async def test_many_who_ask_whether_the_gateway_is_ready_take_one_connection(api, monkeypatch):
    taken = list[int]()

    def counted(*arguments):
        taken.append(1)
        return connection(*arguments)

    connection = api.pool.connection
    monkeypatch.setattr(api.pool, "connection", counted)
    statuses = list[int]()

    async def ask(client):
        statuses.append((await client.get("/ready")).status_code)

    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=api.origin, limits=limits, timeout=60, trust_env=False) as client:
        began = anyio.current_time()
        async with anyio.create_task_group() as tasks:
            for _ in range(50):
                tasks.start_soon(ask, client)
        seconds = anyio.current_time() - began
    assert statuses == [200] * 50
    assert len(taken) <= 2 + seconds

"""The database refuses the sessions of a run that another worker has taken over: see docs/decisions/0030."""

from uuid import uuid4

import psycopg
import pytest

from pipelines import database, settings
from pipelines.stage import TemporaryError
from service import processes
from service.database.pool import one
from service.jobs import reconcile as reconcile_module
from service.jobs import transitions
from service.jobs.reconcile import reconcile

pytestmark = pytest.mark.anyio


@pytest.fixture
async def claimed(shop):
    """Return a function that claims the given job for a worker whose heartbeat is stale at once."""

    async def claim(job_id, attempt=1):
        worker = uuid4()
        async with shop.pool.connection() as connection:
            await connection.execute(
                "insert into workers (id, machine, process, queues, heartbeat_at) "
                "values (%s, 'elsewhere', '1@1', '{stages}', now() - interval '1 hour')",
                [worker],
            )
            return await transitions.claim(connection, job_id=job_id, attempt=attempt, worker_id=worker)

    return claim


def session_of(url, run, monkeypatch):
    monkeypatch.setenv("LIFETRACER_RUN", run)
    monkeypatch.setenv("DATABASE_URL", url)
    return database.connect(settings.load(), stage="transform")


async def test_the_session_of_the_present_run_writes(shop, claimed, monkeypatch):
    job = await claimed(await shop.post())
    with session_of(shop.url, job.run, monkeypatch) as session:
        session.execute("create table public.written ()")


async def test_a_run_that_was_taken_over_can_neither_commit_nor_connect_again(shop, claimed, monkeypatch):
    job = await claimed(await shop.post())
    session = session_of(shop.url, job.run, monkeypatch)
    session.execute("create table public.written ()")
    async with shop.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    with pytest.raises(psycopg.OperationalError):
        session.commit()
    session.close()
    # Between its loss and the next claim, and afterwards.
    with pytest.raises(TemporaryError, match="was taken over"):
        session_of(shop.url, job.run, monkeypatch)
    second = await claimed(job.id, attempt=2)
    with pytest.raises(TemporaryError, match="was taken over"):
        session_of(shop.url, job.run, monkeypatch)
    with session_of(shop.url, second.run, monkeypatch):
        pass
    async with shop.pool.connection() as connection:
        assert await one(connection, "select to_regclass('public.written') as found") == {"found": None}


async def test_a_session_that_was_not_found_when_its_run_was_lost_ends_before_the_next_claim(
    shop, claimed, monkeypatch
):
    job = await claimed(await shop.post())
    session = session_of(shop.url, job.run, monkeypatch)
    session.execute("create table public.written ()")

    async def finds_none(_connection, _run):
        return True

    monkeypatch.setattr(reconcile_module, "end_sessions", finds_none)
    async with shop.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    await claimed(job.id, attempt=2)
    with pytest.raises(psycopg.OperationalError):
        session.commit()
    session.close()


async def test_a_session_that_opens_while_the_next_run_is_claimed_is_refused(shop, claimed, monkeypatch):
    job = await claimed(await shop.post())
    async with shop.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    job_id, refusals = job.id, []

    def connect():
        try:
            session_of(shop.url, job.run, monkeypatch)
        except TemporaryError as error:
            refusals.append(str(error))

    import anyio
    from anyio import to_thread

    async with shop.pool.connection() as connection, anyio.create_task_group() as tasks:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, 'm', 'p', '{stages}')", [job_id]
        )
        await transitions.claim(connection, job_id=job_id, attempt=2, worker_id=job_id)
        tasks.start_soon(to_thread.run_sync, connect)
        # It waits for the claim to be committed, and then sees it.
        await shop.until_blocked()
        await connection.commit()
    assert len(refusals) == 1


async def test_sessions_of_another_lock_key_are_left_alone(shop, claimed, monkeypatch):
    job = await claimed(await shop.post())
    with session_of(shop.url, job.run, monkeypatch) as session:
        await claimed(await shop.post("reporter"))
        session.execute("create table public.written ()")


async def test_a_run_is_not_lost_while_a_session_of_it_does_not_end(shop, claimed, monkeypatch):
    job = await claimed(await shop.post())

    async def does_not_end(_connection, _run):
        return False

    monkeypatch.setattr(reconcile_module, "end_sessions", does_not_end)
    async with shop.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
        assert (await shop.job(job.id))["status"] == "running"
        monkeypatch.undo()
        await reconcile(connection, me=uuid4())
    assert (await shop.job(job.id))["status"] == "queued"


def test_two_attempts_of_one_job_on_one_machine_are_not_mixed_up(tmp_path):
    # A worker that wakes up ends its own run, not the next one beside it.
    import subprocess

    second = subprocess.Popen(["sleep", "600"], env={processes.VARIABLE: "job.2"}, start_new_session=True)
    try:
        processes.mark(second.pid, "job.2")
        assert processes.kill_all_of("job.1")
        assert second.poll() is None
        assert [found.pid for found in processes.processes_of("job.2")] == [second.pid]
    finally:
        second.kill()
        second.wait()

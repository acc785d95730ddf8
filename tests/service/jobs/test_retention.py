"""What has ended is deleted by age and by size; what has not is never touched."""

from datetime import UTC, datetime, timedelta

import anyio
import psycopg
import pytest

from service.database.pool import all_rows
from service.jobs import retention
from service.jobs.retention import LINE_BYTES, purge
from service.settings import Retention

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 28, tzinfo=UTC)
TOO_MANY = """
    create function gateway.too_many() returns trigger language plpgsql as $$
    begin if (select count(*) from gone) > 7 then raise exception 'a batch too large'; end if; return null; end $$
"""


async def sql(shop, query, *parameters):
    async with shop.pool.connection() as connection:
        await connection.execute(query, parameters)


async def rows(shop, query, *parameters):
    async with shop.pool.connection() as connection:
        return [next(iter(row.values())) for row in await all_rows(connection, query, *parameters)]


async def ended(shop, days, *, stage="transform", lines=1, text="x", **input_):
    """Make a job, with its steps, that ended so many days ago; return its id."""
    job_id = await shop.post(stage, **input_)
    await sql(
        shop,
        "update jobs set status = 'succeeded', finished_at = %s where id = %s or parent_id = %s",
        NOW - timedelta(days=days),
        job_id,
        job_id,
    )
    await write(shop, job_id, lines, text)
    return job_id


async def write(shop, job_id, lines, text="x"):
    await sql(
        shop,
        "insert into job_logs (job_id, seq, at, level, line) select id, n, now(), 'info', %s "
        "from jobs cross join generate_series(1, %s) n where id = %s or parent_id = %s",
        text,
        lines,
        job_id,
        job_id,
    )


async def logs_of(shop, *ids):
    return [(await rows(shop, "select count(*) from job_logs where job_id = %s", job_id))[0] for job_id in ids]


async def test_logs_go_by_age_and_their_jobs_later(shop):
    young, old, ancient = await ended(shop, 29), await ended(shop, 31), await ended(shop, 366)
    await purge(shop.pool, Retention(), now=NOW)
    assert await logs_of(shop, young, old) == [1, 0]
    assert set(await rows(shop, "select id from jobs")) == {young, old}
    assert ancient not in await rows(shop, "select job_id from job_logs")


async def test_a_pipeline_goes_whole_and_not_before_it_has_ended(shop):
    gone = await ended(shop, 400, stage="pipeline")
    waiting = await shop.post("pipeline", report={"language": "ja"})
    await write(shop, waiting, 1)
    # One step ended long ago, because the other waits for its quota.
    await sql(
        shop,
        "update jobs set status = 'succeeded', finished_at = %s where parent_id = %s and step_group = 0",
        NOW - timedelta(days=400),
        waiting,
    )
    await purge(shop.pool, Retention(), now=NOW)
    left = await rows(shop, "select coalesce(parent_id, id) from jobs")
    assert set(left) == {waiting}
    assert len(left) == 7
    assert await rows(shop, "select count(*) from job_logs") == [7]
    assert gone not in left


async def test_by_size_the_oldest_logs_go_first_and_what_has_not_ended_stays(shop):
    line = "x" * (1000 - LINE_BYTES)
    running = await shop.post("reporter")
    await write(shop, running, 1500, line)
    oldest, middle, newest = [await ended(shop, days, lines=700, text=line, n=days) for days in (3, 2, 1)]
    await purge(shop.pool, Retention(logs_megabytes=3), now=NOW)
    # 1.5 MB of the running one and two of 0.7 MB each fit.
    assert await logs_of(shop, running, oldest, middle, newest) == [1500, 0, 700, 700]
    await purge(shop.pool, Retention(logs_megabytes=1), now=NOW)
    assert await logs_of(shop, running, middle, newest) == [1500, 0, 0]
    assert len(await rows(shop, "select id from jobs")) == 4


async def test_of_too_many_jobs_the_newest_stay(shop):
    ids = [await ended(shop, days, n=days) for days in range(1, 8)]
    waiting = await shop.post()
    await purge(shop.pool, Retention(jobs=3), now=NOW)
    assert set(await rows(shop, "select id from jobs")) == {*ids[:3], waiting}


async def test_idempotency_keys_are_forgotten_after_their_time(shop):
    for key, hours in (("young", 23), ("old", 25)):
        await sql(
            shop,
            "insert into idempotency_keys (key, request_digest, response, created_at) values (%s, 'd', '{}', %s)",
            key,
            NOW - timedelta(hours=hours),
        )
    await purge(shop.pool, Retention(), now=NOW)
    assert await rows(shop, "select key from idempotency_keys") == ["young"]


async def test_a_retried_job_stays_without_the_one_that_it_repeats(shop):
    old = await ended(shop, 400)
    new = await shop.post()
    await sql(shop, "update jobs set retry_of = %s where id = %s", old, new)
    await purge(shop.pool, Retention(), now=NOW)
    assert await rows(shop, "select id from jobs where retry_of is null") == [new]


async def test_it_works_in_small_batches_until_all_is_done(shop, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 7)
    monkeypatch.setattr(retention, "BATCH_PAUSE_SECONDS", 0)
    await ended(shop, 31, lines=50)
    await sql(shop, TOO_MANY)
    await sql(
        shop,
        "create trigger too_many after delete on job_logs referencing old table as gone execute function too_many()",
    )
    await purge(shop.pool, Retention(), now=NOW)
    assert await rows(shop, "select count(*) from job_logs") == [0]


async def test_only_one_gateway_tidies_at_a_time(shop):
    await ended(shop, 400)
    async with shop.pool.connection() as connection:
        await connection.execute("select pg_advisory_xact_lock(hashtextextended('retention', 0))")
        await purge(shop.pool, Retention(), now=NOW)
        assert await rows(shop, "select count(*) from jobs") == [1]
    await purge(shop.pool, Retention(), now=NOW)
    assert await rows(shop, "select count(*) from jobs") == [0]


async def test_the_gateway_tidies_regularly_and_goes_on_after_an_error(shop, monkeypatch):
    monkeypatch.setattr(retention, "FIRST_SECONDS", 0)
    monkeypatch.setattr(retention, "EVERY_SECONDS", 0.01)
    calls = []

    async def fails_at_first(pool, keep, *, now, after):
        calls.append(now)
        if len(calls) < 3:
            raise [psycopg.OperationalError("no route"), RuntimeError("a fault of ours")][len(calls) - 1]
        return await purge(pool, keep, now=now, after=after)

    monkeypatch.setattr(retention, "purge", fails_at_first)
    await ended(shop, 400)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(retention.run_retention, shop.pool, Retention())

        async def is_gone():
            return await rows(shop, "select count(*) from jobs") == [0]

        await shop.until(is_gone)
        tasks.cancel_scope.cancel()


async def test_the_next_hour_looks_only_at_what_has_ended_since(shop):
    await ended(shop, 50, n=1)
    after = await purge(shop.pool, Retention(), now=NOW)
    newer = await ended(shop, 40, n=2, lines=3)
    assert await purge(shop.pool, Retention(), now=NOW, after=after) > after
    assert await logs_of(shop, newer) == [0]


async def test_a_post_is_accepted_while_a_batch_is_being_deleted(shop):
    old = await ended(shop, 400, lines=50)
    async with shop.pool.connection() as deleting:
        await deleting.execute("delete from job_logs")
        await deleting.execute("delete from jobs where id = %s", [old])
        with anyio.fail_after(30):
            assert await shop.post() is not None
            assert await shop.post("pipeline") is not None


async def test_the_jobs_beyond_the_number_lose_their_logs_in_batches_first(shop, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 7)
    monkeypatch.setattr(retention, "BATCH_PAUSE_SECONDS", 0)
    kept = await ended(shop, 1, n=1)
    await ended(shop, 2, n=2, lines=40)
    await sql(shop, TOO_MANY)
    await sql(
        shop,
        "create trigger too_many after delete on job_logs referencing old table as gone execute function too_many()",
    )
    await purge(shop.pool, Retention(jobs=1), now=NOW)
    assert await rows(shop, "select id from jobs") == [kept]
